import type { Point } from '../geometry'

/** SVG path of the arrow at the end of a wire that arrives from the left (−1) or the right (1). */
export const arrow = ({ x, y }: Point, arrives: 1 | -1): string => (arrives < 0 ? `M${x - 4} ${y}l-8 -4v8z` : `M${x + 4} ${y}l8 -4v8z`)
