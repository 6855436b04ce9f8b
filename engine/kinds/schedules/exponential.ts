import { object } from '../../contract/schema'
import { defineSchedule, steps } from './schedule'

/** η · factor^(k/period). */
export const exponential = defineSchedule({ settings: object(steps(0.95, 1)), share: (k, { factor, period }) => factor ** (k / period), steady: () => 1 })
