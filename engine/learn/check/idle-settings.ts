import { nodeOf } from '../../document/ends'
import { problem, type Problem } from '../../base/problem'
import type { MessageKey } from '../../base/messages/en'
import type { MessageValues } from '../../base/problem'
import type { Network } from '../../compile/network'
import { isRead } from '../../contract/node-type'
import type { ParameterDeclaration } from '../../contract/lowering'
import type { Dataset } from '../../data/types'
import { escapeKey } from '../../document/pointer'
import { tensorOf } from '../../document/tensor'
import type { GraphDocument, StoredTensor } from '../../document/types'
import { drawnBy } from '../model/drawn'
import { drawIndices, drawParameter, scatter } from '../model/initialize'
import { optimizerOf, rateOf } from '../../kinds/optimizers'
import { scheduleOf } from '../../kinds/schedules'
import { horizonOf } from '../bptt/bptt'
import { readoutSettings } from '../model/readout-settings'
import { judgedValidation } from '../model/untrained'

/** Returns a warning for each setting of a document that changes no number of its training, with the reason. */
export function idleSettings(network: Network, dataset?: Dataset): Problem[] {
  const found: Problem[] = []
  const report: Report = (path, key, values = {}) => {
    const [, kind, id = '', ...rest] = path.split('/')
    const owner = kind === 'nodes' ? { nodes: [id] } : kind === 'edges' ? { edges: [id] } : {}
    const setting = owner.nodes || owner.edges ? rest.join('.') : [id, ...rest].join('.')
    found.push(problem('setting-idle', key, { setting, ...values }, { ...owner, path, repairs: [{ kind: 'drop-setting', path }] }))
  }
  const { algorithm } = network.training
  if (algorithm.kind === 'readout') idleInReadout(network, report)
  else if (network.lowered.parameters.some((p) => p.trainable)) idleInGradient(network, report)
  else found.push(problem('setting-idle', 'idle-fixed', {}, { path: '/training' }))
  idleAnywhere(network, report)
  if (dataset && dataset.train.length > 0) idleWithData(network, dataset, report)
  idleInNodes(network, report)
  idleInDrawing(network, report)
  return [...found, ...overruledByStored(network)]
}

type Report = (path: string, key: MessageKey, values?: MessageValues) => void

/** A readout is solved in closed form: without gradient, optimizer steps or batches. */
function idleInReadout(network: Network, report: Report): void {
  const {
    document: { training: given = {} },
    training,
  } = network
  const { method, ridge, forgetting } = readoutSettings(training.algorithm)
  for (const key of ['optimizer', 'schedule', 'clip', 'batchSize'] as const)
    if (given[key] !== undefined && given[key] !== null && !(key === 'batchSize' && training.batchSize === 1)) report(`/training/${key}`, 'idle-readout')
  for (const key of ['weightDecay', 'l1'] as const) if (training.regularize[key] > 0) report(`/training/regularize/${key}`, 'idle-readout')
  if (method === 'ridge') {
    if (forgetting !== 1) report('/training/algorithm/forgetting', 'idle-ridge')
    if (training.shuffle) report('/training/shuffle', 'idle-ridge')
    if (training.epochs > 1) report('/training/epochs', 'idle-ridge')
    if (training.stop) report('/training/stop', 'idle-ridge')
  } else {
    if (ridge.length > 1) report('/training/algorithm/ridge', 'idle-ridge-list', { value: ridge[0]! })
    if (training.stop && training.epochs === 1) report('/training/stop', 'idle-one-epoch')
  }
}

function idleInGradient(network: Network, report: Report): void {
  const { training, lowered } = network
  const { algorithm, optimizer, clip, schedule } = training
  if (rateOf(optimizer) === 0) report('/training/optimizer/learningRate', 'idle-rate')
  const { signsOnly, wholeData, curvature } = optimizerOf(optimizer)
  if (curvature) idleWithCurvature(network, report)
  if (signsOnly) {
    if (clip) report('/training/clip', 'idle-rprop')
    if (schedule) report('/training/schedule', 'idle-rprop')
  }
  if (wholeData) {
    if (training.batchSize > 1) report('/training/batchSize', 'idle-rprop-batch', { size: training.batchSize })
    if (training.shuffle) report('/training/shuffle', 'idle-rprop-batch', { size: training.batchSize })
  }
  if (!signsOnly && !curvature && schedule && hasConstantRate(network))
    report('/training/schedule', 'idle-schedule', { kind: schedule.kind, epochs: training.epochs })
  if (optimizer.kind === 'sgd' && optimizer.nesterov && optimizer.momentum === 0) report('/training/optimizer/nesterov', 'idle-nesterov')
  if (algorithm.kind === 'bptt') {
    const { horizon, every, recompute } = horizonOf(algorithm)
    if (network.backwardInTime && every !== null) report('/training/algorithm/every', 'idle-every')
    if (recompute && horizon === null) report('/training/algorithm/recompute', 'idle-recompute')
  }
  const trained = lowered.parameters.filter((p) => p.trainable)
  for (const key of ['weightDecay', 'l1'] as const)
    if (training.regularize[key] > 0 && !trained.some((p) => p.decays)) report(`/training/regularize/${key}`, 'idle-decay')
  if (training.epochs === 1 && training.stop) report('/training/stop', 'idle-one-epoch')
}

/** An optimizer that uses the Jacobian takes sequences one by one, and its steps need no clipping. */
function idleWithCurvature({ training }: Network, report: Report): void {
  const { optimizer, clip, schedule, batchSize, regularize, algorithm, shuffle } = training
  const values = { optimizer: optimizer.kind }
  const whole = optimizer.kind === 'levenberg-marquardt'
  if (clip) report('/training/clip', 'idle-curvature', values)
  if (whole && schedule) report('/training/schedule', 'idle-curvature', values)
  if (whole && shuffle) report('/training/shuffle', 'idle-curvature', values)
  if (batchSize > 1) report('/training/batchSize', 'idle-curvature', values)
  for (const key of ['weightDecay', 'l1', 'gradientNorm'] as const)
    if (regularize[key] > 0 && !(whole && key === 'weightDecay')) report(`/training/regularize/${key}`, 'idle-curvature', values)
  if (whole && algorithm.kind === 'bptt' && algorithm.every !== undefined && algorithm.every !== null)
    report('/training/algorithm/every', 'idle-curvature', values)
}

/** Returns whether the learning rate stays constant over all epochs of the document. */
function hasConstantRate({ training }: Network): boolean {
  const { schedule, epochs } = training
  if (!schedule || epochs === 0) return false
  return schedule.warmup === 0 && (('factor' in schedule && schedule.factor === 1) || epochs <= scheduleOf(schedule).steady(schedule))
}

function idleAnywhere(network: Network, report: Report): void {
  const { training, nodes, lowered } = network
  if (training.noise > 0 && !nodes.some((node) => node.type.type === 'reservoir' && node.spec.ablation === undefined)) report('/training/noise', 'idle-noise')
  const forced = new Set(lowered.ops.filter((op) => op.kind === 'force').map((op) => op.node))
  training.teacherForcing.forEach((output) => {
    if (!forced.has(output)) report(`/training/teacherForcing/${network.document.training!.teacherForcing!.indexOf(output)}`, 'idle-teacher', { output })
  })
  if (training.epochs === 0) report('/training/epochs', 'idle-epochs')
  const { stop } = training
  if (stop && stop.loss === undefined && stop.patience === undefined) report('/training/stop', 'idle-stop')
  if (stop?.loss !== undefined && stop.loss < 0) report('/training/stop/loss', 'idle-stop-loss', { loss: stop.loss })
}

function idleWithData(network: Network, dataset: Dataset, report: Report): void {
  const { training, outputs } = network
  const count = dataset.train.length
  const gradient = training.algorithm.kind !== 'readout'
  const whole = optimizerOf(training.optimizer).wholeData
  if (gradient && !whole && training.batchSize > count) report('/training/batchSize', 'idle-batch', { size: training.batchSize, count })
  const solved = !gradient && readoutSettings(training.algorithm).method === 'ridge'
  // With all sequences in every batch, only the order of rounding changes.
  if (training.shuffle && !solved && !(gradient && whole) && (count === 1 || (gradient && training.batchSize >= count)))
    report('/training/shuffle', 'idle-shuffle', { count })
  const epochs = solved ? 1 : training.epochs
  if (training.stop?.patience !== undefined && epochs > 1 && judgedValidation(dataset, outputs, training.washout) === 0)
    report('/training/stop/patience', 'idle-patience')
  if (training.washout === 0) return
  const short = dataset.train.filter(({ length }) => length <= training.washout).length
  if (short > 0 && short < count) report('/training/washout', 'idle-washout', { short, count, washout: training.washout })
}

/** Reports settings of a node that another of its settings makes unused, and settings about columns if inline data has no columns. */
function idleInNodes({ document, nodes }: Network, report: Report): void {
  for (const { id, type, spec } of nodes)
    for (const parameter of type.parameters)
      if (spec[parameter.name] !== undefined && !isRead(type, spec, parameter))
        report(`/nodes/${id}/${parameter.name}`, 'idle-unread', { node: id, key: parameter.only!.key, values: parameter.only!.values.join(', ') })
  if (document.data?.kind !== 'inline') return
  for (const { id, type, spec } of nodes) {
    if (!type.isInput && !type.isOutput) continue
    for (const key of ['columns', 'encoding', 'window', 'ahead'] as const)
      if (spec[key] !== undefined && spec[key] !== 0 && spec[key] !== 'number') report(`/nodes/${id}/${key}`, 'idle-inline', { node: id, key })
  }
}

/** Settings for drawing weights have no effect without weights, or where other settings decide. */
function idleInDrawing({ document: { nodes, edges }, nodes: resolved, lowered }: Network, report: Report): void {
  const owned = new Map(lowered.parameters.flatMap((p) => (p.edge === undefined ? [] : [[p.edge, p] as const])))
  for (const [id, edge] of Object.entries(edges)) {
    const parameter = owned.get(id)
    const keys = parameter ? (parameter.density === undefined ? (['density'] as const) : []) : (['init', 'density', 'rate'] as const)
    for (const key of keys) if (edge[key] !== undefined) report(`/edges/${id}/${key}`, parameter ? 'idle-dense' : 'idle-weightless', { edge: id })
  }
  idleFrozen(edges, owned, report)
  for (const { id, type } of resolved) {
    const spec = nodes[id]!
    if (spec.rate !== undefined && !lowered.parameters.some((p) => p.node === id && p.trainable)) report(`/nodes/${id}/rate`, 'idle-rate-node', { node: id })
    if (spec.bias === false && spec.biasInit !== undefined) report(`/nodes/${id}/biasInit`, 'idle-biasless', { node: id })
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

/** By stored tensor, the result of the last comparison, because drawing a large reservoir takes seconds. */
const compared = new WeakMap<StoredTensor, { readonly by: string; readonly same: boolean }>()

/** Reports fixed weights that are stored and differ from what the settings of their node or wire draw. */
function overruledByStored({ document, nodes, lowered }: Network): Problem[] {
  const { weights = {}, edges } = document
  return lowered.parameters.flatMap((p) => {
    const stored = Object.hasOwn(weights, p.name) ? weights[p.name] : undefined
    if (!stored || p.trainable || p.idle) return []
    const spec = p.edge === undefined ? undefined : edges[p.edge]
    const owner = p.node ?? (spec && nodeOf(spec.to))
    const node = nodes.find(({ id }) => id === owner)
    const keys = spec?.init
      ? ['init']
      : ['spectralRadius', 'density', 'biasScaling', 'inputScaling', 'seed'].filter((key) => node?.spec[key] !== undefined && node.type.fixedInputs)
    if (keys.length === 0) return []
    const by = `${p.name} ${p.shape.join()} ${drawnBy(p)}`
    const known = compared.get(stored)
    const same = known?.by === by ? known.same : sameAsDrawn(p, stored)
    compared.set(stored, { by, same })
    if (same) return []
    return [
      problem(
        'setting-idle',
        'idle-stored',
        { name: p.name, owner: spec?.init ? p.name : owner!, settings: keys.join(', ') },
        {
          path: `/weights/${escapeKey(p.name)}`,
          nodes: p.node ? [p.node] : [],
          edges: p.edge ? [p.edge] : [],
          repairs: [{ kind: 'remove-weights', name: p.name }],
        },
      ),
    ]
  })
}

function sameAsDrawn(p: ParameterDeclaration, stored: StoredTensor): boolean {
  const full = p.shape.reduce((a, b) => a * b, 1)
  const whole = (values: ArrayLike<number>, indices: ArrayLike<number> | undefined): ArrayLike<number> => (indices ? scatter(values, indices, full) : values)
  const indices = drawIndices(p)
  const drawn = whole(drawParameter(p, indices), indices)
  const tensor = tensorOf(stored)
  const held = whole(tensor.values, tensor.indices)
  // A stored float32 counts as equal.
  for (let i = 0; i < full; i++) if (drawn[i] !== held[i] && Math.fround(drawn[i]!) !== held[i]) return false
  return true
}
