import { flowPorts } from '../../analyze'
import { Influences } from '../../analyze/influence'
import { unrolling } from '../../analyze/unrolled'
import type { Pieces } from '../../base/pieces'
import type { Sequence } from '../../data/types'
import { limits } from '../../document/limits'
import { rtrlOptions } from '../../learn/rtrl/rtrl'
import { placeOf } from '../moment'
import type { Query, Refused, UnrolledView } from '../streams'
import { reachOf } from './flow'
import type { Subject } from './subject'

/** The network over some steps, as it is evaluated there, with the errors of the loss at one of them. */
export function* seeingUnrolled({ model, work }: Subject, query: Query<'unrolled'>): Pieces<UnrolledView | Refused> {
  const { network } = model
  const { training } = network
  const place = placeOf(training, work.dataset, query)
  if (!place) throw new Error('The data has no sequence.')
  const { passes } = place
  // Beyond the end means the end: its last step with a target.
  const at = query.step < place.sequence.length ? place.step : (nearestJudged(place.sequence, place.step) ?? place.step)
  const pass = passes.findLast(({ first, end }) => at >= first && at < end)!
  const sequence = network.backwardInTime ? place.sequence : { ...place.sequence, length: Math.min(place.sequence.length, pass.length) }
  const { length } = sequence
  const steps = Math.min(length, query.steps, limits.unrolledSteps, Math.max(2, Math.floor(limits.unrolled / Math.max(1, flowPorts(network).length))))
  // The window contains the step.
  const first = Math.max(0, Math.min(length - steps, Math.max(at - steps + 1, Math.min(query.first, at))))
  const reach = reachOf(network)
  const { algorithm, washout } = training
  const influences =
    algorithm.kind === 'rtrl' && !network.backwardInTime ? new Influences(model, rtrlOptions(algorithm, washout), length, first + steps) : undefined
  const { epoch } = work.trainer.reached
  // RTRL propagates errors back within the step alone.
  const horizon = reach.kind === 'rtrl' ? 1 : reach.horizon
  const found = yield* unrolling(model, sequence, { first, steps, at, horizon, forcedUntil: pass.forcedUntil }, influences)
  if ('code' in found) return { problem: found }
  const judged = Uint8Array.from({ length: steps }, (_, k) => Number(isJudged(sequence, first + k)))
  const nearest = found.loss === undefined ? nearestJudged(sequence, at) : undefined
  return { ...found, epoch, length: place.sequence.length, reach, judged, ...(nearest === undefined ? {} : { nearest }) }
}

const isJudged = ({ targets }: Sequence, t: number): boolean => Object.values(targets).some((target) => target?.present[t])

function nearestJudged(sequence: Sequence, at: number): number | undefined {
  for (let t = at; t >= 0; t--) if (isJudged(sequence, t)) return t
  for (let t = at; t < sequence.length; t++) if (isJudged(sequence, t)) return t
  return undefined
}
