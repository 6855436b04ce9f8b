import type { NodeType, Port } from '../../engine/contract/node-type'
import type { GraphDocument } from '../../engine/document/types'
import { portsOf, typeOf, type Side } from '../document/ports'
import type { Point } from '../document/types'

export type { Point }

/** Position of an item while it is moved, and its size while it is resized. */
export interface Placement extends Point {
  readonly width?: number
  readonly height?: number
}

export interface Rectangle extends Point {
  readonly width: number
  readonly height: number
}

/** The bounding box of points. */
export function boxAround(points: readonly Point[]): Rectangle {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Position of a port on its node, and the direction in which wires leave: 1 right, −1 left. */
export interface PortPlace extends Point {
  readonly normal: 1 | -1
}

export interface Box {
  readonly width: number
  readonly height: number
  /** Space above and below the outline for parts of the drawing, such as a cell's carousel. */
  readonly above: number
  readonly below: number
}

export const HEADER = 28
export const CAPTION = 20
export const WIDTH = 160
/** Distance between ports: a multiple of the grid, so that wires between aligned nodes are horizontal. */
const STEP = 20
const PAIR = 24
/** Diameter of a reservoir's disc. */
export const FIELD = 120

const standard: Box = { width: WIDTH, height: 96, above: 0, below: 0 }

/** Added to the height of a large node, all of it for the picture of its units. */
const LARGE = 100

/** Size of a node in units of the drawing. Ports stay where they are on a large one; a disc has one size. */
export function boxOf(type: NodeType | undefined, large = false): Box {
  if (type?.face.shape === 'dots') return { width: FIELD, height: HEADER + FIELD + CAPTION, above: 0, below: 0 }
  const box = type?.face.shape === 'carousel' ? { ...standard, height: 112, above: 20 } : standard
  return large && type ? { ...box, height: box.height + LARGE } : box
}

/** Whether the user has enlarged a node. */
export const isLarge = ({ view }: GraphDocument, id: string): boolean => view?.nodes?.[id]?.large === true

/** Size of a node of a document. */
export const boxAt = (document: GraphDocument, id: string): Box => boxOf(typeOf(document, id), isLarge(document, id))

/** Vertical centre of a node's main ports. */
function portAxis(type: NodeType, side: Side): number {
  if (type.face.shape === 'dots') return HEADER + FIELD / 2
  const asides = portsOf(type, side).filter((p) => p.aside).length
  return asides > 1 ? 44 : HEADER + 20
}

/** Position of a port relative to its node's top left corner; on `mirrored` nodes left and right are swapped. */
export function portPlace(type: NodeType | undefined, side: Side, port: string, mirrored: boolean): PortPlace {
  const { width, height } = boxOf(type)
  const right = (side === 'from') !== mirrored
  const at = (y: number): PortPlace => ({ x: right ? width : 0, y, normal: right ? 1 : -1 })
  if (!type) return at(height / 2)
  const ports = portsOf(type, side)
  const found = ports.find((p) => p.name === port)
  if (!found) return at(height / 2)
  const group = ports.filter((p) => p.aside === found.aside)
  const index = group.indexOf(found)
  if (found.aside) return at(height - 16 - (group.length - 1 - index) * STEP)
  return at(portAxis(type, side) + (index - (group.length - 1) / 2) * (group.length === 2 ? PAIR : STEP))
}

/** All ports of one side with their positions. */
export const placedPorts = (type: NodeType | undefined, side: Side, mirrored: boolean): readonly { port: Port; place: PortPlace }[] =>
  portsOf(type, side).map((port) => ({ port, place: portPlace(type, side, port.name, mirrored) }))

/** The rectangle that wires and other nodes avoid. */
export function occupied(position: Point, box: Box): Rectangle {
  return { x: position.x, y: position.y - box.above, width: box.width, height: box.height + box.above + box.below }
}
