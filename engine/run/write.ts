import type { Model } from '../learn/model/model'
import type { Ask, Written } from './questions'

/** Where the entry at a flat index of a sparse matrix is stored: bisection, for the positions ascend. */
function positionOf(indices: Int32Array, at: number): number | undefined {
  let low = 0
  let high = indices.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = indices[middle]!
    if (found === at) return middle
    if (found < at) low = middle + 1
    else high = middle - 1
  }
  return undefined
}

/**
 * Changes entries of one parameter: sets them, scales them, or gives them values of their own. Entries that are not
 * there (outside a sparse mask or the matrix), that come up again, and values that are not finite, are passed over.
 * What is told is what is there afterwards, in the digits that the network computes with.
 */
export function write(model: Model, { name, indices, change }: Ask<'write'>): Written | undefined {
  const { store } = model
  if (!store.declarations.some((p) => p.name === name)) return undefined
  const values = store.read(name)
  const mask = store.indices(name)
  const digits = model.kernels.precision === 'float32' ? Math.fround : (value: number): number => value
  const seen = new Set<number>()
  const touched: { index: number; at: number; before: number }[] = []
  indices.forEach((index, k) => {
    const at = mask ? positionOf(mask, index) : index
    const before = at === undefined ? undefined : values[at]
    if (at === undefined || before === undefined || seen.has(at)) return
    const next = change.kind === 'set' ? change.value : change.kind === 'scale' ? before * change.factor : change.values[k]
    if (next === undefined || !Number.isFinite(digits(next))) return
    seen.add(at)
    // Minus nothing is nothing, and says nothing else on screen.
    values[at] = next === 0 ? 0 : next
    touched.push({ index, at, before })
  })
  store.write(name, values)
  const now = store.read(name)
  return {
    indices: Uint32Array.from(touched, ({ index }) => index),
    before: Float64Array.from(touched, ({ before }) => before),
    after: Float64Array.from(touched, ({ at }) => now[at]!),
  }
}
