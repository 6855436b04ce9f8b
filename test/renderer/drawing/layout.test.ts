import { describe, expect, it } from 'vitest'
import type { GraphDocument, GroupSpec, NoteSpec } from '../../../engine/document/types'
import { chainOf } from '../../../renderer/document/groups'
import { typeOf } from '../../../renderer/document/ports'
import { groupItem, readItem } from '../../../renderer/drawing/flowIds'
import { boxOf, occupied, type Point } from '../../../renderer/drawing/geometry'
import { arrange, withPlaces } from '../../../renderer/drawing/layout/arrange'
import { tidied } from '../../../renderer/drawing/layout/tidy'
import { SceneBuilder } from '../../../renderer/drawing/model'
import { freePlace } from '../../../renderer/drawing/layout/free'
import { createRandom } from '../editing/random'
import { complete, elman, lstm, randomGraph } from './drawings'

function overlaps(document: GraphDocument, places: Readonly<Record<string, Point>>): string[] {
  const all = Object.entries(places).map(([id, at]) => ({ id, ...occupied(at, boxOf(typeOf(document, id))) }))
  return all.flatMap((a, i) =>
    all
      .slice(i + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.id} ${b.id}`),
  )
}

/** Some of the nodes in groups: one within another, one collapsed, with a note in one. */
function grouped(document: GraphDocument, random: () => number): GraphDocument {
  const ids = Object.keys(document.nodes)
  const groups: Record<string, GroupSpec> = { a: { nodes: [] }, b: { nodes: [], parent: 'a' }, c: { nodes: [], collapsed: true }, d: { nodes: [] } }
  for (const id of ids) {
    const home = ['a', 'b', 'c', 'd', undefined, undefined][Math.floor(random() * 6)]
    if (home) groups[home]!.nodes.push(id)
  }
  const places = Object.fromEntries(ids.map((id) => [id, { x: Math.floor(random() * 200) * 4, y: Math.floor(random() * 200) * 4 }]))
  const notes: Record<string, NoteSpec> =
    groups.a!.nodes.length > 0
      ? { n: { x: places[groups.a!.nodes[0]!]!.x, y: places[groups.a!.nodes[0]!]!.y, width: 200, height: 61, text: 'a', group: 'a' } }
      : {}
  return {
    ...document,
    view: {
      nodes: places,
      groups: Object.fromEntries(
        Object.entries(groups)
          .filter(([, { nodes }]) => nodes.length > 0)
          .map(([id, g]) => [id, g.parent !== undefined && groups[g.parent]!.nodes.length === 0 ? { nodes: g.nodes } : g]),
      ),
      notes,
    },
  }
}

describe('layout', () => {
  it('overlaps no nodes, and aligns every node to the grid', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const document = randomGraph(createRandom(seed), 20)
      const places = arrange(document)
      expect(Object.keys(places).sort(), `seed ${seed}`).toEqual(Object.keys(document.nodes).sort())
      expect(overlaps(document, places), `seed ${seed}`).toEqual([])
      for (const { x, y } of Object.values(places)) expect([x % 4, y % 4].map(Math.abs), `seed ${seed}`).toEqual([0, 0])
    }
    expect(overlaps(complete(8), arrange(complete(8)))).toEqual([])
  })

  it('runs from left to right, with a memory below the node that it copies', () => {
    const { x, h, c, y } = arrange(elman()) as Record<'x' | 'h' | 'c' | 'y', Point>
    expect(x.x).toBeLessThan(h.x)
    expect(h.x).toBeLessThan(y.x)
    expect(c.x).toBe(h.x)
    expect(c.y).toBeGreaterThan(h.y)
    const l = arrange(lstm())
    for (const [a, b] of [
      ['x', 'g'],
      ['g', 'i'],
      ['i', 'c'],
      ['c', 'o'],
      ['o', 'y'],
      ['f', 'c'],
    ])
      expect(l[a!]!.x, `${a} ${b}`).toBeLessThan(l[b!]!.x)
    for (const id of ['x', 'g', 'i', 'f', 'c', 'o']) expect(l.h!.y).toBeGreaterThan(l[id]!.y)
  })

  it('keeps existing positions', () => {
    const document = withPlaces({ ...elman(), view: { nodes: { h: { x: 12, y: 34, label: 'Hidden' } } } })
    expect(document.view!.nodes!.h).toEqual({ x: 12, y: 34, label: 'Hidden' })
    expect(Object.keys(document.view!.nodes!)).toHaveLength(4)
    expect(withPlaces(document)).toBe(document)
  })

  it('moves other nodes little when one is added, and nothing otherwise', () => {
    const far: number[] = []
    for (let seed = 1; seed <= 40; seed++) {
      const random = createRandom(seed)
      const drawn = randomGraph(random, 14)
      const placed = (places: Readonly<Record<string, Point>>) => Object.fromEntries(Object.entries(places).map(([id, { x, y }]) => [id, { x, y }]))
      const first = { ...drawn, view: { nodes: placed(tidied(drawn).nodes) } }
      expect(tidied(first).nodes, `seed ${seed}`).toEqual(first.view.nodes)
      const ids = Object.keys(drawn.nodes).filter((id) => typeOf(drawn, id)!.outputs.length > 0 && !typeOf(drawn, id)!.isOutput)
      const from = ids[Math.floor(random() * ids.length)]!
      const more = {
        ...first,
        nodes: { ...first.nodes, added: { type: 'layer', size: 2 } },
        edges: { ...first.edges, added_wire: { from, to: 'added', kind: 'dense' as const } },
      }
      const places = tidied(more).nodes
      for (const [id, at] of Object.entries(first.view.nodes)) far.push(Math.hypot(places[id]!.x - at.x, places[id]!.y - at.y))
    }
    far.sort((a, b) => a - b)
    expect(far[far.length >> 1]).toBeLessThan(24)
    expect(far[Math.floor(far.length * 0.8)]).toBeLessThan(100)
  })

  it('keeps the contents of a group in its frame, frames and tiles clear of others, and moves nothing the second time', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed)
      const document = grouped(randomGraph(random, 16), random)
      const { nodes, notes } = tidied(document)
      const put = (all: Readonly<Record<string, Point>>): GraphDocument => ({
        ...document,
        view: {
          ...document.view,
          nodes: Object.fromEntries(Object.entries(all).map(([id, { x, y }]) => [id, { x, y }])),
          notes: Object.fromEntries(Object.entries(document.view!.notes ?? {}).map(([id, note]) => [id, { ...note, ...notes[id] }])),
        },
      })
      const tidy = put(nodes)
      const again = tidied(tidy)
      expect([again.nodes, again.notes], `seed ${seed}`).toEqual([nodes, notes])
      const { items, scope } = new SceneBuilder().build(tidy, undefined, { nodes: [], edges: [] }, new Map())
      const boxes = items.filter(({ type }) => type !== 'portal').map(({ id, position, width = 0, height = 0 }) => ({ id, ...position, width, height }))
      const around = (id: string): readonly string[] => {
        const { kind, id: own } = readItem(id)
        const home = kind === 'group' ? scope.groups.byId.get(own)!.parent : kind === 'note' ? tidy.view!.notes![own]!.group : scope.groups.of.get(own)
        return chainOf(scope.groups, home).map(groupItem)
      }
      for (const [i, a] of boxes.entries())
        for (const b of boxes.slice(i + 1)) {
          const meet = a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
          expect(meet, `seed ${seed}: ${a.id} and ${b.id}`).toBe(around(a.id).includes(b.id) || around(b.id).includes(a.id))
        }
    }
  })

  it('moves other nodes little when one is added to a group', () => {
    const far: number[] = []
    for (let seed = 1; seed <= 40; seed++) {
      const random = createRandom(seed)
      const drawn = grouped(randomGraph(random, 14), random)
      const placed = Object.fromEntries(Object.entries(tidied(drawn).nodes).map(([node, { x, y }]) => [node, { x, y }]))
      const first = { ...drawn, view: { ...drawn.view, nodes: placed } }
      const [id, group] = Object.entries(first.view.groups!).find(([, { collapsed }]) => !collapsed) ?? []
      const from = group?.nodes.find((node) => typeOf(drawn, node)!.outputs.length > 0)
      if (id === undefined || group === undefined || from === undefined) continue
      const more: GraphDocument = {
        ...first,
        nodes: { ...first.nodes, added: { type: 'layer', size: 2 } },
        edges: { ...first.edges, added_wire: { from, to: 'added', kind: 'dense' } },
        view: { ...first.view, groups: { ...first.view.groups, [id]: { ...group, nodes: [...group.nodes, 'added'] } } },
      }
      const places = tidied(more).nodes
      for (const [node, at] of Object.entries(first.view.nodes)) far.push(Math.hypot(places[node]!.x - at.x, places[node]!.y - at.y))
    }
    far.sort((a, b) => a - b)
    expect(far[far.length >> 1]).toBeLessThan(60)
  })

  it('finds a free place below a taken one', () => {
    const document = withPlaces(elman())
    const at = freePlace(document, document.view!.nodes!.h!, boxOf(typeOf(document, 'h')))
    expect(overlaps({ ...document, nodes: { ...document.nodes, n: { type: 'layer' } } }, { ...document.view!.nodes!, n: at })).toEqual([])
  })
})
