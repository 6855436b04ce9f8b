import { append } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import { optimizerOf } from '../kinds/optimizers'
import type { GraphDocument } from '../document/types'
import type { Lowered } from './lower'
import type { Output, Training } from './network'
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
    if (curved.length > 0)
      found.push(
        problem(
          'readout-not-linear',
          'readout-not-linear',
          { nodes: curved.map((o) => o.id).join(', ') },
          { nodes: curved.map((o) => o.id), path, repairs: curved.map((o) => ({ kind: 'set-activation', node: o.id, activation: 'linear' })) },
        ),
      )
    else if (!edges.some((e) => e.trainable && outputs.some((o) => o.id === e.target)))
      found.push(problem('readout-not-linear', 'readout-none', {}, { nodes: outputs.map((o) => o.id), path }))
    else if (algorithm.method === 'ridge') append(found, feedbackProblems(lowered, outputs, path))
  }
  if (optimizerOf(training.optimizer).wholeData && algorithm.kind !== 'readout' && !wholeGradient)
    found.push(problem('horizon-invalid', 'rprop-whole', {}, { path, repairs: [{ kind: 'full-horizon' }] }))
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
