import { append } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import { optimizerOf } from '../kinds/optimizers'
import type { GraphDocument } from '../document/types'
import type { Lowered } from './lower'
import type { Training } from './network'
import type { Output } from './output'
import { feedbackProblems } from './readout'
import type { ResolvedEdge } from './validate'

/** Reports where the algorithm or other training settings do not fit the network. */
export function trainingProblems(
  document: GraphDocument,
  lowered: Lowered,
  training: Training,
  outputs: readonly Output[],
  edges: readonly ResolvedEdge[],
  backward: readonly string[],
): Problem[] {
  const found: Problem[] = []
  const { algorithm } = training
  const path = '/training/algorithm'
  const wholeSequence = algorithm.kind === 'bptt' && algorithm.horizon === null
  const wholeGradient = wholeSequence || (algorithm.kind === 'rtrl' && algorithm.every === null)
  if (backward.length > 0 && !wholeSequence)
    found.push(
      problem('algorithm-needs-forward-time', 'forward-time', { nodes: backward.join(', ') }, { nodes: backward, path, repairs: [{ kind: 'full-horizon' }] }),
    )
  if (algorithm.kind === 'readout') {
    const curved = outputs.filter((o) => o.activation !== 'linear')
    const shared = sharedInto(lowered, outputs)
    const frozen = edges.filter((e) => e.trainable && e.spec.frozen && outputs.some((o) => o.id === e.target)).map(({ id }) => id)
    const other = outputs.filter((o) => o.loss !== 'squared-error')
    if (curved.length > 0)
      found.push(
        problem(
          'readout-not-linear',
          'readout-not-linear',
          { nodes: curved.map((o) => o.id).join(', ') },
          { nodes: curved.map((o) => o.id), path, repairs: curved.map((o) => ({ kind: 'set-activation', node: o.id, activation: 'linear' })) },
        ),
      )
    else if (other.length > 0)
      found.push(
        problem(
          'readout-not-linear',
          'readout-loss',
          { nodes: other.map((o) => o.id).join(', ') },
          { nodes: other.map((o) => o.id), path, repairs: other.map((o) => ({ kind: 'set-loss', node: o.id, loss: 'squared-error' })) },
        ),
      )
    else if (shared.length > 0) found.push(problem('readout-not-linear', 'readout-shared', { nodes: shared.join(', ') }, { nodes: shared, path }))
    else if (frozen.length > 0)
      found.push(
        problem(
          'readout-not-linear',
          'readout-frozen',
          { edges: frozen.join(', ') },
          { edges: frozen, path, repairs: frozen.map((id) => ({ kind: 'drop-setting', path: `/edges/${id}/frozen` })) },
        ),
      )
    else if (!edges.some((e) => e.trainable && outputs.some((o) => o.id === e.target)))
      found.push(problem('readout-not-linear', 'readout-none', {}, { nodes: outputs.map((o) => o.id), path }))
    else if (algorithm.method === 'ridge') append(found, feedbackProblems(lowered, outputs, path))
  }
  if (optimizerOf(training.optimizer).wholeData && algorithm.kind !== 'readout' && !wholeGradient)
    found.push(problem('horizon-invalid', 'rprop-whole', {}, { path, repairs: [{ kind: 'full-horizon' }] }))
  append(found, curvatureProblems(lowered, training, outputs))
  if (training.carry) append(found, carryProblems(lowered, training, backward))
  if (training.regularize.gradientNorm > 0 && algorithm.kind !== 'bptt')
    found.push(
      problem(
        'horizon-invalid',
        'gradient-norm-algorithm',
        { algorithm: algorithm.kind },
        { path: '/training/regularize/gradientNorm', repairs: [{ kind: 'drop-gradient-norm' }] },
      ),
    )
  for (const name of training.teacherForcing)
    if (!outputs.some((o) => o.id === name))
      found.push(
        problem(
          'document-invalid',
          'teacher-unknown',
          { name },
          { nodes: Object.hasOwn(document.nodes, name) ? [name] : [], path: '/training/teacherForcing' },
        ),
      )
  return found
}

/** The outputs that depend on shared weights or biases. */
function sharedInto({ ops, mirrors }: Lowered, outputs: readonly Output[]): string[] {
  const shared = new Set(mirrors.flatMap(({ name, mirrors: of }) => [name, of!.name]))
  return outputs.flatMap(({ id, net }) => (ops.some((op) => op.writes === net && op.parameters.some((p) => shared.has(p.name))) ? [id] : []))
}

/** Reports where an optimizer that uses the Jacobian of the outputs does not fit the network or the other training settings. */
function curvatureProblems({ ops }: Lowered, { optimizer, algorithm, noise }: Training, outputs: readonly Output[]): Problem[] {
  if (!optimizerOf(optimizer).curvature || algorithm.kind === 'readout') return []
  const place = { path: '/training/optimizer' }
  const values = { optimizer: optimizer.kind }
  const other = outputs.filter(({ loss }) => loss !== 'squared-error')
  const nodes = other.map(({ id }) => id)
  const drawn = ops.find(({ kind }) => kind === 'dropout' || kind === 'zoneout' || (kind === 'noise' && noise > 0))
  return [
    ...(algorithm.kind === 'bptt'
      ? []
      : [problem('optimizer-unfit', 'curvature-algorithm', { ...values, algorithm: algorithm.kind }, { ...place, repairs: [{ kind: 'full-horizon' }] })]),
    ...(other.length === 0
      ? []
      : [
          problem(
            'optimizer-unfit',
            'curvature-loss',
            { ...values, nodes: nodes.join(', ') },
            { ...place, nodes, repairs: nodes.map((node) => ({ kind: 'set-loss', node, loss: 'squared-error' })) },
          ),
        ]),
    ...(drawn && optimizer.kind === 'levenberg-marquardt'
      ? [problem('optimizer-unfit', 'curvature-drawn', { ...values, node: drawn.node }, { ...place, nodes: [drawn.node] })]
      : []),
  ]
}

/** Reports where the state cannot be carried from one sequence to the next. */
function carryProblems({ parameters }: Lowered, { algorithm, optimizer, batchSize }: Training, backward: readonly string[]): Problem[] {
  const place = { path: '/training/carry', repairs: [{ kind: 'drop-setting', path: '/training/carry' }] } as const
  const trained = parameters.filter(({ name, trainable }) => trainable && name.endsWith('.initial')).map(({ node }) => node!)
  return [
    ...(algorithm.kind === 'readout' || optimizerOf(optimizer).curvature ? [problem('carry-unfit', 'carry-algorithm', {}, place)] : []),
    ...(batchSize > 1 ? [problem('carry-unfit', 'carry-batch', { size: batchSize }, { ...place, repairs: [{ kind: 'set-batch-size', size: 1 }] })] : []),
    ...(backward.length > 0 ? [problem('carry-unfit', 'carry-backward', { nodes: backward.join(', ') }, { ...place, nodes: backward })] : []),
    ...(trained.length > 0 ? [problem('carry-unfit', 'carry-initial', { nodes: trained.join(', ') }, { ...place, nodes: trained })] : []),
  ]
}
