import { object } from '../../contract/schema'
import { defineSchedule, steps } from './schedule'

/**
 * η × factor whenever the validation loss (that of training, where there is none) has not fallen below its least for
 * `period` epochs.
 */
export const plateau = defineSchedule({
  settings: object(steps(0.5, 10)),
  share: (_k, { factor }, _epochs, { drops }) => factor ** drops,
  note(losses, loss, { period }) {
    if (loss < losses.least) {
      losses.least = loss
      losses.stale = 0
    } else if (++losses.stale >= period) {
      losses.drops++
      losses.stale = 0
    }
  },
  // The first epoch is the best so far; then `patience` epochs must be no better.
  steady: ({ period }) => period + 1,
})
