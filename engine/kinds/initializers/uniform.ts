import { number, object } from '../../contract/schema'
import { defineInitializer, each } from './initializer'

/** Uniform from `low` to `high`. */
export const uniform = defineInitializer({
  settings: object({ low: number({ start: -0.1 }), high: number({ start: 0.1 }) }, ['low', 'high']),
  draw: ({ values, random }, { low, high }) => each(values, () => low + (high - low) * random.uniform()),
})
