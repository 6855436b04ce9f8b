import { nodeOf } from '../../document/ends'
import { problem, type Problem } from '../../base/problem'
import type { Network } from '../../compile/network'
import type { Output } from '../../compile/output'
import type { Dataset, Sequence } from '../../data/types'
import { readoutSettings } from './readout-settings'

/** Number of steps after each sequence's washout in which an output has a target. */
function judgedSteps(sequences: readonly Sequence[], outputs: readonly Pick<Output, 'id'>[], washout: number): number {
  let sum = 0
  for (const { length, targets } of sequences) for (let t = washout; t < length; t++) if (outputs.some(({ id }) => targets[id]?.present[t] === 1)) sum++
  return sum
}

/** The same for the validation part. A series runs as a whole, so only its start is washed out. */
export function judgedValidation({ validation, series }: Dataset, outputs: readonly Pick<Output, 'id'>[], washout: number): number {
  if (!series?.parts) return judgedSteps(validation, outputs, washout)
  let sum = 0
  for (let t = washout; t < series.length; t++) if (series.parts[t] === 1 && outputs.some(({ id }) => series.targets[id]?.present[t] === 1)) sum++
  return sum
}

/** Why training could not begin or would change nothing; reported instead of training. */
export function untrained({ training, outputs, document }: Network, dataset: Dataset): Problem | undefined {
  const { train } = dataset
  if (train.length === 0) return problem('data-missing', 'training-empty', {})
  const { washout } = training
  const longest = train.reduce((most, { length }) => Math.max(most, length), 0)
  if (washout >= longest)
    return problem(
      'data-missing',
      'training-washed-out',
      { washout, longest },
      { path: '/training/washout', repairs: [{ kind: 'drop-setting', path: '/training/washout' }] },
    )
  const nodes = outputs.map(({ id }) => id)
  if (judgedSteps(train, outputs, washout) === 0) return problem('data-missing', 'training-untargeted', { nodes: nodes.join(', ') }, { nodes })
  if (training.algorithm.kind !== 'readout' && outputs.every(({ lossWeight }) => lossWeight === 0))
    return problem(
      'data-missing',
      'training-weightless',
      { nodes: nodes.join(', ') },
      { nodes, path: `/nodes/${nodes[0]!}/lossWeight`, repairs: nodes.slice(0, 3).map((id) => ({ kind: 'drop-setting', path: `/nodes/${id}/lossWeight` })) },
    )
  const wired = new Set(Object.values(document.edges).map(({ to }) => nodeOf(to)))
  if (nodes.every((id) => !wired.has(id))) return problem('output-missing', 'outputs-unwired', { nodes: nodes.join(', ') }, { nodes })
  return undecided(training, outputs, dataset)
}

/** Reports several λ between which nothing can decide. */
function undecided({ algorithm, washout }: Network['training'], outputs: readonly Output[], dataset: Dataset): Problem | undefined {
  if (algorithm.kind !== 'readout') return undefined
  const { ridge, method } = readoutSettings(algorithm)
  if (ridge.length < 2 || method !== 'ridge' || judgedValidation(dataset, outputs, washout) > 0) return undefined
  const path = '/training/algorithm/ridge'
  return problem('data-missing', 'readout-validation', {}, { path, repairs: [{ kind: 'set-ridge', ridge: ridge[0]! }] })
}

/** Outputs that do not learn although others do: without a wire, or without a target. */
export function idleOutputs({ outputs, document, training }: Network, dataset?: Dataset): Problem[] {
  const wired = new Set(Object.values(document.edges).map(({ to }) => nodeOf(to)))
  const found: Problem[] = []
  for (const output of outputs) {
    const place = { nodes: [output.id], path: `/nodes/${output.id}` }
    if (!wired.has(output.id)) found.push(problem('output-missing', 'output-unwired', { node: output.id }, place))
    else if (dataset && dataset.train.length > 0 && judgedSteps(dataset.train, [output], training.washout) === 0)
      found.push(problem('data-missing', 'output-untargeted', { node: output.id }, place))
  }
  return found
}
