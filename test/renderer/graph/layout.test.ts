import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import { typeOf } from '../../../renderer/document/ports'
import { boxOf, occupied, type Point } from '../../../renderer/graph/geometry'
import { arrange, withPlaces } from '../../../renderer/graph/layout/arrange'
import { tidied } from '../../../renderer/graph/layout/tidy'
import { freePlace } from '../../../renderer/graph/layout/free'
import { createRandom } from '../document/random'
import { complete, elman, lstm, randomGraph } from './drawings'

function overlaps(document: GraphDocument, places: Readonly<Record<string, Point>>): string[] {
  const all = Object.entries(places).map(([id, at]) => ({ id, ...occupied(at, boxOf(typeOf(document, id))) }))
  return all.flatMap((a, i) =>
    all.slice(i + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height).map((b) => `${a.id} ${b.id}`),
  )
}

describe('layout', () => {
  it('puts no node over another, and every node on the grid', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const document = randomGraph(createRandom(seed), 20)
      const places = arrange(document)
      expect(Object.keys(places).sort(), `seed ${seed}`).toEqual(Object.keys(document.nodes).sort())
      expect(overlaps(document, places), `seed ${seed}`).toEqual([])
      for (const { x, y } of Object.values(places)) expect([x % 4, y % 4].map(Math.abs), `seed ${seed}`).toEqual([0, 0])
    }
    expect(overlaps(complete(8), arrange(complete(8)))).toEqual([])
  })

  it('reads from left to right, a memory under what it remembers', () => {
    const { x, h, c, y } = arrange(elman()) as Record<'x' | 'h' | 'c' | 'y', Point>
    expect(x.x).toBeLessThan(h.x)
    expect(h.x).toBeLessThan(y.x)
    expect(c.x).toBe(h.x)
    expect(c.y).toBeGreaterThan(h.y)
    const l = arrange(lstm())
    for (const [a, b] of [['x', 'g'], ['g', 'i'], ['i', 'c'], ['c', 'o'], ['o', 'y'], ['f', 'c']]) expect(l[a!]!.x, `${a} ${b}`).toBeLessThan(l[b!]!.x)
    for (const id of ['x', 'g', 'i', 'f', 'c', 'o']) expect(l.h!.y).toBeGreaterThan(l[id]!.y)
  })

  it('keeps the places that are there', () => {
    const document = withPlaces({ ...elman(), view: { nodes: { h: { x: 12, y: 34, label: 'Hidden' } } } })
    expect(document.view!.nodes!.h).toEqual({ x: 12, y: 34, label: 'Hidden' })
    expect(Object.keys(document.view!.nodes!)).toHaveLength(4)
    expect(withPlaces(document)).toBe(document)
  })

  it('moves the others little when a node is added, and nothing when none is', () => {
    const far: number[] = []
    for (let seed = 1; seed <= 40; seed++) {
      const random = createRandom(seed)
      const drawn = randomGraph(random, 14)
      const placed = (places: Readonly<Record<string, Point>>) => Object.fromEntries(Object.entries(places).map(([id, { x, y }]) => [id, { x, y }]))
      const first = { ...drawn, view: { nodes: placed(tidied(drawn)) } }
      expect(tidied(first), `seed ${seed}`).toEqual(first.view.nodes)
      const ids = Object.keys(drawn.nodes).filter((id) => typeOf(drawn, id)!.outputs.length > 0 && !typeOf(drawn, id)!.isOutput)
      const from = ids[Math.floor(random() * ids.length)]!
      const more = { ...first, nodes: { ...first.nodes, added: { type: 'layer', size: 2 } }, edges: { ...first.edges, added_wire: { from, to: 'added', kind: 'dense' as const } } }
      const places = tidied(more)
      for (const [id, at] of Object.entries(first.view.nodes)) far.push(Math.hypot(places[id]!.x - at.x, places[id]!.y - at.y))
    }
    far.sort((a, b) => a - b)
    expect(far[far.length >> 1]).toBeLessThan(24)
    expect(far[Math.floor(far.length * 0.8)]).toBeLessThan(100)
  })

  it('finds a free place under one that is taken', () => {
    const document = withPlaces(elman())
    const at = freePlace(document, document.view!.nodes!.h!, boxOf(typeOf(document, 'h')))
    expect(overlaps({ ...document, nodes: { ...document.nodes, n: { type: 'layer' } } }, { ...document.view!.nodes!, n: at })).toEqual([])
  })
})
