import { describe, expect, it } from 'vitest'
import { limits } from '../../../engine/document/limits'
import { changeProblems, parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { addBlock } from '../../../renderer/editing/blocks'
import { duplicate, paste } from '../../../renderer/editing/clipboard'
import * as commands from '../../../renderer/editing/commands'
import { groupNodes, setGroup } from '../../../renderer/document/groups'
import { duplicateLinked } from '../../../renderer/editing/links'
import { addNote, placeNotes, setNote } from '../../../renderer/document/notes'
import { createDocument, documentStore, showDocument } from '../../../renderer/editing/store'
import type { DocumentDraft } from '../../../renderer/document/types'
import { addStep, setStep } from '../../../renderer/document/tour'
import { setBends } from '../../../renderer/document/wires'
import { connectMarked } from '../../../renderer/graph/arranging'
import { useCanvas } from '../../../renderer/graph/canvasStore'
import { now, openStore } from './stores'

const ids = (count: number, stem = 'n'): string[] => Array.from({ length: count }, (_, i) => `${stem}${i}`)
const record = <T>(keys: readonly string[], make: (key: string, i: number) => T): Record<string, T> =>
  Object.fromEntries(keys.map((key, i) => [key, make(key, i)]))

/** Layers in a grid, and wires from the first to each of them, over and over. */
function drawn(nodes: number, edges: number, view: object = {}): GraphDocument {
  const names = ids(nodes)
  return {
    format: 'unfold-graph',
    version: 1,
    nodes: record(names, () => ({ type: 'layer', size: 1 })),
    edges: record(ids(edges, 'e'), (_, i) => ({ from: names[Math.floor(i / nodes) % nodes]!, to: names[i % nodes]!, kind: 'dense' as const })),
    view: { nodes: record(names, (_, i) => ({ x: (i % 50) * 240, y: Math.floor(i / 50) * 120 })), ...view },
  }
}

const full = drawn(limits.nodes, 3)
const wired = drawn(150, limits.edges)
const small = drawn(4, 3)
const grouped = drawn(limits.nodes, 0, { groups: { g: { nodes: ['n0', 'n1'] } } })
const end = (node: string, port = 'out') => ({ node, port })
const noted = drawn(2, 0, { notes: record(ids(limits.notes, 'm'), () => ({ x: 0, y: 0, text: '' })) })
const toured = drawn(2, 0, { tour: Array.from({ length: limits.tourSteps }, () => ({})) })
const nested = drawn(4, 0, {
  groups: record(ids(limits.groupDepth, 'g'), (_, i) => ({
    nodes: i === 0 ? ['n0', 'n1'] : [],
    ...(i + 1 < limits.groupDepth ? { parent: `g${i + 1}` } : {}),
  })),
})
const bent = drawn(150, limits.edges, {
  edges: record(ids(limits.allBends / limits.bends, 'e'), () => ({ bends: Array.from({ length: limits.bends }, (_, x) => ({ x, y: 0 })) })),
})
const long = (length: number): string => 'a'.repeat(length)

const gestures: readonly [name: string, document: GraphDocument, recipe: (draft: DocumentDraft) => unknown, bound: number][] = [
  ['adding a node', full, (d) => commands.addNode(d, 'layer', { x: 0, y: 0 }), limits.nodes],
  ['adding a block', full, (d) => addBlock(d, 'lstm', 4, { x: 0, y: 0 }, { from: [], to: [] }), limits.nodes],
  ['pasting', full, (d) => paste(d, small, { at: { x: 0, y: 0 } }), limits.nodes],
  ['duplicating', full, (d) => duplicate(d, full, { nodes: ['n0'], edges: [] }, { x: 0, y: 0 }), limits.nodes],
  ['a linked copy', grouped, (d) => duplicateLinked(d, 'g', { x: 0, y: 300 }), limits.nodes],
  ['putting a context on a wire', full, (d) => commands.insertContext(d, 'e0'), limits.nodes],
  ['drawing a wire', wired, (d) => commands.connect(d, end('n0'), end('n149', 'in')), limits.edges],
  ['pasting wires', wired, (d) => paste(d, small, { at: { x: 0, y: 0 } }), limits.edges],
  ['a node far out', small, (d) => commands.moveNodes(d, { n0: { x: limits.coordinate + 1, y: 0 } }), limits.coordinate],
  ['a node at infinity', small, (d) => commands.moveNodes(d, { n0: { x: Infinity, y: 0 } }), NaN],
  ['pasting at infinity', small, (d) => paste(d, small, { offset: { x: 1e308 * 10, y: 0 } }), NaN],
  ['a label', small, (d) => commands.setLabel(d, 'n0', long(limits.name + 1)), limits.name],
  ['a name for a group', grouped, (d) => setGroup(d, 'g', 'label', long(limits.name + 1)), limits.name],
  ['groups inside one another', nested, (d) => groupNodes(d, ['n0'], { within: 'g0' }), limits.groupDepth],
  ['a note', noted, (d) => addNote(d, { x: 0, y: 0 }), limits.notes],
  ['a note far out', noted, (d) => placeNotes(d, { m0: { x: 0, y: -limits.coordinate - 1 } }), limits.coordinate],
  ['the text of a note', noted, (d) => setNote(d, 'm0', 'text', long(limits.noteText + 1)), limits.noteText],
  ['a step of a tour', toured, (d) => addStep(d, 0, {}), limits.tourSteps],
  ['the title of a step', toured, (d) => setStep(d, 0, { title: long(limits.tourTitle + 1) }), limits.tourTitle],
  [
    'bends',
    small,
    (d) =>
      setBends(
        d,
        'e0',
        Array.from({ length: limits.bends + 1 }, (_, i) => ({ x: i, y: i })),
      ),
    limits.bends,
  ],
  ['bends of all wires', bent, (d) => setBends(d, 'e9999', [{ x: 0, y: 0 }]), limits.allBends],
  ['a size', small, (d) => commands.setNodeParameter(d, 'n0', 'size', limits.size + 1), limits.size],
  ['a number that is none', small, (d) => commands.setNodeParameter(d, 'n0', 'biasInit', NaN), NaN],
  ['the description', small, (d) => void (d.description = long(limits.description + 1)), limits.description],
  ['the path of the data', small, (d) => void (d.data = { kind: 'file', path: long(limits.dataPath + 1) }), limits.dataPath],
]

describe('an edit beyond a limit is refused with the reason', () => {
  it.each(gestures)('%s', (_name, document, recipe, bound) => {
    const store = openStore(document)
    const before = store.store.getState()
    expect(store.edit('edit', recipe)).toBeUndefined()
    const after = store.store.getState()
    expect(after.document).toBe(before.document)
    expect(after.past).toEqual([])
    expect(after.edited).toBe(false)
    if (!Number.isNaN(bound)) {
      expect(after.refused?.code).toBe('limit-exceeded')
      expect(after.refused?.message).toContain(String(bound))
    } else expect(after.refused?.message.length).toBeGreaterThan(20)
    expect(parseDocument(serializeDocument(now(store)), registry).errors).toEqual([])
  })

  it('a gesture of many edits keeps those that fit, and the next edit clears the reason', () => {
    const store = openStore(small)
    const move = (x: number): void => void store.edit('move', (draft) => commands.moveNodes(draft, { n0: { x, y: 0 } }), { merge: 'drag' })
    move(100)
    move(limits.coordinate * 2)
    expect(now(store).view!.nodes!.n0).toEqual({ x: 100, y: 0 })
    expect(store.store.getState().refused).toBeDefined()
    move(200)
    expect(store.store.getState()).toMatchObject({ refused: undefined, past: [{ label: 'move' }] })
    store.undo()
    expect(now(store)).toEqual(small)
  })

  it('only the changed parts of a document are checked', () => {
    const store = openStore(full)
    let looked = 0
    const watched = { ...registry, get: (type: string) => (looked++, registry.get(type)) }
    store.edit('edit', (draft) => commands.setLabel(draft, 'n7', 'seven'))
    const before = now(store)
    store.edit('edit', (draft) => commands.setNodeParameter(draft, 'n7', 'size', 3))
    expect(changeProblems(now(store), watched, before)).toEqual([])
    expect(looked).toBe(1)
  })

  it('wiring many to many counts the wires before drawing any', () => {
    const tab = createDocument()
    tab.open(drawn(400, 2), { path: null, name: '' })
    showDocument(tab)
    const names = ids(400)
    useCanvas.setState({ marked: names.slice(0, 200) })
    tab.select({ nodes: names.slice(200), edges: [] })
    connectMarked('all')
    expect(documentStore.getState().refused?.message).toContain(String(200 * 200 + 2))
    expect(Object.keys(documentStore.getState().document.edges)).toHaveLength(2)
    // The sources are still marked, and with fewer targets it works.
    tab.select({ nodes: names.slice(200, 240), edges: [] })
    connectMarked('all')
    expect(documentStore.getState().refused).toBeUndefined()
    expect(Object.keys(documentStore.getState().document.edges)).toHaveLength(200 * 40 + 2)
  })
})
