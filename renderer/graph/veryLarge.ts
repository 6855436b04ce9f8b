import type { GraphDocument } from '../../engine/document/types'

/** Number of nodes and edges above which a drawing is built, and laid out, in more than one task. */
const VERY_LARGE = 3000
export const isVeryLarge = ({ nodes, edges }: GraphDocument): boolean => Object.keys(nodes).length + Object.keys(edges).length > VERY_LARGE
