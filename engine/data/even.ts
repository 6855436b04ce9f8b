/** Tolerance as a fraction of a step, because files write few digits. */
const SHARE = 0.02
/** Most digits after the point that are considered. */
const DIGITS = 9

/**
 * Returns whether numbers are equally spaced: each lies on the line from the first to the last, within half a unit of
 * the last written digit and 2 % of a step. With `groups`, the sequence code of each row, each sequence is checked by
 * itself. Two numbers always lie on a line, so at least three, or several sequences, are required.
 */
export function countsEvenly(numbers: Float64Array, groups?: Int32Array): boolean {
  const unit = 10 ** -digitsOf(numbers)
  let conclusive = false
  for (const rows of rowsOf(numbers.length, groups)) {
    const { length } = rows
    if (length < 2) {
      if (groups) continue
      return false
    }
    conclusive ||= groups !== undefined || length > 2
    const from = numbers[rows[0]!]!
    const step = (numbers[rows[length - 1]!]! - from) / (length - 1)
    if (!(step > 0)) return false
    const most = Math.max(Math.abs(from), Math.abs(from + step * length))
    const off = Math.min(0.5 * unit, SHARE * step) + 1e-12 * most
    for (let k = 0; k < length; k++) if (!(Math.abs(numbers[rows[k]!]! - (from + k * step)) <= off)) return false
  }
  return conclusive
}

/** Returns whether times never decrease within a sequence, and increase somewhere; missing ones are skipped. */
export function neverFalls(times: Float64Array, groups?: Int32Array): boolean {
  const last = new Map<number, number>()
  let moved = false
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!
    if (Number.isNaN(time)) continue
    const group = groups?.[row] ?? 0
    const before = last.get(group)
    if (before !== undefined && time < before) return false
    if (before !== undefined && time > before) moved = true
    last.set(group, time)
  }
  return moved
}

/** Steps down that each step up may be set against, so that sequences below each other, each newest first, count as falling. */
const FALLS_PER_RISE = 9

/** Returns whether times decrease from row to row, apart from a few rows: the newest row is first. */
export function mostlyFalls(times: Float64Array): boolean {
  let [falls, rises, last] = [0, 0, NaN]
  for (const time of times) {
    if (Number.isNaN(time)) continue
    if (time < last) falls++
    else if (time > last) rises++
    last = time
  }
  return falls > 1 && falls >= FALLS_PER_RISE * rises
}

/** Returns the digits after the point that the first 1,000 numbers need. */
function digitsOf(numbers: Float64Array): number {
  let digits = 0
  for (const x of numbers.subarray(0, 1_000))
    while (digits < DIGITS && Math.abs(x * 10 ** digits - Math.round(x * 10 ** digits)) > 1e-6 * Math.max(1e-3, Math.min(1, Math.abs(x)))) digits++
  return digits
}

function* rowsOf(length: number, groups: Int32Array | undefined): Generator<ArrayLike<number>, void, void> {
  if (!groups) {
    yield Int32Array.from({ length }, (_, i) => i)
    return
  }
  const lists = new Map<number, number[]>()
  for (let row = 0; row < length; row++) {
    const list = lists.get(groups[row]!)
    if (list) list.push(row)
    else lists.set(groups[row]!, [row])
  }
  yield* lists.values()
}
