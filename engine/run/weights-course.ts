import type { TrainingState } from '../learn/train/state'
import type { WeightsCourse } from './questions'
import type { Work } from './work'

/** Bins of a histogram. */
const BINS = 41
/** Most entries of a difference that are sent. */
const ENTRIES = 65_536

/**
 * A trainable parameter after each kept epoch: histogram, norm, and distance from its newest values.
 *
 * @param other an epoch to subtract from the newest weights.
 * @param entries flat indices whose values over epochs are wanted.
 * @returns undefined if the parameter is not trainable, or no epoch is kept.
 */
export function weightsCourse(
  { model: { store, kernels } }: Work,
  states: readonly TrainingState[],
  name: string,
  other: number | undefined,
  entries: readonly number[] = [],
): WeightsCourse | undefined {
  const declaration = store.declarations.find((p) => p.name === name)
  if (!declaration?.trainable || states.length === 0) return undefined
  const first = (store.address(name) - store.weights) / kernels.bytes
  const count = store.count(name)
  const now = store.read(name)
  const all = states.map(({ weights }) => weights.subarray(first, first + count))
  const reach = all.reduce((most, values) => values.reduce((high, v) => Math.max(high, Math.abs(v)), most), 0) || 1
  const counts = new Uint32Array(states.length * BINS)
  const norms = new Float64Array(states.length)
  const distances = new Float64Array(states.length)
  all.forEach((values, e) => {
    let [square, apart] = [0, 0]
    for (let i = 0; i < count; i++) {
      const v = values[i]!
      square += v * v
      apart += (v - now[i]!) ** 2
      counts[e * BINS + Math.min(BINS - 1, Math.floor((v / reach + 1) * 0.5 * BINS))]!++
    }
    norms[e] = Math.sqrt(square)
    distances[e] = Math.sqrt(apart)
  })
  const indices = store.indices(name)
  const places = entries.map((entry) => (indices ? indices.indexOf(entry) : entry))
  const at = other === undefined ? -1 : states.findIndex(({ epoch }) => epoch === other)
  const [rows, columns] = declaration.shape.length === 2 ? (declaration.shape as [number, number]) : [1, count]
  const whole = at >= 0 && store.indices(name) === undefined && count <= ENTRIES
  return {
    epochs: Int32Array.from(states, ({ epoch }) => epoch),
    reach,
    bins: BINS,
    counts,
    norms,
    distances,
    norm: Math.sqrt(now.reduce((sum, v) => sum + v * v, 0)),
    ...(places.length > 0 ? { values: Float64Array.from(all.flatMap((values) => places.map((place) => values[place] ?? NaN))) } : {}),
    ...(whole ? { difference: { rows, columns, values: Float32Array.from(now, (v, i) => v - all[at]![i]!) } } : {}),
  }
}
