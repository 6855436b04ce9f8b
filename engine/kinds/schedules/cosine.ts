import { object, positive, whole } from '../../contract/schema'
import { defineSchedule, warmup } from './schedule'

/**
 * η · (factor + (1 − factor) · ½ (1 + cos(π (k mod period)/period))): falls from η to factor · η over `period` epochs
 * (by default all after the warm-up), then restarts (Loshchilov & Hutter 2017).
 */
export const cosine = defineSchedule({
  settings: object({ factor: positive({ default: 0 }), period: whole(1, { unit: 'epochs', word: 'rest-of-run' }), warmup }),
  share(k, { factor, warmup, period }, epochs) {
    const length = period ?? Math.max(1, epochs - warmup)
    return factor + (1 - factor) * 0.5 * (1 + Math.cos((Math.PI * (k % length)) / length))
  },
  steady: () => 1,
})
