/** Ends of training, validation and test part, as numbers of rows or sequences. */
export type Ends = readonly [number, number, number]

/** Moves one end within the others; the training part keeps at least one row or sequence. */
export function moveEnd(ends: Ends, which: number, to: number, total: number): Ends {
  const low = which === 0 ? 1 : ends[which - 1]!
  const high = which === 2 ? total : ends[which + 1]!
  const end = Math.max(low, Math.min(high, to))
  return [which === 0 ? end : ends[0], which === 1 ? end : ends[1], which === 2 ? end : ends[2]]
}

/** Fractions with as few digits as reproduce these ends when the engine rounds them. */
export function sharesOf(ends: Ends, total: number): [number, number, number] {
  const exact = ends.map((end, i) => (end - (ends[i - 1] ?? 0)) / total)
  for (let digits = 2; digits < 15; digits++) {
    const shares = exact.map((share) => Number(share.toFixed(digits)))
    let sum = 0
    const fits = shares.every((share, i) => Math.round(total * (sum += share)) === ends[i])
    if (fits && sum <= 1) return [shares[0]!, shares[1]!, shares[2]!]
  }
  return [exact[0]!, exact[1]!, exact[2]!]
}
