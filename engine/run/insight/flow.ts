import type { Pieces } from '../../base/resumable'
import { analyzingFlow, flowPorts } from '../../analyze'
import { flowVerdict } from '../../analyze/verdict'
import type { Network } from '../../compile/network'
import { horizonOf } from '../../learn/bptt/bptt'
import type { FlowReach, FlowView, Query, Unavailable } from '../streams'
import { epochOf } from '../work'
import { momentOf, type Subject } from './subject'

/** Number of losses from which the gradient flow is computed during training, to keep up with it. */
const QUICK = 32

/** How far a document's algorithm propagates errors back. */
export function reachOf({ training: { algorithm } }: Network): FlowReach {
  if (algorithm.kind !== 'bptt') return { kind: algorithm.kind, horizon: algorithm.kind === 'readout' ? 0 : null }
  const { horizon } = horizonOf(algorithm)
  return { kind: 'bptt', horizon }
}

/** Computes the gradient flow of a sequence, from the loss of one step or of all. */
export function* seeingFlow(subject: Subject, { step, lags, byLag = false, ...place }: Query<'flow'>): Pieces<FlowView | Unavailable> {
  const { model, work, still } = subject
  const moment = momentOf(subject, { ...place, step: step ?? 0 })
  const { sequence } = moment
  const { length } = sequence
  const epoch = epochOf(work)
  const count = Math.max(1, Math.min(lags, length))
  const options = { lags: count, byLag, samples: still ? undefined : QUICK, ...(step === null ? {} : { steps: [moment.step, moment.step] as const }) }
  const found = yield* analyzingFlow(model, sequence, options)
  if ('code' in found) return { problem: found }
  const ports = flowPorts(model.network).map(([name, slot]) => ({ name, node: slot.node, port: slot.name }))
  const reach = reachOf(model.network)
  // Errors end at inputs.
  const inputs = new Set(model.network.inputs.map(({ id }) => `${id}.out`))
  const values = new Float64Array(ports.length * count)
  ports.forEach(({ name }, p) => found.flow[name]!.forEach((value, lag) => (values[p * count + lag] = value ?? NaN)))
  return {
    epoch,
    length,
    lags: count,
    ports,
    values,
    ...(found.parameterLags
      ? { parameterLags: Float64Array.from(Object.values(found.parameterLags).flatMap((values) => values.map((value) => value ?? NaN))) }
      : {}),
    parameters: Object.entries(found.parameters).map(([name, value]) => ({ name, value })),
    judged: found.judged,
    reach,
    verdict: flowVerdict(Object.fromEntries(Object.entries(found.flow).filter(([name]) => !inputs.has(name))), reach.horizon),
  }
}
