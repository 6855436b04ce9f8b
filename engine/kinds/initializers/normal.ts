import { notNegative, number, object } from '../../contract/schema'
import { defineInitializer, normally } from './initializer'

export const normal = defineInitializer({
  settings: object({ mean: number({ default: 0 }), deviation: notNegative({ start: 0.1 }) }, ['deviation']),
  draw: (entries, { mean, deviation }) => normally(entries, mean, deviation),
})
