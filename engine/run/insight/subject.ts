import type { Part, Sequence } from '../../data/types'
import type { Model } from '../../learn/model/model'
import { placeOf } from '../moment'
import type { SequencePlace } from '../streams'
import type { Work } from '../work'

/** Returns the sequence of a part with the highest loss per step; undefined while that is not known. */
export type Worst = (part: Part) => number | undefined

/** What is analysed: a copy of the weights, independent of those being trained. */
export interface Subject {
  readonly model: Model
  readonly work: Work
  /** Whether training is idle, so that there is time for the whole analysis. */
  readonly still: boolean
  readonly worst: Worst
}

/** The sequence at a place, or the nearest one. @throws if there is none. */
export function sequenceOf({ work: { model, dataset }, worst }: Pick<Subject, 'work' | 'worst'>, { part, sequence }: SequencePlace): Sequence {
  const place = placeOf(model.network.training, dataset, { part, sequence, step: 0 }, worst(part))
  if (!place) throw new Error('The data has no sequence.')
  return place.sequence
}
