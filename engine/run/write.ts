import type { Model } from '../learn/model/model'
import type { Ask, ChangedEntries } from './questions'

/** Position of a sparse matrix's entry in its storage, by binary search over the ascending indices. */
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
 * Edits entries of one parameter: sets them, scales them, or assigns a value to each. Skips entries that do not exist
 * (outside a sparse mask or the matrix), duplicates, and values that are not finite. Returns the values after the edit,
 * in the network's precision.
 */
export function write(model: Model, { name, indices, change }: Ask<'write'>): ChangedEntries | undefined {
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
    // Normalize −0, so that the screen never shows "-0".
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
