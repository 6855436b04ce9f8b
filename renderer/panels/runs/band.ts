/** Mean and spread of several curves over the epochs that any of them has. */
export interface Band {
  readonly epochs: readonly number[]
  readonly mean: readonly (number | null)[]
  /** Mean ± the sample standard deviation; equal to the mean where there is one value. */
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
}

interface Point {
  readonly epoch: number
  readonly value: number | null
}

const isFinite = (value: number | null | undefined): value is number => typeof value === 'number' && Number.isFinite(value)

/** Values of a curve at ascending epochs, linearly interpolated between its own epochs. */
function valuesAt(curve: readonly Point[], epochs: readonly number[]): readonly (number | undefined)[] {
  let i = 0
  return epochs.map((epoch) => {
    while (i < curve.length && curve[i]!.epoch < epoch) i++
    const [before, after] = [curve[i - 1], curve[i]]
    if (after?.epoch === epoch) return isFinite(after.value) ? after.value : undefined
    if (!isFinite(before?.value) || !isFinite(after?.value)) return undefined
    const share = (epoch - before.epoch) / (after.epoch - before.epoch)
    return before.value + share * (after.value - before.value)
  })
}

/**
 * Averages curves over the epochs that any of them has: of long runs, not all epochs are kept, and not the same ones of each run.
 * Values that are missing or not finite do not count.
 */
export function bandOf(curves: readonly (readonly Point[])[]): Band {
  const epochs = [...new Set(curves.flatMap((curve) => curve.map(({ epoch }) => epoch)))].sort((a, b) => a - b)
  const read = curves.map((curve) => valuesAt(curve, epochs))
  const of = epochs.map((_, i) => {
    const values = read.flatMap((curve) => curve[i] ?? [])
    if (values.length === 0) return { mean: null, spread: null }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    return { mean, spread: values.length < 2 ? 0 : Math.sqrt(square / (values.length - 1)) }
  })
  return {
    epochs,
    mean: of.map(({ mean }) => mean),
    low: of.map(({ mean, spread }) => (mean === null ? null : mean - spread)),
    high: of.map(({ mean, spread }) => (mean === null ? null : mean + spread)),
  }
}
