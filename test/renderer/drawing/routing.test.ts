import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import { emptySelection } from '../../../renderer/editing/store'
import { boxAround, boxOf, occupied, type Point, type Rectangle } from '../../../renderer/drawing/geometry'
import { arrange, withPlaces } from '../../../renderer/drawing/layout/arrange'
import { SceneBuilder, type Scene } from '../../../renderer/drawing/model'
import { nameOf } from '../../../renderer/drawing/wires/name'
import { createRandom } from '../editing/random'
import { complete, elman, lstm, onGrid, randomGraph } from './drawings'

const drawn = (document: GraphDocument): Scene => new SceneBuilder().build(withPlaces(document), undefined, emptySelection, new Map())

/** Points a few units apart along what is drawn, its corners left sharp. */
function dense(points: readonly Point[]): Point[] {
  return points.slice(1).flatMap((b, i) => {
    const a = points[i]!
    const n = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 4))
    return Array.from({ length: n }, (_, k) => ({ x: a.x + ((b.x - a.x) * k) / n, y: a.y + ((b.y - a.y) * k) / n }))
  })
}

const within = (p: Point, r: Rectangle, by = 0): boolean => p.x > r.x - by && p.x < r.x + r.width + by && p.y > r.y - by && p.y < r.y + r.height + by

const rectangles = (scene: Scene): [string, Rectangle][] => scene.nodes.map((n) => [n.id, occupied(n.position, boxOf(n.data.type, n.data.large))])

/** Length along a wire on which no other wire and no node is nearer than half of a pointer's reach. */
function alone(scene: Scene, id: string): number {
  const lines = scene.edges.map((e) => ({ id: e.id, points: dense(e.data!.route.trace) }))
  const nodes = rectangles(scene)
  const own = lines.find((l) => l.id === id)!
  return (
    own.points.filter(
      (p) => !nodes.some(([, r]) => within(p, r, 2)) && lines.every((l) => l.id === id || l.points.every((q) => Math.abs(p.x - q.x) + Math.abs(p.y - q.y) > 4)),
    ).length * 4
  )
}

describe('routes', () => {
  it('each have a segment of their own in a complete graph with self-loops', () => {
    for (const columns of [2, 3, 6]) {
      const scene = drawn(onGrid(complete(6), columns))
      // Straight neighbours share their line with lanes that leave the same port; they lie on top of these.
      for (const edge of scene.edges) if (edge.data!.route.form === 'lane') expect(alone(scene, edge.id), `${columns} ${edge.id}`).toBeGreaterThan(20)
      const order = scene.edges.map((e) => e.data!.route.form)
      expect(order.lastIndexOf('lane')).toBeLessThan(order.indexOf('curve'))
    }
  })

  it('draw a self-loop around its node', () => {
    const scene = drawn(onGrid(complete(1), 1))
    const { route } = scene.edges[0]!.data!
    const box = rectangles(scene)[0]![1]
    expect(route.form).toBe('lane')
    expect(route.points.slice(1, -1).every((p) => !within(p, box))).toBe(true)
    expect(route.points.some((p) => p.y < box.y || p.y > box.y + box.height)).toBe(true)
  })

  it('and the layout leave large nodes their room', () => {
    const document = withPlaces(lstm())
    const large = (places: Record<string, Point>) => Object.fromEntries(Object.entries(places).map(([id, place]) => [id, { ...place, large: true }]))
    const before = { ...document, view: { nodes: large(document.view!.nodes!) } }
    const scene = drawn({ ...before, view: { nodes: large(arrange(before)) } })
    const boxes = rectangles(scene)
    expect(scene.nodes.every(({ data }) => data.large)).toBe(true)
    for (const [id, box] of boxes)
      for (const [other, at] of boxes)
        if (id < other)
          expect(box.x < at.x + at.width && at.x < box.x + box.width && box.y < at.y + at.height && at.y < box.y + box.height, id + other).toBe(false)
    for (const { data } of scene.edges)
      for (const point of data!.route.points.slice(1, -1)) for (const [, box] of boxes) expect(within(point, box, -1)).toBe(false)
  })

  it('exist for a wire that is shown again while its node is selected', () => {
    const document = withPlaces(elman())
    const last = Object.keys(document.edges).at(-1)!
    const hidden = { ...document, view: { ...document.view, edges: { [last]: { hidden: true } } } }
    const selection = { nodes: [document.edges[last]!.to.split('.')[0]!], edges: [] }
    const builder = new SceneBuilder()
    const build = (of: GraphDocument): Scene => builder.build(of, undefined, selection, new Map())
    expect(build(hidden).edges.find(({ id }) => id === last)?.data?.hidden).toBe(true)
    expect(build(document).edges.every(({ data }) => data!.route.length > 0)).toBe(true)
  })

  it('cross no node in the textbook drawings', () => {
    for (const document of [elman(), lstm()]) {
      const scene = drawn(document)
      for (const edge of scene.edges)
        for (const [id, box] of rectangles(scene)) {
          if (id === edge.source || id === edge.target) continue
          expect(
            dense(edge.data!.route.trace).some((p) => within(p, box)),
            `${edge.id} under ${id}`,
          ).toBe(false)
        }
    }
  })

  it('give the two wires of a pair different routes', () => {
    const scene = drawn(onGrid({ ...complete(2) }, 2))
    const there = scene.edges.find((e) => e.id === 'W_01')!.data!.route
    const back = scene.edges.find((e) => e.id === 'W_10')!.data!.route
    expect(there.form).toBe('curve')
    expect(back.form).toBe('lane')
    expect(alone(scene, 'W_10')).toBeGreaterThan(100)
  })

  it('are the same for the same drawing, and end at their ports', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const document = withPlaces(randomGraph(createRandom(seed)))
      const one = drawn(document)
      const two = drawn(document)
      expect(
        one.edges.map((e) => e.data!.route.path),
        `seed ${seed}`,
      ).toEqual(two.edges.map((e) => e.data!.route.path))
      expect(one.edges).toHaveLength(Object.keys(document.edges).length)
      for (const edge of one.edges) {
        const target = one.nodes.find((n) => n.id === edge.target)!
        expect(edge.data!.route.path, `seed ${seed} ${edge.id}`).not.toMatch(/NaN|undefined/)
        const handle = target.handles!.find((h) => h.type === 'target' && h.id === edge.targetHandle)!
        expect(edge.data!.route.end).toMatchObject({ x: target.position.x + handle.x, y: target.position.y + handle.y })
      }
    }
  })
})

describe('names', () => {
  it('overlap no node and no other name', () => {
    for (const document of [elman(), lstm(), onGrid(complete(4), 2)]) {
      const scene = drawn(document)
      const shown = scene.edges.flatMap((e) => (e.data!.label?.free ? [{ id: e.id, at: e.data!.label.at, badge: e.data!.delay !== undefined }] : []))
      for (const { id, at, badge } of shown) {
        for (const [, box] of rectangles(scene)) expect(within(at, box), id).toBe(false)
        for (const other of shown)
          if (other.id !== id && !badge) expect(Math.abs(other.at.x - at.x) + Math.abs(other.at.y - at.y), `${id} ${other.id}`).toBeGreaterThan(12)
      }
    }
  })

  it('of bent wires are beside them, clear of all others', () => {
    const inside = (a: Point, b: Point, box: { x: number; y: number; width: number; height: number }): boolean =>
      Array.from({ length: 201 }, (_, i) => ({ x: a.x + ((b.x - a.x) * i) / 200, y: a.y + ((b.y - a.y) * i) / 200 })).some((p) => within(p, box))
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed)
      const bend = (): Point => ({ x: Math.floor(random() * 600) - 100, y: Math.floor(random() * 500) - 150 })
      const placed = withPlaces(elman())
      const scene = drawn({ ...placed, view: { ...placed.view, edges: { W_xh: { bends: [bend(), bend()] }, W_hy: { bends: [bend()] } } } })
      for (const { id, data } of scene.edges) {
        if (!data!.label || data!.delay !== undefined || data!.route.form !== 'bent') continue
        const { width } = nameOf(id)
        const { at, free } = data!.label
        const box = { x: at.x - width / 2, y: at.y - 6, width, height: 12 }
        if (!free) continue
        for (const other of scene.edges) {
          const { trace } = other.data!.route
          expect(
            trace.slice(1).some((b, i) => inside(trace[i]!, b, box)),
            `seed ${seed}: ${id} over ${other.id}`,
          ).toBe(false)
        }
      }
    }
  })
})

describe('scene', () => {
  it('keeps unchanged parts', () => {
    const builder = new SceneBuilder()
    const document = withPlaces(lstm())
    const before = builder.build(document, undefined, emptySelection, new Map())
    const after = builder.build(document, undefined, { nodes: ['y'], edges: [] }, new Map())
    const same = after.nodes.filter((n) => before.nodes.includes(n)).map((n) => n.id)
    expect(same).toEqual(Object.keys(document.nodes).filter((id) => id !== 'y'))
    expect(after.edges.filter((e) => !before.edges.includes(e)).map((e) => e.id)).toEqual(['W_hy'])
  })

  it('mirrors a context in a loop, but not in a delay line', () => {
    const loop = drawn(elman())
    expect(loop.nodes.find((n) => n.id === 'c')!.data.mirrored).toBe(true)
    const line = drawn({ ...elman(), edges: { a: { from: 'x', to: 'c' }, b: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } } })
    expect(line.nodes.find((n) => n.id === 'c')!.data.mirrored).toBe(false)
  })

  it('reroutes the wires of a context that is mirrored while its neighbour is dragged', () => {
    // The node that the context copies is dragged past its target: the context stays in place and is mirrored.
    const document = withPlaces({
      ...elman(),
      nodes: { ...elman().nodes, r: { type: 'layer', size: 3 } },
      edges: { ...elman().edges, W_cr: { from: 'c', to: 'r' } },
    })
    const builder = new SceneBuilder()
    builder.build(document, undefined, emptySelection, new Map())
    const at = document.view!.nodes!.h!
    const moving = new Map([['h', { x: at.x - 4000, y: at.y }]])
    const scene = builder.build(document, undefined, emptySelection, moving)
    const afresh = new SceneBuilder().build(document, undefined, emptySelection, moving)
    const ends = (of: Scene, id: string) => of.edges.find((edge) => edge.id === id)!.data!.route.end
    const starts = (of: Scene, id: string) => of.edges.find((edge) => edge.id === id)!.data!.route.trace[0]
    expect(scene.nodes.find((n) => n.id === 'c')!.data.mirrored).not.toBe(drawn(document).nodes.find((n) => n.id === 'c')!.data.mirrored)
    expect(ends(scene, 'W_cr')).toEqual(ends(afresh, 'W_cr'))
    expect(starts(scene, 'W_cr')).toEqual(starts(afresh, 'W_cr'))
  })

  it('redraws a wire only if it changes itself', () => {
    const plain = withPlaces(elman())
    const { nodes } = plain.view!
    const bent = (y: number): GraphDocument => ({
      ...plain,
      view: {
        nodes: nodes!,
        edges: {
          W_hy: {
            bends: [
              { x: 500, y },
              { x: 560, y: y + 40 },
            ],
          },
        },
      },
    })
    const [document, builder] = [bent(300), new SceneBuilder()]
    let before = new Map<string, unknown>()
    const anew = (of: GraphDocument, selected: readonly string[] = [], moving = new Map<string, Point>()): string[] => {
      const now = new Map(builder.build(of, undefined, { ...emptySelection, nodes: [...selected] }, moving).edges.map((edge) => [edge.id, edge]))
      const found = [...now].filter(([id, edge]) => edge !== before.get(id)).map(([id]) => id)
      before = now
      return found.sort()
    }
    expect(anew(document)).toHaveLength(4)
    expect(anew(document, ['x'])).toEqual(['W_xh'])
    expect(anew({ ...document, name: 'Another' }, ['x'])).toEqual([])
    const other = bent(340)
    expect(anew(other, ['x'])).toEqual(['W_hy'])
    expect(anew(other, ['x'], new Map([['x', { x: nodes!.x!.x - 300, y: nodes!.x!.y + 90 }]]))).toContain('W_xh')
  })

  it('lie in their indexed rectangle', () => {
    const seed = Date.now() % 1e9
    console.log(`seed ${seed}`)
    for (const { id, data } of drawn(randomGraph(createRandom(seed))).edges) {
      const [found, line] = [data!.route.box, boxAround(data!.route.trace)]
      for (const key of ['x', 'y', 'width', 'height'] as const) expect(found[key], `${id} ${key}`).toBeCloseTo(line[key], 6)
    }
  })

  it('draws wires between the same two ports beside one another', () => {
    const scene = drawn({ ...elman(), edges: { ...elman().edges, again: { from: 'x', to: 'h' }, more: { from: 'x', to: 'h', kind: 'dense' } } })
    const twins = scene.edges.filter((edge) => edge.source === 'x' && edge.target === 'h')
    expect(twins).toHaveLength(3)
    for (const { id } of twins) expect(alone(scene, id), id).toBeGreaterThan(20)
  })

  it('shows nodes of unknown types and what is wired to them', () => {
    const scene = drawn({ ...elman(), nodes: { ...elman().nodes, h: { type: 'perceiver' } } })
    expect(scene.nodes.find((n) => n.id === 'h')!.data.type).toBeUndefined()
    expect(scene.edges).toHaveLength(4)
  })
})
