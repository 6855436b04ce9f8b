import { diagnosingUnits } from '../../analyze/units'
import type { Pieces } from '../../base/resumable'
import type { UnitsView } from '../streams'
import { epochOf } from '../work'
import type { Subject } from './subject'

/** Finds problems of units over the training part. */
export function* seeingUnits({ model, work }: Subject): Pieces<UnitsView> {
  const epoch = epochOf(work)
  return { epoch, findings: yield* diagnosingUnits(model, work.dataset.train, epoch) }
}
