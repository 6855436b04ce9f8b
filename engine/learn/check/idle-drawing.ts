import { largest } from '../../base/lists'
import type { MessageKey } from '../../base/messages/en'
import type { MessageValues } from '../../base/problem'
import type { Network } from '../../compile/network'
import type { ParameterDeclaration } from '../../contract/lowering'
import { isRead } from '../../contract/node-type'
import type { Dataset } from '../../data/types'
import { nodeOf } from '../../document/ends'
import { splitOf } from '../../document/tables'
import type { GraphDocument } from '../../document/types'
import { optimizerOf } from '../../kinds/optimizers'

/** Reports the setting at a path, with the reason why it has no effect. */
export type Report = (path: string, key: MessageKey, values?: MessageValues) => void

/** Reports settings of a node that another of its settings makes unused, and settings about columns if inline data has no columns. */
export function idleInNodes({ document, nodes }: Network, report: Report): void {
  for (const { id, type, spec } of nodes)
    for (const parameter of type.parameters)
      if (spec[parameter.name] !== undefined && !isRead(type, spec, parameter))
        report(`/nodes/${id}/${parameter.name}`, 'idle-unread', { node: id, key: parameter.only!.key, values: parameter.only!.values.join(', ') })
  for (const { id, type, spec } of nodes)
    if (type.type === 'neuron' && !spec.adaptation)
      for (const key of ['adaptationDecay', 'adaptationDecayTrained'] as const)
        if (spec[key] !== undefined && spec[key] !== false) report(`/nodes/${id}/${key}`, 'idle-without', { where: id, needed: 'adaptation' })
  if (document.data?.kind !== 'inline') return
  for (const { id, type, spec } of nodes) {
    if (!type.isInput && !type.isOutput) continue
    for (const key of ['columns', 'encoding', 'window', 'ahead'] as const)
      if (spec[key] !== undefined && spec[key] !== 0 && spec[key] !== 'number') report(`/nodes/${id}/${key}`, 'idle-inline', { node: id, key })
  }
}

/** Settings for drawing weights have no effect without weights, or where other settings decide. */
export function idleInDrawing(network: Network, report: Report): void {
  const { document, nodes: resolved, lowered } = network
  const { nodes, edges } = document
  const owned = new Map(lowered.parameters.flatMap((p) => (p.edge === undefined ? [] : [[p.edge, p] as const])))
  for (const [id, edge] of Object.entries(edges)) {
    const parameter = owned.get(id)
    const keys = parameter ? (parameter.density === undefined ? (['density'] as const) : []) : (['init', 'density', 'rate', 'trainable'] as const)
    for (const key of keys) if (edge[key] !== undefined) report(`/edges/${id}/${key}`, parameter ? 'idle-dense' : 'idle-weightless', { edge: id })
    if (edge.transpose && edge.shares === undefined) report(`/edges/${id}/transpose`, 'idle-without', { where: id, needed: 'shares' })
    if (edge.dropoutKind !== undefined && !edge.dropout) report(`/edges/${id}/dropoutKind`, 'idle-without', { where: id, needed: 'dropout' })
    if (edge.rate !== undefined && parameter && !parameter.trainable) report(`/edges/${id}/rate`, 'idle-rate-fixed', { edge: id })
  }
  idleFrozen(edges, owned, report)
  idleByMethod(network, owned, report)
  for (const { id, type } of resolved) {
    const spec = nodes[id]!
    if (spec.rate !== undefined && !lowered.parameters.some((p) => p.node === id && p.trainable)) report(`/nodes/${id}/rate`, 'idle-rate-node', { node: id })
    if ((spec.bias === false || spec.shares !== undefined) && spec.biasInit !== undefined) report(`/nodes/${id}/biasInit`, 'idle-biasless', { node: id })
    if (!type.fixedInputs || spec.inputScaling === undefined || spec.ablation !== undefined) continue
    const arriving = Object.entries(edges).filter(([, { to }]) => nodeOf(to) === id)
    const scaled = arriving.some(([edge, { init }]) => init === undefined && owned.get(edge)?.shape.length === 2)
    if (!scaled) report(`/nodes/${id}/inputScaling`, 'idle-scaling', { node: id })
  }
}

/** Reports frozen single weights of a wire that trains no weights, or beyond the wire's shape. */
function idleFrozen(edges: GraphDocument['edges'], owned: ReadonlyMap<string, ParameterDeclaration>, report: Report): void {
  for (const [id, { frozen }] of Object.entries(edges)) {
    if (!frozen) continue
    const p = owned.get(id)
    const [rows, columns] = p?.shape.length === 2 ? (p.shape as [number, number]) : [1, p?.shape[0] ?? 0]
    if (!p?.trainable) report(`/edges/${id}/frozen`, 'idle-frozen', { edge: id })
    else if (frozen.some(([row = 0, first = 0, count = 0]) => row >= rows || first + count > columns))
      report(`/edges/${id}/frozen`, 'idle-frozen-beyond', { edge: id, shape: p.shape.join(' × ') })
  }
}

/** Settings of nodes and wires that the method of training does not read. */
function idleByMethod({ document, nodes, training, lowered }: Network, owned: ReadonlyMap<string, ParameterDeclaration>, report: Report): void {
  const { optimizer, algorithm } = training
  if (algorithm.kind !== 'readout') {
    if (!optimizerOf(optimizer).curvature) return
    // 0 holds weights still.
    const rated = (rate: unknown): boolean => rate !== undefined && rate !== 0 && rate !== 1
    for (const [id, { rate }] of Object.entries(document.edges))
      if (rated(rate) && owned.get(id)?.trainable) report(`/edges/${id}/rate`, 'idle-curvature-rate', { where: id, optimizer: optimizer.kind })
    for (const { id } of nodes)
      if (rated(document.nodes[id]!.rate) && lowered.parameters.some((p) => p.node === id && p.trainable))
        report(`/nodes/${id}/rate`, 'idle-curvature-rate', { where: id, optimizer: optimizer.kind })
    return
  }
  const outputs = new Set(nodes.flatMap(({ id, type }) => (type.isOutput ? [id] : [])))
  for (const [id, edge] of Object.entries(document.edges)) {
    if (!owned.get(id)) continue
    const solved = outputs.has(nodeOf(edge.to))
    if (edge.rate !== undefined && owned.get(id)!.trainable) report(`/edges/${id}/rate`, 'idle-readout-of', { where: id })
    if (edge.init !== undefined && solved) report(`/edges/${id}/init`, 'idle-readout-of', { where: id })
    if (edge.trainable && !solved) report(`/edges/${id}/trainable`, 'idle-readout-of', { where: id })
  }
  for (const { id, type, spec } of nodes) {
    const given = document.nodes[id]!
    if (given.rate !== undefined && lowered.parameters.some((p) => p.node === id && p.trainable)) report(`/nodes/${id}/rate`, 'idle-readout-of', { where: id })
    if (type.isOutput && given.biasInit !== undefined && given.bias !== false) report(`/nodes/${id}/biasInit`, 'idle-readout-of', { where: id })
    for (const { name } of type.parameters)
      if ((name.endsWith('Trained') && spec[name] === true) || (name === 'initial' && spec[name] === 'trainable'))
        report(`/nodes/${id}/${name}`, 'idle-readout-of', { where: id })
  }
}

/** Settings that reach beyond every sequence, and those that divide the data into parts. */
export function idleInReach({ document, nodes, training }: Network, dataset: Dataset, report: Report): void {
  const { train, validation, test, series, rest } = dataset
  const longest = largest(train.map(({ length }) => length))
  const all = series ? [series] : [...train, ...validation, ...test, ...(rest ?? [])]
  const rows = largest(all.map(({ length }) => length))
  for (const { id, type, spec } of nodes) {
    // With `carry`, the values of one sequence come out in the next.
    const delay = type.type === 'context' && !training.carry ? ((spec.delay as number | undefined) ?? 1) : 0
    if (delay >= longest) report(`/nodes/${id}/delay`, 'idle-delay', { node: id, delay, longest })
    if (!type.isInput) continue
    const { past = 0, future = 0 } = (spec.window ?? {}) as { past?: number; future?: number }
    for (const [key, steps] of Object.entries({ past, future }))
      if (steps >= rows) report(`/nodes/${id}/window/${key}`, 'idle-window', { node: id, steps, longest: rows })
  }
  const { data } = document
  if (data?.kind !== 'file') return
  const one = data.sequenceLength !== undefined && all.length === 1
  if (one && data.sequenceLength! > rows) report('/data/sequenceLength', 'idle-sequence-length', { length: data.sequenceLength!, rows })
  else if (data.split) {
    const count = series?.length ?? all.length
    const [, forValidation, forTest] = splitOf(data) as [number, number, number]
    if (forValidation > 0 && validation.length === 0) report('/data/split', 'idle-split-validation', { share: forValidation, count })
    if (forTest > 0 && test.length === 0) report('/data/split', 'idle-split-test', { share: forTest, count })
  }
}
