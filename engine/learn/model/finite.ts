import { problem, type MessageValues, type Problem, type Repair } from '../../base/problem'
import type { MessageKey } from '../../base/messages/en'
import { optimizerOf } from '../../kinds/optimizers'
import type { Program } from '../../compile/program'
import type { Training } from '../../compile/network'
import type { Output } from '../../compile/output'

/** The method of training, on which the suggested repairs depend. */
type Method = 'gradient' | 'rprop' | 'readout'

const methodOf = ({ algorithm, optimizer }: Training): Method =>
  algorithm.kind === 'readout' ? 'readout' : optimizerOf(optimizer).signsOnly ? 'rprop' : 'gradient'

/** What a message points at: the edge if there is one, otherwise the node. */
interface NodeOrEdge {
  readonly node: string
  readonly edge?: string | undefined
}

const placed = ({ node, edge }: NodeOrEdge): { nodes: string[]; edges: string[] } => ({
  nodes: node === '' ? [] : [node],
  edges: edge === undefined ? [] : [edge],
})

function problemAt(stem: string, method: Method, values: MessageValues, place: NodeOrEdge): Problem {
  return problem('not-finite', `${stem}-${method}` as MessageKey, values, placed(place))
}

/** The first value on the tape that is not finite, with its node, edge and step. */
export function nonFiniteValue(program: Program): Problem | undefined {
  const { tape, kernels, network } = program
  for (let s = 0; s < tape.steps; s++) {
    const first = tape.rowStart[s]!
    const rows = tape.rowStart[s + 1]! - first
    for (const group of network.opOrder.groups)
      for (const op of group.ops) {
        const slot = op.writes
        if (kernels.finite(rows * slot.size, program.value(slot) + first * slot.size * kernels.bytes)) continue
        return problemAt('not-finite-value', methodOf(network.training), { what: slot.name, where: op.edge ?? op.node, step: tape.base + s }, op)
      }
  }
  return undefined
}

/**
 * Explains why training produced a number that is not finite. Tries in order: the first such value; the loss of an
 * output whose error is too large to be squared; the gradient of a parameter; the norm of all gradients, whose square
 * may overflow although each one is finite.
 */
export function nonFinitePlace(program: Program): Problem {
  const { tape, kernels, network, store } = program
  const method = methodOf(network.training)
  const value = nonFiniteValue(program)
  if (value) return value
  if (method !== 'readout') {
    const wrong = store.declarations.find((p) => p.trainable && !kernels.finite(store.count(p.name), store.gradientAddress(p.name)))
    if (wrong) return problemAt('not-finite-gradient', method, { name: wrong.name }, { node: wrong.node ?? '', edge: wrong.edge })
  }
  const worst = largestError(program)
  if (worst && !Number.isFinite(worst.error * worst.error))
    return problemAt('not-finite-loss', method, { node: worst.output.id, step: worst.step, error: worst.error.toExponential(1) }, { node: worst.output.id })
  const trained = store.declarations.filter((p) => p.trainable)
  const sizes = trained.map((p) => (method === 'readout' ? 0 : Math.sqrt(kernels.sumOfSquares(store.count(p.name), store.gradientAddress(p.name)))))
  const steepest = trained[sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0))]
  if (method !== 'readout' && steepest)
    return problemAt('not-finite-norm', method, { name: steepest.name, precision: kernels.precision }, { node: steepest.node ?? '', edge: steepest.edge })
  const { output, step, error } = worst ?? { output: network.outputs[0]!, step: tape.base, error: 0 }
  return problemAt('not-finite-loss', method, { node: output.id, step, error: error.toExponential(1) }, { node: output.id })
}

/** The largest error of an output on the tape; undefined if there are no targets. */
function largestError(program: Program): { readonly output: Output; readonly step: number; readonly error: number } | undefined {
  const { tape, kernels, network } = program
  const view = kernels.view()
  let worst: { output: Output; step: number; error: number } | undefined
  for (const output of network.outputs) {
    const { address, present } = program.targets(output.id)
    const d = address / kernels.bytes
    const y = program.value(output.out) / kernels.bytes
    for (let s = 0; s < tape.steps; s++)
      for (let r = tape.rowStart[s]!; r < tape.rowStart[s + 1]!; r++) {
        if (!present[r]) continue
        for (let i = 0; i < output.size; i++) {
          const error = Math.abs(view[d + r * output.size + i]! - view[y + r * output.size + i]!)
          if (!worst || error > worst.error) worst = { output, step: tape.base + s, error }
        }
      }
  }
  return worst
}

/** Reports that P of recursive least squares has diverged, through forgetting or rounding. */
export function windUp(output: string, step: number, forgetting: number, ridge: number): Problem {
  const repairs: Repair[] = forgetting < 1 ? [{ kind: 'set-forgetting', forgetting: 1 }] : [{ kind: 'set-ridge', ridge: stronger(ridge) }]
  return problem(
    'not-finite',
    forgetting < 1 ? 'not-finite-wind-up' : 'not-finite-covariance',
    { node: output, step, forgetting, ridge },
    { nodes: [output], path: '/training/algorithm', repairs },
  )
}

/** Reports that ridge regression has no finite solution. */
export function unsolved(output: string, ridge: number): Problem {
  return problem(
    'not-finite',
    'not-finite-solution',
    { node: output, ridge },
    { nodes: [output], path: '/training/algorithm/ridge', repairs: [{ kind: 'set-ridge', ridge: stronger(ridge) }] },
  )
}

const stronger = (ridge: number): number => Number(Math.max(1e-9, ridge * 1000).toPrecision(3))
