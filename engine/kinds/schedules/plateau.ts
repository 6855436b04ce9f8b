import { object } from '../../contract/schema'
import { defineSchedule, steps } from './schedule'

/**
 * Multiplies η by `factor` whenever the validation loss (without validation data, the training loss) has not fallen below
 * its minimum for `period` epochs.
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
  // The first epoch sets the minimum; then `period` epochs must be no better.
  steady: ({ period }) => period + 1,
})
