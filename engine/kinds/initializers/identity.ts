import { number, object } from '../../contract/schema'
import { defineInitializer } from './initializer'

/** `gain` on the diagonal, 0 beside it. */
export const identity = defineInitializer({
  settings: object({ gain: number({ default: 1 }) }),
  draw({ values, diagonal, place }, { gain }) {
    if (diagonal) values.fill(gain)
    else place((i, j) => (i === j ? gain : 0))
  },
})
