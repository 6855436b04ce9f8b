import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { addBlock } from '../../../renderer/editing/blocks'
import * as commands from '../../../renderer/editing/commands'
import { groupNodes, groupsOf, joinGroup, leaveGroups, setGroup, setPortName, ungroup } from '../../../renderer/document/groups'
import { copiesOf, duplicateLinked, makeUnique } from '../../../renderer/editing/links'
import { instancesOf, templateOf } from '../../../renderer/document/instance'
import type { DocumentStore } from '../../../renderer/editing/store'
import type { DocumentDraft } from '../../../renderer/document/types'
import { edits, randomEdit } from './edits'
import { createRandom } from './random'
import { chainOf, change, now, openStore } from './stores'

const chain = (): GraphDocument => ({
  ...chainOf(2, 3),
  weights: { W_ch: { shape: [3, 3], data: [1, 2, 3, 4, 5, 6, 7, 8, 9] } },
  view: { nodes: { x: { x: 0, y: 0 }, h: { x: 200, y: 0 }, c: { x: 200, y: 160 }, y: { x: 400, y: 0 } } },
})

const opened = (document = chain()): DocumentStore => openStore(document)

/** h and c as a group, and a linked copy of it. */
function twins(): { store: DocumentStore; first: string; second: string; h: string; c: string } {
  const store = opened()
  const first = change(store, (draft) => groupNodes(draft, ['h', 'c'], { label: 'Elman' }))
  const added = change(store, (draft) => duplicateLinked(draft, first, { x: 0, y: 300 }))!
  const second = copiesOf(now(store), first).find((id) => id !== first)!
  const [h, c] = added.nodes
  return { store, first, second, h: h!, c: c! }
}

/** The content of each copy of each set, by role: copies with equal texts are equal. */
function differing(document: GraphDocument): string[] {
  const links = new Set([...groupsOf(document).byId.values()].flatMap((group) => group.link ?? []))
  return [...links].flatMap((link) => {
    const instances = instancesOf(document, link)
    const texts = instances.map((instance) =>
      JSON.stringify([
        instance.inside.length,
        [...instance.partOf].sort(([a], [b]) => (a < b ? -1 : 1)).map(([role, part]) => [role, sorted(templateOf(document, instance, part))]),
      ]),
    )
    if (instances.length < 2) return [`${link} has ${instances.length}`]
    return texts.every((text) => text === texts[0]) ? [] : [`${link}:\n${texts.join('\n')}`]
  })
}
const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([, v]) => v !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => [k, sorted(v)]),
      )

describe('linked copies', () => {
  it('are made as one step, with weights, names and places of their own, and are stored in the document', () => {
    const { store, first, second, h, c } = twins()
    expect(now(store).nodes[h]).toEqual({ type: 'layer', size: 3 })
    expect(now(store).view!.nodes![h]).toEqual({ x: 200, y: 300 })
    const specs = now(store).view!.groups!
    expect(specs[first]!.link).toBe(specs[second]!.link)
    expect(Object.values(specs[second]!.parts!).sort()).toEqual(Object.keys(specs[first]!.parts!).sort())
    expect(groupsOf(now(store)).byId.get(second)!.copies).toBe(2)
    const own = Object.entries(now(store).edges).find(([, edge]) => edge.from === c && edge.to === h)![0]
    expect(now(store).weights![own]).toEqual(now(store).weights!.W_ch)
    expect(parseDocument(serializeDocument(now(store)), registry).document).toEqual(now(store))
    store.undo()
    expect(Object.keys(now(store).nodes)).toEqual(['x', 'h', 'c', 'y'])
    expect(now(store).view!.groups![first]!.link).toBeUndefined()
  })

  it('change together: parameters, names, added and removed nodes and wires, either way', () => {
    const { store, second, h, c } = twins()
    change(store, (draft) => commands.setNodeParameter(draft, 'h', 'size', 5))
    expect(now(store).nodes[h]!.size).toBe(5)
    change(store, (draft) => commands.setLabel(draft, h, 'Hidden'))
    expect(now(store).view!.nodes!.h!.label).toBe('Hidden')
    const made = change(store, (draft) => commands.insertOnEdge(draft, 'copy', 'layer'))!
    expect(groupsOf(now(store)).byId.get(second)!.all).toHaveLength(3)
    expect(
      Object.values(now(store).edges)
        .filter((edge) => edge.to === c || edge.to === 'c')
        .map((edge) => now(store).nodes[edge.from]!.type),
    ).toEqual(['layer', 'layer'])
    expect(differing(now(store))).toEqual([])
    change(store, (draft) => commands.removeSelection(draft, { nodes: [made], edges: [] }))
    expect(Object.keys(now(store).nodes)).toHaveLength(6)
    expect(differing(now(store))).toEqual([])
    const { past } = store.store.getState()
    for (let i = 0; i < 4; i++) store.undo()
    expect(store.store.getState().past).toHaveLength(past.length - 4)
    expect(now(store).nodes[h]).toEqual({ type: 'layer', size: 3 })
  })

  it('do not affect outside nodes and the wires to them', () => {
    const { store, h } = twins()
    change(store, (draft) => commands.setEdgeParameter(draft, 'W_xh', 'scale', 2))
    change(store, (draft) => commands.connect(draft, { node: 'x', port: 'out' }, { node: h, port: 'in' }))
    change(store, (draft) => commands.moveNodes(draft, { c: { x: 0, y: 999 } }))
    expect(
      Object.values(now(store).edges)
        .filter((edge) => edge.from === 'x')
        .map((edge) => edge.scale),
    ).toEqual([2, undefined])
    expect(differing(now(store))).toEqual([])
    // An edit to both at once is no conflict, and is not made twice.
    change(store, (draft) => {
      for (const node of ['h', h]) commands.connect(draft, { node, port: 'out' }, { node, port: 'in' })
    })
    expect(Object.values(now(store).edges).filter((edge) => edge.from === edge.to)).toHaveLength(2)
  })

  it('add a node that joins one copy to all, and release a node removed from one without deleting it', () => {
    const { store, first, second, h } = twins()
    change(store, (draft) => joinGroup(draft, first, ['y']))
    expect(
      groupsOf(now(store))
        .byId.get(second)!
        .all.map((id) => now(store).nodes[id]!.type),
    ).toEqual(['layer', 'context', 'output'])
    expect(Object.values(now(store).edges).some((edge) => edge.from === h && now(store).nodes[edge.to]!.type === 'output')).toBe(true)
    change(store, (draft) => leaveGroups(draft, ['y']))
    expect(groupsOf(now(store)).byId.get(second)!.all).toHaveLength(2)
    expect(Object.values(now(store).nodes).filter((node) => node.type === 'output')).toHaveLength(2)
    expect(Object.values(now(store).edges).some((edge) => edge.from === h && now(store).nodes[edge.to]!.type === 'output')).toBe(true)
    expect(differing(now(store))).toEqual([])
  })

  it('are unlinked when one is made unique, ungrouped or deleted; a single copy is not linked', () => {
    for (const end of [
      makeUnique,
      ungroup,
      (draft: DocumentDraft, id: string) => commands.removeSelection(draft, { nodes: groupsOf(draft as GraphDocument).byId.get(id)!.all, edges: [] }),
    ]) {
      const { store, first, second } = twins()
      change(store, (draft) => end(draft, second))
      expect(now(store).view!.groups![first]).not.toHaveProperty('link')
      expect(now(store).view!.groups![first]).not.toHaveProperty('parts')
      expect(now(store).nodes.h).toEqual({ type: 'layer', size: 3 })
      store.undo()
      expect(copiesOf(now(store), first)).toHaveLength(2)
    }
  })

  it('can contain groups and linked copies', () => {
    const store = opened()
    const inner = change(store, (draft) => groupNodes(draft, ['c'], { label: 'Memory' }))
    const outer = change(store, (draft) => groupNodes(draft, ['h', 'c'], { label: 'Outer' }))
    change(store, (draft) => duplicateLinked(draft, outer, { x: 0, y: 300 }))
    change(store, (draft) => duplicateLinked(draft, inner, { x: 100, y: 0 }))
    expect(copiesOf(now(store), inner)).toHaveLength(4)
    expect(Object.values(now(store).nodes).filter((node) => node.type === 'context')).toHaveLength(4)
    change(store, (draft) => commands.setNodeParameter(draft, 'c', 'delay', 3))
    expect(Object.values(now(store).nodes).filter((node) => node.delay === 3)).toHaveLength(4)
    change(store, (draft) => setGroup(draft, inner, 'label', 'Trace'))
    expect([...groupsOf(now(store)).byId.values()].filter((group) => group.label === 'Memory')).toHaveLength(2)
    expect(differing(now(store))).toEqual([])
  })

  it('cannot contain themselves', () => {
    const { store, first, second } = twins()
    change(store, (draft) => {
      draft.view!.groups![second]!.parent = first
    })
    expect(now(store).view!.groups![second]).not.toHaveProperty('link')
    expect(Object.keys(now(store).nodes)).toHaveLength(6)
  })

  it('have the same port names', () => {
    const { store, first, second, h } = twins()
    change(store, (draft) => setPortName(draft, first, 'h.out', 'state'))
    expect(groupsOf(now(store)).byId.get(second)!.ports).toEqual({ [`${h}.out`]: 'state' })
    change(store, (draft) => commands.rename(draft, 'h', 'hidden'))
    expect(groupsOf(now(store)).byId.get(first)!.ports).toEqual({ 'hidden.out': 'state' })
    change(store, (draft) => commands.removeSelection(draft, { nodes: ['hidden'], edges: [] }))
    expect(groupsOf(now(store)).byId.get(second)!.ports).toEqual({})
  })

  it('that differ in a file are read, and become equal when edited', () => {
    const { store, h } = twins()
    const edited = structuredClone(now(store))
    edited.nodes[h]!.size = 7
    delete edited.view!.groups!.group2!.parts!.nothing
    const again = opened(edited)
    change(again, (draft) => commands.setNodeParameter(draft, 'c', 'delay', 2))
    expect(now(again).nodes[h]!.size).toBe(7)
    change(again, (draft) => commands.setNodeParameter(draft, 'h', 'activation', 'relu'))
    expect(now(again).nodes[h]).toEqual({ type: 'layer', size: 3, activation: 'relu' })
  })

  const seed = Number(process.env.SEED ?? 411)
  it(`stay equal under random edits, which are undone as single steps (seed ${seed})`, () => {
    let linked = 0
    for (let round = 0; round < 12; round++) {
      const random = createRandom(seed + round)
      const store = opened()
      change(store, (draft) => void addBlock(draft, 'lstm', 2, { x: 300, y: 0 }, { from: ['x'] }))
      const names = [...Object.keys(edits), 'duplicate linked', 'duplicate linked', 'insert', 'connect', 'join group', 'leave group', 'group']
      for (let i = 0; i < 40; i++) {
        const before = JSON.stringify(now(store))
        const { length } = store.store.getState().past
        const name = randomEdit(store, random, names)
        store.endGesture()
        expect(differing(now(store)), `seed ${seed + round}, edit ${i}: ${name}`).toEqual([])
        linked += [...groupsOf(now(store)).byId.values()].filter((group) => group.copies > 1).length
        if (store.store.getState().past.length > length) {
          store.undo()
          expect(JSON.stringify(now(store)), `seed ${seed + round}, undo ${i}: ${name}`).toBe(before)
          store.redo()
        }
      }
      const { errors } = parseDocument(serializeDocument(now(store)), registry)
      expect(errors.filter((error) => error.path.startsWith('/view'))).toEqual([])
    }
    expect(linked).toBeGreaterThan(200)
  })
})
