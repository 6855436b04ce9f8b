import { diagnosingUnits } from '../../analyze/units'
import type { Pieces } from '../../base/resumable'
import type { UnitsView } from '../streams'
import type { Subject } from './subject'

/** Finds problems of units over the training part. */
export function* seeingUnits({ model, work: { dataset, trainer } }: Subject): Pieces<UnitsView> {
  const { epoch } = trainer.reached
  return { epoch, findings: yield* diagnosingUnits(model, dataset.train, epoch) }
}
