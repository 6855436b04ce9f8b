/** Mean and spread of several curves over the epochs that any of them has. */
export interface Band {
  readonly epochs: readonly number[]
  readonly mean: readonly (number | null)[]
  /** Mean ± the sample standard deviation; equal to the mean where there is one value. */
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
}

/** Averages curves epoch by epoch; values that are missing or not finite do not count. */
export function bandOf(curves: readonly (readonly { readonly epoch: number; readonly value: number | null }[])[]): Band {
  const at = new Map<number, number[]>()
  for (const curve of curves)
    for (const { epoch, value } of curve) {
      const values = at.get(epoch) ?? []
      if (value !== null && Number.isFinite(value)) values.push(value)
      at.set(epoch, values)
    }
  const epochs = [...at.keys()].sort((a, b) => a - b)
  const of = epochs.map((epoch) => {
    const values = at.get(epoch)!
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
