/** The outline of a node's plate, on the canvas and in pictures. Lengths are in pixels at a zoom of 1. */
export interface Outline {
  /** Corner radii, clockwise from the top left. */
  readonly corners: readonly [number, number, number, number]
  /** Whether each corner is an ellipse of half the node's height, so that the sides are round. */
  readonly tall?: boolean
  /** The side of the strip in the role's colour; absent: left. */
  readonly strip?: 'right'
}

type Radii = readonly [horizontal: number, vertical: number]

/** The outline of a node whose type declares none. */
export const BOX: Outline = { corners: [6, 6, 6, 6] }

/** The radii of each corner of a node of this height. */
export const radiiOf = ({ corners, tall }: Outline, height: number): readonly Radii[] => corners.map((radius) => [radius, tall ? height / 2 : radius])

/** The value of the CSS property `border-radius`. */
export const borderRadius = ({ corners, tall }: Outline): string => corners.map((radius) => `${radius}px`).join(' ') + (tall ? ' / 50%' : '')

/** Whether the left side is so round that texts must keep away from it. */
export const isRoundLeft = ({ corners: [topLeft] }: Outline): boolean => topLeft > BOX.corners[0]
