import { flowPorts } from '../../analyze'
import { Influences } from '../../analyze/influence'
import { unrolling } from '../../analyze/unrolled'
import type { Pieces } from '../../base/resumable'
import type { Sequence } from '../../data/types'
import { limits } from '../../document/limits'
import { rtrlOptions } from '../../learn/rtrl/rtrl'
import type { Query, Unavailable, UnrolledView } from '../streams'
import { epochOf } from '../work'
import { reachOf } from './flow'
import { momentOf, placeOf, type Subject } from './subject'

/** Evaluates the network over some steps, with the errors of the loss at one of them. */
export function* seeingUnrolled(subject: Subject, query: Query<'unrolled'>): Pieces<UnrolledView | Unavailable> {
  const { model, work } = subject
  const { network } = model
  const { training } = network
  const moment = momentOf(subject, query)
  const { step, passes } = moment
  const pass = passes.findLast(({ first, end }) => step >= first && step < end)!
  const sequence = network.backwardInTime ? moment.sequence : { ...moment.sequence, length: Math.min(moment.sequence.length, pass.length) }
  const { length } = sequence
  const steps = Math.min(length, query.steps, limits.unrolledSteps, Math.max(2, Math.floor(limits.unrolled / Math.max(1, flowPorts(network).length))))
  const live = query.sequence === 'live'
  // The window contains the step; that of the live moment turns over like a page, so that it does not move with every step.
  const wanted = live ? step - (step % steps) : query.first
  const first = Math.max(0, Math.min(length - steps, Math.max(step - steps + 1, Math.min(wanted, step))))
  const at = live ? (nearestJudged(sequence, step, Math.max(first, pass.first), Math.min(first + steps, pass.end)) ?? step) : step
  const reach = reachOf(network)
  const { algorithm, washout } = training
  const influences =
    algorithm.kind === 'rtrl' && !network.backwardInTime ? new Influences(model, rtrlOptions(algorithm, washout), length, first + steps) : undefined
  const epoch = epochOf(work)
  // RTRL propagates errors back only within the step.
  const horizon = reach.kind === 'rtrl' ? 1 : reach.horizon
  const found = yield* unrolling(model, sequence, { first, steps, at, horizon, forcedUntil: pass.forcedUntil }, influences)
  if ('code' in found) return { problem: found }
  const judged = Uint8Array.from({ length: steps }, (_, k) => Number(isJudged(sequence, first + k)))
  const nearest = found.loss === undefined ? nearestJudged(sequence, at, 0, length) : undefined
  return { ...found, epoch, place: placeOf(moment), length: moment.sequence.length, reach, judged, ...(nearest === undefined ? {} : { nearest }) }
}

const isJudged = ({ targets }: Sequence, t: number): boolean => Object.values(targets).some((target) => target?.present[t])

/** The nearest step before `at` with a target, otherwise the nearest after it, among the steps first ≤ t < end. */
function nearestJudged(sequence: Sequence, at: number, first: number, end: number): number | undefined {
  for (let t = at; t >= first; t--) if (isJudged(sequence, t)) return t
  for (let t = at; t < end; t++) if (isJudged(sequence, t)) return t
  return undefined
}
