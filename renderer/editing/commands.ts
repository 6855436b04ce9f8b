import { nodeOf, ownerOf, splitEnd } from '../../engine/document/ends'
import type { Repair } from '../../engine/base/problem'
import type { DataSpec, EdgeSpec, GraphDocument, NodeSpec, ProjectionKind, TrainingSpec } from '../../engine/document/types'
import { registry } from '../../nodes'
import { isMemory } from '../../engine/compile/same-step'
import { placeBetween } from '../drawing/layout/free'
import { setColumns, setOneHot } from './columns'
import { chainOf, groupsOf, joinGroup, leaveGroups, renameInGroups } from '../document/groups'
import { freeEdgeId, freeNodeId, idIsFree } from '../document/ids'
import { renameKey } from '../document/keyOrder'
import { removeNotes } from '../document/notes'
import { renameInTour } from '../document/tour'
import { moveEnd, resolveEnd, typeOf, writeEnd, type End } from '../document/ports'
import { dropSetting } from './dropSetting'
import type { DocumentDraft, Point, Selection } from '../document/types'
import { bendsOf, forgetWire, moveBends, renameWire, setBends } from '../document/wires'

/** Default size of a new node whose size is not inferred. */
const STANDARD_SIZE = 8

const viewNodes = (draft: DocumentDraft): Record<string, { x: number; y: number; label?: string; large?: boolean }> => {
  draft.view ??= {}
  draft.view.nodes ??= {}
  return draft.view.nodes
}

/** Adds a node of a registered type; returns its id. */
export function addNode(draft: DocumentDraft, type: string, position: Point, options: { readonly size?: number } = {}): string {
  const id = freeNodeId(draft as GraphDocument, type)
  const node: NodeSpec = { type }
  draft.nodes[id] = node
  const declared = typeOf(draft as GraphDocument, id)
  // Nodes connected by copies infer their size; inputs and outputs have the data's width.
  const inferred = Object.values(declared?.projection ?? {}).includes('identity')
  if (options.size !== undefined) node.size = options.size
  else if (!inferred) node.size = declared?.isInput || declared?.isOutput ? 1 : STANDARD_SIZE
  viewNodes(draft)[id] = { x: Math.round(position.x), y: Math.round(position.y) }
  return id
}

/**
 * Connects an output port to an input port, by default with the kind of projection declared there; returns the edge's
 * id.
 */
export function connect(draft: DocumentDraft, from: End, to: End, kind?: ProjectionKind): string {
  const document = draft as GraphDocument
  const projection = kind ?? typeOf(document, to.node)?.projection[to.port] ?? 'dense'
  const id = freeEdgeId(document, from, to, projection)
  draft.edges[id] = { from: writeEnd(document, from, 'from'), to: writeEnd(document, to, 'to'), kind: projection }
  return id
}

/** Moves all edges of a port to another port of the same side, except where that would duplicate an edge. */
export function moveWires(draft: DocumentDraft, from: End, to: End, side: 'from' | 'to'): void {
  const document = draft as GraphDocument
  const [old, target] = [writeEnd(document, from, side), writeEnd(document, to, side)]
  const other = side === 'from' ? 'to' : 'from'
  const there = new Set(
    Object.values(draft.edges)
      .filter((edge) => writeEnd(document, resolveEnd(document, edge[side], side), side) === target)
      .map((edge) => edge[other]),
  )
  for (const edge of Object.values(draft.edges))
    if (writeEnd(document, resolveEnd(document, edge[side], side), side) === old && !there.has(edge[other])) edge[side] = target
}

/** Moves one end of an edge to another port; id and projection stay. */
export function reconnect(draft: DocumentDraft, edge: string, side: 'from' | 'to', end: End): void {
  const spec = draft.edges[edge]
  if (spec) spec[side] = writeEnd(draft as GraphDocument, end, side)
}

function dropWeights(draft: DocumentDraft, owner: string): void {
  for (const name of Object.keys(draft.weights ?? {})) if (ownerOf(name) === owner) delete draft.weights![name]
}

export function removeEdge(draft: DocumentDraft, id: string): void {
  delete draft.edges[id]
  followShares(draft.edges, id, undefined)
  forgetWire(draft, id)
  dropWeights(draft, id)
}

export function removeNode(draft: DocumentDraft, id: string): void {
  for (const [edge, { from, to }] of Object.entries(draft.edges)) if (nodeOf(from) === id || nodeOf(to) === id) removeEdge(draft, edge)
  delete draft.nodes[id]
  followShares(draft.nodes, id, undefined)
  delete draft.view?.nodes?.[id]
  leaveGroups(draft, [id])
  dropWeights(draft, id)
  const training = draft.training
  if (training?.teacherForcing?.includes(id)) training.teacherForcing = training.teacherForcing.filter((name) => name !== id)
  if (draft.data?.kind === 'inline') for (const sequence of draft.data.sequences) delete sequence[id]
}

/** Removes nodes, edges and notes, with everything attached to them. */
export function removeSelection(draft: DocumentDraft, selection: Selection): void {
  for (const id of selection.nodes) removeNode(draft, id)
  for (const id of selection.edges) if (Object.hasOwn(draft.edges, id)) removeEdge(draft, id)
  removeNotes(draft, selection.notes ?? [])
}

/** Removes nodes and connects their sources to their targets, with the projections of their outgoing edges. */
export function removeAndReconnect(draft: DocumentDraft, selection: Selection): void {
  for (const id of selection.nodes) {
    const all = Object.values(draft.edges).map((edge) => ({
      edge,
      from: resolveEnd(draft as GraphDocument, edge.from, 'from'),
      to: resolveEnd(draft as GraphDocument, edge.to, 'to'),
    }))
    const into = all.filter(({ from, to }) => to.node === id && from.node !== id)
    const out = all.filter(({ from, to }) => from.node === id && to.node !== id)
    const pairs = into.flatMap((a) => out.filter((b) => b.to.node !== a.from.node).map((b) => ({ from: a.from, to: b.to })))
    removeNode(draft, id)
    for (const { from, to } of pairs) {
      const there = Object.values(draft.edges).some(
        (e) => e.from === writeEnd(draft as GraphDocument, from, 'from') && e.to === writeEnd(draft as GraphDocument, to, 'to'),
      )
      if (!there) connect(draft, from, to)
    }
  }
  removeSelection(draft, { ...selection, nodes: [] })
}

/** Updates `shares` after its owner got another id, or deletes it with the owner, which gives back a parameter of one's own. */
function followShares(specs: Record<string, NodeSpec> | Record<string, EdgeSpec>, owner: string, to: string | undefined): void {
  for (const spec of Object.values(specs) as { shares?: unknown; transpose?: unknown }[]) {
    if (spec.shares !== owner) continue
    if (to !== undefined) spec.shares = to
    else {
      delete spec.shares
      delete spec.transpose
    }
  }
}

/** Changes the id of a node or edge everywhere; returns false if the new id is not free. */
export function rename(draft: DocumentDraft, id: string, to: string): boolean {
  if (id === to) return true
  if (!idIsFree(draft as GraphDocument, to)) return false
  const node = Object.hasOwn(draft.nodes, id)
  if (node) {
    renameKey(draft.nodes, id, to)
    followShares(draft.nodes, id, to)
    if (draft.view?.nodes) renameKey(draft.view.nodes, id, to)
    for (const edge of Object.values(draft.edges)) {
      for (const side of ['from', 'to'] as const) {
        const end = splitEnd(edge[side])
        if (end.node === id) edge[side] = end.port === undefined ? to : `${to}.${end.port}`
      }
    }
    const training = draft.training
    if (training?.teacherForcing?.includes(id)) training.teacherForcing = training.teacherForcing.map((n) => (n === id ? to : n))
    if (draft.data?.kind === 'inline') for (const sequence of draft.data.sequences) renameKey(sequence, id, to)
  } else {
    renameKey(draft.edges, id, to)
    followShares(draft.edges, id, to)
    renameWire(draft, id, to)
  }
  renameInTour(draft, id, to)
  renameInGroups(draft, id, to)
  const weights = draft.weights
  if (weights)
    for (const name of Object.keys(weights)) {
      const renamed = moveEnd(name, new Map([[id, to]]))
      if (renamed !== undefined) renameKey(weights, name, renamed)
    }
  return true
}

/** Sets the label of a node; an empty one shows the id instead. */
export function setLabel(draft: DocumentDraft, node: string, label: string): void {
  const place = (viewNodes(draft)[node] ??= { x: 0, y: 0 })
  const text = label.trim()
  if (text === '' || text === node) delete place.label
  else place.label = text
}

/** Enlarges nodes, or gives them the usual size again. */
export function setLarge(draft: DocumentDraft, nodes: readonly string[], large: boolean): void {
  for (const node of nodes) {
    const place = (viewNodes(draft)[node] ??= { x: 0, y: 0 })
    if (large) place.large = true
    else delete place.large
  }
}

/** Sets a parameter of a node; undefined deletes it, which restores the default. */
export function setNodeParameter(draft: DocumentDraft, node: string, name: string, value: unknown): void {
  const spec = draft.nodes[node]
  if (!spec) return
  if (value === undefined) delete spec[name]
  else spec[name] = value
}

/** Sets a parameter of an edge; undefined deletes it, which restores the default. */
export function setEdgeParameter<K extends keyof EdgeSpec>(draft: DocumentDraft, edge: string, name: K, value: EdgeSpec[K] | undefined): void {
  const spec: EdgeSpec | undefined = draft.edges[edge]
  if (!spec) return
  if (value === undefined) delete spec[name]
  else spec[name] = value
  if (name !== 'kind') return
  // Copies have neither, and only sparse projections have a density.
  if (value === 'identity') {
    delete spec.init
    delete spec.trainable
  }
  if (value !== 'sparse') delete spec.density
}

/** Sets the training setting at a path such as `['algorithm', 'horizon']`; undefined deletes it. */
export function setTraining(draft: DocumentDraft, path: readonly (keyof TrainingSpec | (string & {}))[], value: unknown): void {
  draft.training ??= {}
  let at = draft.training as Record<string, unknown>
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = {}
    at = at[key] as Record<string, unknown>
  }
  const last = path.at(-1)
  if (last === undefined) return
  if (value === undefined) delete at[last]
  else at[last] = value
}

export function setData(draft: DocumentDraft, data: DataSpec | undefined): void {
  if (data === undefined) delete draft.data
  else draft.data = data
  // Means and categories belong to the old data.
  delete draft.fitted
}

/**
 * Switches to another data file. Keeps scaling and split; drops settings about columns or the format of the old file. A
 * first file is scaled to mean 0 and deviation 1, which suits most networks.
 */
export function setDataFile(draft: DocumentDraft, path: string): void {
  const old = draft.data?.kind === 'file' ? draft.data : undefined
  setData(draft, {
    kind: 'file',
    path,
    ...(!old ? { normalize: 'standard' } : old.normalize ? { normalize: old.normalize } : {}),
    ...(old?.split ? { split: [...old.split] } : {}),
  })
}

/** Moves nodes; the bends of a wire move if both of its ends move by the same offset. */
export function moveNodes(draft: DocumentDraft, positions: Readonly<Record<string, Point>>): void {
  const nodes = viewNodes(draft)
  const moved = new Map<string, Point>()
  for (const [id, { x, y }] of Object.entries(positions)) {
    const place = nodes[id]
    const at = { x: Math.round(x), y: Math.round(y) }
    if (place) {
      moved.set(id, { x: at.x - place.x, y: at.y - place.y })
      Object.assign(place, at)
    } else if (Object.hasOwn(draft.nodes, id)) nodes[id] = at
  }
  moveBends(draft, moved)
}

/** Inserts a node of `type` into an edge; returns its id. */
export function insertOnEdge(draft: DocumentDraft, edge: string, type: string, position?: Point): string | undefined {
  const document = draft as GraphDocument
  const spec = draft.edges[edge]
  if (!spec) return undefined
  const from = resolveEnd(document, spec.from, 'from')
  const to = resolveEnd(document, spec.to, 'to')
  const memory = isMemory(registry.get(type))
  const id = addNode(draft, type, position ?? placeBetween(document, from.node, to.node, type, memory))
  splice(draft, edge, id)
  const groups = groupsOf(draft as GraphDocument)
  const around = chainOf(groups, groups.of.get(from.node)).find((group) => chainOf(groups, groups.of.get(to.node)).includes(group))
  if (around !== undefined) joinGroup(draft, around, [id])
  return id
}

/** Routes an edge through a node: the first half is a new edge, the second keeps id, projection and weights. */
export function splice(draft: DocumentDraft, edge: string, node: string): void {
  const document = draft as GraphDocument
  const spec = draft.edges[edge]
  const type = typeOf(document, node)
  const [input] = type?.inputs ?? []
  const [output] = type?.outputs ?? []
  if (!spec || !input || !output) return
  const from = resolveEnd(document, spec.from, 'from')
  spec.from = writeEnd(document, { node, port: output.name }, 'from')
  if (bendsOf(document, edge).length > 0) setBends(draft, edge, [])
  connect(draft, from, { node, port: input.name })
}

/** Breaks an algebraic loop: the edge then carries the value of the previous step. */
export const insertContext = (draft: DocumentDraft, edge: string, position?: Point): string | undefined => insertOnEdge(draft, edge, 'context', position)

/** Applies the repair of a problem. */
export function apply(draft: DocumentDraft, repair: Repair): void {
  switch (repair.kind) {
    case 'insert-context':
      insertContext(draft, repair.edge)
      break
    case 'set-projection':
      setEdgeParameter(draft, repair.edge, 'kind', repair.projection)
      break
    case 'set-size':
      setNodeParameter(draft, repair.node, 'size', repair.size)
      break
    case 'set-ablation':
      setNodeParameter(draft, repair.node, 'ablation', repair.ablation)
      break
    case 'set-loss':
      setNodeParameter(draft, repair.node, 'loss', repair.loss)
      break
    case 'set-activation':
      setNodeParameter(draft, repair.node, 'activation', repair.activation)
      break
    case 'squared-error':
      setNodeParameter(draft, repair.node, 'loss', undefined)
      setNodeParameter(draft, repair.node, 'activation', undefined)
      break
    case 'drop-normalize':
      if (draft.data?.kind === 'file') delete draft.data.normalize
      break
    case 'fit-anew':
      delete draft.fitted
      break
    case 'remove-dropout':
      setEdgeParameter(draft, repair.edge, 'dropout', undefined)
      break
    case 'remove-edge':
      removeEdge(draft, repair.edge)
      break
    case 'remove-weights':
      delete draft.weights?.[repair.name]
      break
    case 'set-columns':
      setColumns(draft, repair.node, repair.columns)
      break
    case 'set-encoding':
      setOneHot(draft, repair.node)
      break
    case 'full-horizon':
      setTraining(draft, ['algorithm'], { kind: 'bptt', horizon: null })
      break
    case 'set-variant':
      setTraining(draft, ['algorithm', 'variant'], repair.variant)
      break
    case 'set-batch-size':
      setTraining(draft, ['batchSize'], repair.size)
      break
    case 'drop-gradient-norm':
      dropSetting(draft, '/training/regularize/gradientNorm')
      break
    case 'set-forgetting':
      setTraining(draft, ['algorithm', 'forgetting'], repair.forgetting)
      break
    case 'set-ridge':
      setTraining(draft, ['algorithm', 'ridge'], repair.ridge)
      break
    case 'drop-setting':
      dropSetting(draft, repair.path)
  }
}
