import { object } from '../../contract/schema'
import { defineSchedule, steps } from './schedule'

/** η · factor^⌊k/period⌋. */
export const step = defineSchedule({
  settings: object(steps(0.1, 30)),
  share: (k, { factor, period }) => factor ** Math.floor(k / period),
  steady: ({ period }) => period,
})
