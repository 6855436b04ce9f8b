import type { Part, Sequence } from '../../data/types'
import type { Model } from '../../learn/model/model'
import { problem } from '../../base/problem'
import { Refusal } from '../careful'
import { findMoment, type FoundMoment, type Moment } from '../moment'
import type { Place, SequencePlace } from '../streams'
import type { Viewed } from '../work'

/** Returns the sequence of a part with the highest loss per step; undefined while that is not known. */
export type Worst = (part: Part) => number | undefined

/** What `worst` and `live` in a query stand for. */
export interface Places {
  readonly worst: Worst
  /** The moment of training. */
  readonly live: Moment
}

/** What is analysed: a copy of the weights, independent of those being trained. */
export interface Subject extends Places {
  readonly model: Model
  readonly work: Viewed
  /** Whether training is idle, so that there is time for the whole analysis. */
  readonly still: boolean
}

/** The moment that a query is about, or the nearest one. @throws if there is none. */
export function momentOf({ work: { model, dataset }, worst, live }: Subject, { part, sequence, step }: SequencePlace & { readonly step: number }): FoundMoment {
  const wanted = sequence === 'live' ? live : { part, sequence, step }
  const found = findMoment(model.network.training, dataset, wanted, worst(wanted.part))
  if (!found) throw new Refusal(problem('data-missing', 'sequence-none', {}))
  return found
}

export const placeOf = ({ part, index, step }: FoundMoment): Place => ({ part, sequence: index, step })

/** The chosen sequence, or the nearest one. @throws if there is none. */
export function sequenceOf({ work: { model, dataset }, worst }: Pick<Subject, 'work' | 'worst'>, { part, sequence }: Omit<Moment, 'step'>): Sequence {
  const found = findMoment(model.network.training, dataset, { part, sequence, step: 0 }, worst(part))
  if (!found) throw new Refusal(problem('data-missing', 'sequence-none', {}))
  return found.sequence
}
