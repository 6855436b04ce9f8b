import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { addBlock, blockNames } from '../../../renderer/editing/blocks'
import { copyText, duplicate, paste, readPart } from '../../../renderer/editing/clipboard'
import { addNodeForColumn, toggleColumn } from '../../../renderer/editing/columns'
import * as commands from '../../../renderer/editing/commands'
import { groupNodes, groupsOf, joinGroup, leaveGroups, setGroup, setPortName, ungroup } from '../../../renderer/document/groups'
import { duplicateLinked, makeUnique } from '../../../renderer/editing/links'
import { addNote, notesOf, removeNotes, setNote } from '../../../renderer/document/notes'
import { portsOf, typeOf, type End, type Side } from '../../../renderer/document/ports'
import { replaceNode, replacements } from '../../../renderer/editing/replace'
import type { DocumentStore } from '../../../renderer/editing/store'
import type { DocumentDraft } from '../../../renderer/document/types'
import { setBends, setHidden } from '../../../renderer/document/wires'
import { arrange } from '../../../renderer/drawing/layout/arrange'

/** The random choices of an edit from the document. */
interface Chance {
  readonly document: GraphDocument
  readonly random: () => number
  readonly pick: <T>(list: readonly T[]) => T | undefined
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  readonly groups: readonly string[]
  /** Some nodes, one at least. */
  readonly some: () => string[]
}

type Edit = (draft: DocumentDraft, chance: Chance) => void

const endOf = ({ document, pick, nodes }: Chance, side: Side): End | undefined => {
  const node = pick(nodes.filter((id) => portsOf(typeOf(document, id), side).length > 0))
  return node === undefined ? undefined : { node, port: pick(portsOf(typeOf(document, node), side))!.name }
}
const onNode =
  (act: (draft: DocumentDraft, node: string, chance: Chance) => void): Edit =>
  (draft, chance) => {
    const node = chance.pick(chance.nodes)
    if (node !== undefined) act(draft, node, chance)
  }
const onEdge =
  (act: (draft: DocumentDraft, edge: string, chance: Chance) => void): Edit =>
  (draft, chance) => {
    const edge = chance.pick(chance.edges)
    if (edge !== undefined) act(draft, edge, chance)
  }
const onGroup =
  (act: (draft: DocumentDraft, group: string, chance: Chance) => void): Edit =>
  (draft, chance) => {
    const group = chance.pick(chance.groups)
    if (group !== undefined) act(draft, group, chance)
  }
const number = (random: () => number, most: number): number => Math.floor(random() * most)
/** Documents stay small enough to read. */
const MOST = 40
const room = ({ nodes }: Chance): boolean => nodes.length < MOST

/** All edits of a document, by name. */
export const edits: Readonly<Record<string, Edit>> = {
  'add node': (draft, { pick, random }) => void commands.addNode(draft, pick(registry.types)!.type, { x: random() * 900, y: random() * 600 }),
  'add column': (draft, { pick, random }) =>
    void addNodeForColumn(
      draft,
      pick(['input', 'output'] as const)!,
      { name: `column${number(random, 5)}`, kind: pick(['number', 'text'] as const)! },
      { x: random() * 900, y: 0 },
    ),
  'toggle column': onNode((draft, node, { random, pick }) =>
    toggleColumn(draft, node, { name: `column${number(random, 5)}`, kind: pick(['number', 'text'] as const)! }),
  ),
  connect: (draft, chance) => {
    const from = endOf(chance, 'from')
    const to = endOf(chance, 'to')
    if (from && to) commands.connect(draft, from, to, chance.pick([undefined, undefined, 'dense', 'sparse', 'diagonal', 'identity'] as const))
  },
  'many to many': (draft, chance) => {
    for (const source of chance.some().slice(0, 3))
      for (const target of chance.some().slice(0, 3)) {
        const from = portsOf(typeOf(chance.document, source), 'from')[0]
        const to = portsOf(typeOf(chance.document, target), 'to')[0]
        if (from && to) commands.connect(draft, { node: source, port: from.name }, { node: target, port: to.name })
      }
  },
  reconnect: onEdge((draft, edge, chance) => {
    const side = chance.pick(['from', 'to'] as const)!
    const end = endOf(chance, side)
    if (end) commands.reconnect(draft, edge, side, end)
  }),
  'move wires': (draft, chance) => {
    const side = chance.pick(['from', 'to'] as const)!
    const [from, to] = [endOf(chance, side), endOf(chance, side)]
    if (from && to) commands.moveWires(draft, from, to, side)
  },
  replace: onNode((draft, node, { pick, document }) => void replaceNode(draft, node, pick(replacements(document, node)) ?? '')),
  'hide wire': onEdge((draft, edge, { pick }) => setHidden(draft, edge, pick([true, false])!)),
  'bend wire': onEdge((draft, edge, { random }) => setBends(draft, edge, random() < 0.3 ? [] : [{ x: random() * 900, y: random() * 600 }])),
  'add note': (draft, { random }) => void addNote(draft, { x: random() * 900, y: random() * 600 }),
  'write note': (draft, { document, pick, random }) => {
    const note = pick([...notesOf(document).keys()])
    if (note !== undefined) setNote(draft, note, 'text', `# ${number(random, 99)}`)
  },
  'remove note': (draft, { document, pick }) => {
    const note = pick([...notesOf(document).keys()])
    if (note !== undefined) removeNotes(draft, [note])
  },
  splice: onEdge((draft, edge, { pick, nodes }) => commands.splice(draft, edge, pick(nodes) ?? '')),
  insert: onEdge((draft, edge, { pick }) => void commands.insertOnEdge(draft, edge, pick(['layer', 'context', 'gate', 'cell'])!)),
  remove: (draft, { some, edges, pick }) => commands.removeSelection(draft, { nodes: some().slice(0, 2), edges: [pick(edges) ?? ''] }),
  'remove wire': onEdge((draft, edge) => commands.removeEdge(draft, edge)),
  'remove and reconnect': onNode((draft, node) => commands.removeAndReconnect(draft, { nodes: [node], edges: [] })),
  'rename node': onNode((draft, node, { random }) => void commands.rename(draft, node, `n${number(random, 1000)}`)),
  'rename wire': onEdge((draft, edge, { random }) => void commands.rename(draft, edge, `e${number(random, 1000)}`)),
  label: onNode((draft, node, { random }) => commands.setLabel(draft, node, random() < 0.3 ? '' : `Label ${number(random, 9)}`)),
  size: onNode((draft, node, { random }) => commands.setNodeParameter(draft, node, 'size', random() < 0.3 ? undefined : 1 + number(random, 4))),
  activation: onNode((draft, node, { pick }) => commands.setNodeParameter(draft, node, 'activation', pick(['tanh', 'relu', undefined]))),
  kind: onEdge((draft, edge, { pick }) => commands.setEdgeParameter(draft, edge, 'kind', pick(['dense', 'identity', 'diagonal', 'sparse'] as const))),
  scale: onEdge((draft, edge, { random }) => commands.setEdgeParameter(draft, edge, 'scale', random() < 0.3 ? undefined : random())),
  trainable: onEdge((draft, edge, { pick }) => commands.setEdgeParameter(draft, edge, 'trainable', pick([true, false, undefined]))),
  training: (draft, { random }) => commands.setTraining(draft, ['optimizer', 'learningRate'], random() < 0.2 ? undefined : random()),
  algorithm: (draft, { pick }) => commands.setTraining(draft, ['algorithm'], pick([{ kind: 'bptt', horizon: 4 }, { kind: 'rtrl' }, undefined])),
  data: (draft, { pick }) => commands.setData(draft, pick([{ kind: 'task', task: 'adding' }, { kind: 'inline', sequences: [{ x: [[1]] }] }, undefined])),
  'data file': (draft, { random }) => commands.setDataFile(draft, `table${number(random, 3)}.csv`),
  repair: onEdge((draft, edge) => commands.apply(draft, { kind: 'set-projection', edge, projection: 'dense' })),
  move: (draft, { some, random }) => commands.moveNodes(draft, Object.fromEntries(some().map((id) => [id, { x: random() * 900, y: random() * 600 }]))),
  tidy: (draft, { document }) => commands.moveNodes(draft, arrange(document)),
  paste: (draft, chance) => {
    const copy = readPart(copyText(chance.document, { nodes: chance.some(), edges: [] }))
    if (copy && room(chance)) paste(draft, copy, { at: { x: chance.random() * 900, y: 0 } })
  },
  duplicate: (draft, chance) => {
    if (room(chance)) duplicate(draft, chance.document, { nodes: chance.some(), edges: [] })
  },
  block: (draft, chance) => {
    const { pick, nodes, document } = chance
    const from = pick(nodes.filter((id) => portsOf(typeOf(document, id), 'from').length > 0))
    if (room(chance)) addBlock(draft, pick(blockNames)!, 2, { x: 0, y: 400 }, { from: from === undefined ? [] : [from] })
  },
  group: (draft, { some, pick }) => void groupNodes(draft, some(), { label: pick(['A', 'B', undefined]), collapsed: pick([true, false]) }),
  ungroup: onGroup((draft, group) => ungroup(draft, group)),
  'join group': onGroup((draft, group, { some }) => joinGroup(draft, group, some().slice(0, 2))),
  'leave group': (draft, { some }) => leaveGroups(draft, some().slice(0, 2)),
  'group words': onGroup((draft, group, { pick, random }) => {
    setGroup(draft, group, 'label', pick([undefined, `Group ${number(random, 9)}`]))
    setGroup(draft, group, 'color', pick([undefined, 'teal', 'blue'] as const))
    setGroup(draft, group, 'collapsed', pick([undefined, true]))
  }),
  'port name': onGroup((draft, group, { document, pick, random }) => {
    const node = pick(groupsOf(document).byId.get(group)!.all)
    if (node !== undefined) setPortName(draft, group, `${node}.out`, random() < 0.3 ? '' : `Port ${number(random, 9)}`)
  }),
  'duplicate linked': onGroup((draft, group, chance) => {
    if (room(chance)) duplicateLinked(draft, group, { x: 0, y: 200 })
  }),
  'make unique': onGroup((draft, group) => makeUnique(draft, group)),
}

/** Makes one edit, of the named ones or of all; returns its name. */
export function randomEdit(store: DocumentStore, random: () => number, names: readonly string[] = Object.keys(edits)): string {
  const { document } = store.store.getState()
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const nodes = Object.keys(document.nodes)
  const chance: Chance = {
    document,
    random,
    pick,
    nodes,
    edges: Object.keys(document.edges),
    groups: [...groupsOf(document).byId.keys()],
    some: () => {
      const first = Math.floor(random() * nodes.length)
      return nodes.slice(first, first + 1 + Math.floor(random() * 4))
    },
  }
  const name = pick(names)!
  store.edit(name, (draft) => edits[name]!(draft, chance), random() < 0.1 ? { merge: 'gesture' } : {})
  return name
}
