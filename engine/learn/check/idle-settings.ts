import { largest } from '../../base/lists'
import { nodeOf } from '../../document/ends'
import { problem, type Problem } from '../../base/problem'
import type { Network } from '../../compile/network'
import type { ParameterDeclaration } from '../../contract/lowering'
import type { Dataset } from '../../data/types'
import { escapeKey } from '../../document/pointer'
import { tensorOf } from '../../document/tensor'
import type { StoredTensor } from '../../document/types'
import { drawnBy } from '../model/drawn'
import { drawIndices, drawParameter, scatter } from '../model/initialize'
import { optimizerOf, rateOf } from '../../kinds/optimizers'
import { scheduleOf } from '../../kinds/schedules'
import { horizonOf } from '../bptt/bptt'
import { readoutSettings } from '../model/readout-settings'
import { judgedValidation } from '../model/untrained'
import { idleInDrawing, idleInNodes, idleInReach, type Report } from './idle-drawing'

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
  if (dataset && dataset.train.length > 0) idleInReach(network, dataset, report)
  return [...found, ...overruledByStored(network)]
}

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
  } else if (!curvature && clip?.kind === 'value' && clip.scope === 'parameter') report('/training/clip/scope', 'idle-clip-scope')
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
  const { optimizer: given } = network.document.training ?? {}
  if (given?.kind === 'adamw' && (given.weightDecay ?? 0) > 0 && !trained.some((p) => p.decays)) report('/training/optimizer/weightDecay', 'idle-decay')
  if (training.epochs === 1 && training.stop) report('/training/stop', 'idle-one-epoch')
}

/** An optimizer that uses the Jacobian takes sequences one by one, and its steps need no clipping. */
function idleWithCurvature({ training, document }: Network, report: Report): void {
  const { optimizer, clip, schedule, batchSize, regularize, shuffle } = training
  const values = { optimizer: optimizer.kind }
  const whole = optimizer.kind === 'levenberg-marquardt'
  if (clip) report('/training/clip', 'idle-curvature', values)
  if (whole && schedule) report('/training/schedule', 'idle-curvature', values)
  if (whole && shuffle) report('/training/shuffle', 'idle-curvature', values)
  if (batchSize > 1) report('/training/batchSize', 'idle-curvature', values)
  for (const key of ['weightDecay', 'l1', 'gradientNorm'] as const)
    if (regularize[key] > 0 && !(whole && key === 'weightDecay')) report(`/training/regularize/${key}`, 'idle-curvature', values)
  const { algorithm } = document.training ?? {}
  // Its default beside a horizon is not a setting of the document.
  if (whole && algorithm?.kind === 'bptt' && typeof algorithm.every === 'number') report('/training/algorithm/every', 'idle-curvature', values)
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
  if (training.carry && network.longestDelay === 0) report('/training/carry', 'idle-stateless')
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
  const longest = largest(dataset.train.map(({ length }) => length))
  const { algorithm } = network.document.training ?? {}
  const reach = algorithm?.kind === 'bptt' ? (['horizon', 'every'] as const) : algorithm?.kind === 'rtrl' ? (['every'] as const) : []
  for (const key of reach) {
    const steps = (algorithm as { horizon?: number | null; every?: number | null })[key]
    if (typeof steps === 'number' && steps > longest) report(`/training/algorithm/${key}`, 'idle-longer', { steps, longest })
  }
  const epochs = solved ? 1 : training.epochs
  if (training.stop?.patience !== undefined && epochs > 1 && judgedValidation(dataset, outputs, training.washout) === 0)
    report('/training/stop/patience', 'idle-patience')
  if (training.washout === 0) return
  const short = dataset.train.filter(({ length }) => length <= training.washout).length
  if (short > 0 && short < count) report('/training/washout', 'idle-washout', { short, count, washout: training.washout })
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
