import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import { stream } from '../../../engine/base/random'
import { limits } from '../../../engine/document/limits'
import type { Rectangle } from '../../../renderer/drawing/geometry'
import { withPlaces } from '../../../renderer/drawing/layout/arrange'
import { SceneBuilder } from '../../../renderer/drawing/model'
import { Effort } from '../../../renderer/drawing/routing/effort'
import { routeWires, type WireEnds } from '../../../renderer/drawing/routing/route'
import { RectangleIndex } from '../../../renderer/drawing/routing/spaces'

/** Counts the elements visited. */
class Counting extends Effort {
  looked = 0
  override spend(count: number): void {
    this.looked += count
    super.spend(count)
  }
}

const random = stream(20_261, 'large')
const place = (): number => random.integer(400) * 100
const boxes: [string, Rectangle][] = Array.from({ length: limits.nodes }, (_, i) => [`n${i}`, { x: place(), y: place(), width: 160, height: 80 }])
const wire = (i: number): WireEnds => {
  const [a, b] = [boxes[random.integer(boxes.length)]!, boxes[random.integer(boxes.length)]!]
  return { id: `e${i}`, source: a[0], target: b[0], from: { x: a[1].x + 160, y: a[1].y + 40, normal: 1 }, to: { x: b[1].x, y: b[1].y + 40, normal: -1 } }
}

describe('a drawing of the maximum size', () => {
  it('routes every wire within its effort limit', () => {
    const effort = new Counting()
    const wires = Array.from({ length: limits.edges }, (_, i) => wire(i))
    const routes = routeWires(wires, new Map(boxes), undefined, false, effort)
    expect(routes.size).toBe(wires.length)
    for (const { path, length } of routes.values()) {
      expect(path).toMatch(/^M/)
      expect(Number.isFinite(length)).toBe(true)
    }
    // At most the cost of one further wire.
    expect(effort.looked).toBeLessThan(2_000_000)
  })

  it('a frame around the whole canvas is not indexed in every cell', () => {
    const effort = new Counting()
    const reach = limits.coordinate
    const index = new RectangleIndex([['all', { x: -reach, y: -reach, width: 2 * reach, height: 2 * reach }]], effort)
    expect(index.some(5, 5, 6, 6, () => true)).toBe(true)
    expect(index.some(reach + 1, 0, reach + 2, 1, () => true)).toBe(false)
    expect(effort.looked).toBeLessThan(10)
  })

  it('without positions is laid out, and the layout can be saved', () => {
    const nodes = Object.fromEntries(boxes.map(([id]) => [id, { type: 'layer', size: 1 }]))
    const edges = Object.fromEntries(Array.from({ length: limits.nodes - 1 }, (_, i) => [`e${i}`, { from: `n${i}`, to: `n${i + 1}`, kind: 'dense' as const }]))
    const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes, edges }
    const placed = withPlaces(document)
    for (const { x, y } of Object.values(placed.view!.nodes!)) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(limits.coordinate)
    expect(new SceneBuilder().build(placed, undefined, { nodes: [], edges: [] }, new Map()).edges).toHaveLength(limits.nodes - 1)
  })
})
