import type { GraphDocument } from '../../engine/document/types'
import type { UnrolledView } from '../../engine/run/streams'

/** Measures of the picture, in its own units. */
export const COLUMN = 112
export const ROW = 40
export const TILE = 56
/** Height of the strip of values, and of the bar of errors below it. */
export const VALUES = 15
export const ERROR = 8
export const LEFT = 132
export const TOP = 28
/** Room below the rows for the shares of a gradient. */
export const FOOT = 64

export interface Row {
  readonly node: string
  /** Index of the displayed port: the state of a cell, otherwise the node's output. */
  readonly port: number
}

/** One row for each node, in the drawing's order: nodes at the left of the drawing are at the bottom. */
export function rowsOf(document: GraphDocument, { ports }: Pick<UnrolledView, 'ports'>): readonly Row[] {
  const byNode = new Map<string, number>()
  ports.forEach(({ node, port }, p) => {
    if (!byNode.has(node) || port === 'state') byNode.set(node, p)
  })
  const places = document.view?.nodes ?? {}
  const of = (node: string): { x: number; y: number } => ({ x: Number(places[node]?.x) || 0, y: Number(places[node]?.y) || 0 })
  return [...byNode]
    .map(([node, port]) => ({ node, port }))
    .sort((a, b) => of(b.node).x - of(a.node).x || of(a.node).y - of(b.node).y || (a.node < b.node ? -1 : 1))
}

/** The left edge of a step's tiles, and the middle of a row. */
export const xOf = (k: number): number => LEFT + k * COLUMN
export const yOf = (row: number): number => TOP + row * ROW + ROW / 2

export const widthOf = (steps: number): number => LEFT + steps * COLUMN
export const heightOf = (rows: number): number => TOP + rows * ROW + FOOT

/** A link between two tiles as an SVG path; ends that lie outside the window fade out beside it. */
export function pathOf(from: number, to: number, k: number, lag: number, steps: number): string {
  const [y0, y1] = [yOf(from), yOf(to)]
  if (lag === 0) {
    const x = xOf(k) + TILE
    if (from === to) return ''
    const bulge = x + 6 + Math.min(40, 7 * Math.abs(from - to))
    return `M${x} ${y0}C${bulge} ${y0} ${bulge} ${y1} ${x} ${y1}`
  }
  const forward = lag > 0
  const target = k + lag
  // One of both steps is shown.
  const x0 = k < 0 ? xOf(0) - 22 : k >= steps ? xOf(steps - 1) + TILE + 22 : xOf(k) + (forward ? TILE : 0)
  const x1 = target < 0 ? xOf(0) - 22 : target >= steps ? xOf(steps - 1) + TILE + 22 : xOf(target) + (forward ? 0 : TILE)
  if (k < 0 || k >= steps) return `M${x0} ${y1}L${x1} ${y1}`
  if (target < 0 || target >= steps) return `M${x0} ${y0}L${x1} ${y0}`
  const bend = (x1 - x0) / 2
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`
}

/** The position of a link's arrow: its middle. */
export const middleOf = (from: number, to: number, k: number, lag: number): { readonly x: number; readonly y: number } => ({
  x: (xOf(k) + TILE + xOf(k + lag)) / 2 + (lag < 0 ? TILE / 2 - TILE / 2 : 0),
  y: (yOf(from) + yOf(to)) / 2,
})
