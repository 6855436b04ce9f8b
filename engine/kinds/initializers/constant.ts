import { number, object } from '../../contract/schema'
import { defineInitializer } from './initializer'

export const constant = defineInitializer({
  settings: object({ value: number({ start: 0 }) }, ['value']),
  draw: ({ values }, { value }) => void values.fill(value),
})
