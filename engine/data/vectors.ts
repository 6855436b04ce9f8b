import type { Dataset } from './types'

/** Returns rows of `size` numbers, for JSON. */
export function vectors(values: ArrayLike<number>, size: number, first = 0, end = values.length / size): number[][] {
  return Array.from({ length: end - first }, (_, t) => Array.from({ length: size }, (__, i) => values[(first + t) * size + i]!))
}

/** Returns the values of an input or output in the units of the data. */
export function inUnits(dataset: Dataset, id: string, values: Float64Array, size: number): Float64Array {
  const units = Object.hasOwn(dataset.units, id) ? dataset.units[id]! : undefined
  if (!units) return values
  return values.map((value, at) => {
    const { mean, deviation } = units[at % size]!
    return value * deviation + mean
  })
}
