/** Fractions of the paths inside each band. */
const SHARES = [0.5, 0.9] as const

export interface Band {
  readonly share: number
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Returns the central 50 % and 90 % of the paths at each position, with linearly interpolated quantiles. */
export function bandsOf(paths: readonly Float64Array[]): Band[] {
  const length = paths[0]?.length ?? 0
  const bands = SHARES.map((share) => ({ share, low: new Float64Array(length), high: new Float64Array(length) }))
  for (let i = 0; i < length; i++) {
    const values = paths.map((path) => path[i]!).sort((a, b) => a - b)
    for (const { share, low, high } of bands) {
      low[i] = quantile(values, (1 - share) / 2)
      high[i] = quantile(values, (1 + share) / 2)
    }
  }
  return bands
}

function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.min(sorted.length - 1, low + 1)
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!)
}
