import type { DataSpec, GraphDocument } from '../../../engine/document/types'
import { groupNodes, groupsOf, ungroup } from '../../../renderer/document/groups'
import type { DocumentDraft } from '../../../renderer/document/types'
import { duplicate } from '../../../renderer/editing/clipboard'
import * as commands from '../../../renderer/editing/commands'
import { duplicateLinked } from '../../../renderer/editing/links'
import { replaceNode } from '../../../renderer/editing/replace'
import type { Tab } from '../../../renderer/workspace/tabs'
import { withData } from './desk'

export const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!
const nodesOf = (draft: DocumentDraft): string[] => Object.keys(draft.nodes)
const edgesOf = (draft: DocumentDraft): string[] => Object.keys(draft.edges)
const groupIds = (draft: DocumentDraft): string[] => [...groupsOf(draft as GraphDocument).byId.keys()]

/** Other data of the same columns: one sequence less. */
function otherData(draft: DocumentDraft): DataSpec {
  const { data } = withData(draft as GraphDocument)
  return data?.kind === 'inline' ? { ...data, sequences: data.sequences.slice(1) } : data!
}

/** What a user does to a document in a tab. */
export type Step = (tab: Tab, random: () => number) => unknown
/** The edits of the first search, whose recorded failures depend on their number and order. */
export const edits: Readonly<Record<string, Step>> = {
  rate: ({ documents }, random) =>
    documents.edit('rate', (draft) => {
      if (draft.training?.optimizer) commands.setTraining(draft, ['optimizer', 'learningRate'], pick(random, [0.01, 0.02, 0.05]))
      else commands.setTraining(draft, ['epochs'], pick(random, [3, 6, 9]))
    }),
  size: ({ documents }, random) => {
    const id = Object.keys(documents.store.getState().document.nodes).find((node) => 'hr'.includes(node[0]!))
    if (id) documents.edit('size', (draft) => commands.setNodeParameter(draft, id, 'size', pick(random, [2, 3])))
  },
  mute: ({ documents }, random) => {
    const id = pick(random, Object.keys(documents.store.getState().document.nodes))
    documents.edit('mute', (draft) => commands.setNodeParameter(draft, id, 'ablation', draft.nodes[id]!.ablation === undefined ? 'muted' : undefined))
  },
  label: ({ documents }, random) =>
    documents.edit('label', (draft) => commands.setLabel(draft, pick(random, Object.keys(draft.nodes)), pick(random, ['a', 'b', '']))),
  unwire: ({ documents }, random) =>
    documents.edit('unwire', (draft) => {
      const ids = Object.keys(draft.edges)
      if (ids.length > 0) commands.removeEdge(draft, pick(random, ids))
    }),
  // A loop within one step does not compile.
  loop: ({ documents }) =>
    documents.edit('loop', (draft) => {
      const [id] = Object.keys(draft.nodes).filter((node) => draft.nodes[node]!.type === 'layer')
      if (id) commands.connect(draft, { node: id, port: 'out' }, { node: id, port: 'in' })
    }),
  add: ({ documents }) =>
    documents.edit('add', (draft) => {
      if (Object.keys(draft.nodes).length < 7) commands.addNode(draft, 'layer', { x: 0, y: 300 }, { size: 2 })
    }),
  fix: ({ documents }, random) =>
    documents.edit('fix', (draft) => {
      const ids = Object.keys(draft.edges)
      if (ids.length === 0) return
      const id = pick(random, ids)
      commands.setEdgeParameter(draft, id, 'trainable', draft.edges[id]!.trainable === false ? undefined : false)
    }),
  seed: ({ documents }, random) => documents.edit('seed', (draft) => commands.setTraining(draft, ['seed'], pick(random, [1, 2]))),
}

/** Changes of a drawing and its settings that a user can make between training and saving, besides those of the first search. */
export const furtherEdits: Readonly<Record<string, (draft: DocumentDraft, random: () => number) => unknown>> = {
  rename: (draft, random) => commands.rename(draft, pick(random, [...nodesOf(draft), ...edgesOf(draft)]), pick(random, ['n1', 'W_n', 'h', 'y'])),
  group: (draft, random) => groupNodes(draft, [pick(random, nodesOf(draft)), pick(random, nodesOf(draft))], { collapsed: random() < 0.3 }),
  ungroup: (draft, random) => groupIds(draft).length > 0 && ungroup(draft, pick(random, groupIds(draft))),
  link: (draft, random) => groupIds(draft).length > 0 && nodesOf(draft).length < 8 && duplicateLinked(draft, pick(random, groupIds(draft)), { x: 0, y: 400 }),
  copy: (draft, random) =>
    nodesOf(draft).length < 8
    && duplicate(draft, structuredClone(JSON.parse(JSON.stringify(draft)) as GraphDocument), { nodes: [pick(random, nodesOf(draft))], edges: [] }),
  remove: (draft, random) => nodesOf(draft).length > 3 && commands.removeNode(draft, pick(random, nodesOf(draft))),
  context: (draft, random) => edgesOf(draft).length > 0 && nodesOf(draft).length < 8 && commands.insertContext(draft, pick(random, edgesOf(draft))),
  replace: (draft, random) => replaceNode(draft, pick(random, nodesOf(draft)), pick(random, ['layer', 'gate', 'reservoir', 'context'])),
  algorithm: (draft, random) =>
    commands.setTraining(draft, ['algorithm'], pick(random, [undefined, { kind: 'bptt', horizon: 3 }, { kind: 'rtrl' }, { kind: 'readout', ridge: 0.01 }])),
  optimizer: (draft, random) =>
    commands.setTraining(draft, ['optimizer'], pick(random, [undefined, { kind: 'sgd', learningRate: 0.1 }, { kind: 'ekf' }, { kind: 'levenberg-marquardt' }])),
  precision: (draft, random) => commands.setTraining(draft, ['precision'], pick(random, [undefined, 'float32'])),
  stop: (draft, random) => commands.setTraining(draft, ['stop'], pick(random, [undefined, { patience: 1 }])),
  batch: (draft, random) => commands.setTraining(draft, ['batchSize'], pick(random, [undefined, 1, 2])),
  freeze: (draft, random) =>
    edgesOf(draft).length > 0 && commands.setEdgeParameter(draft, pick(random, edgesOf(draft)), 'frozen', pick(random, [undefined, [[0, 0, 1]]])),
  activation: (draft, random) => commands.setNodeParameter(draft, pick(random, nodesOf(draft)), 'activation', pick(random, [undefined, 'relu', 'linear'])),
  fixedBias: (draft, random) => commands.setNodeParameter(draft, pick(random, nodesOf(draft)), 'bias', pick(random, [undefined, false])),
  data: (draft) => commands.setData(draft, otherData(draft)),
  noData: (draft) => commands.setData(draft, undefined),
}
