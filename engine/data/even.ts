/** Tolerance as a fraction of a step, because files write few digits. */
const SHARE = 0.02
/** Most digits after the point that are considered. */
const DIGITS = 9

/**
 * Returns whether numbers are equally spaced: each lies on the line from the first to the last, within a unit of the
 * last written digit (half for its own rounding, half for that of the ends) and 2 % of a step. With `groups`, the sequence code of each row, each sequence is checked by
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
    const off = Math.min(unit, SHARE * step) + 1e-12 * most
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

/** Share of the distances between rows that must be equal for them to be the usual one. */
const USUAL = 0.5
/** Share by which a distance may differ from the usual one: months have 28 to 31 days. */
const NEARLY = 0.1
/** Fewest distances from which to judge which one is usual. */
const FEWEST = 4

/** The usual distance between rows, how many differ from it, and the row after the first that does. */
export interface Spacing {
  readonly usual: number
  readonly others: number
  readonly first: number
}

/** Most distances from which the usual one is taken: the first of the table. */
const SAMPLED = 65_536

/** Calls `take` with the distance of each row from the one before it in its sequence, until it returns false. */
function distancesOf(places: Float64Array, groups: Int32Array | undefined, take: (distance: number, row: number) => boolean): void {
  const last = new Map<number, number>()
  let before: number | undefined
  for (let row = 0; row < places.length; row++) {
    const place = places[row]!
    if (Number.isNaN(place)) continue
    if (groups) before = last.get(groups[row]!)
    if (before !== undefined && !take(place - before, row)) return
    if (groups) last.set(groups[row]!, place)
    before = place
  }
}

/** Returns the usual distance between rows within sequences; undefined if there is none. */
export function spacingOf(places: Float64Array, groups?: Int32Array): Spacing | undefined {
  const sample: number[] = []
  distancesOf(places, groups, (distance) => sample.push(distance) < SAMPLED)
  if (sample.length < FEWEST) return undefined
  const usual = Float64Array.from(sample).sort()[sample.length >> 1]!
  if (!(usual > 0)) return undefined
  let [all, others, first] = [0, 0, -1]
  distancesOf(places, groups, (distance, row) => {
    all++
    if (Math.abs(distance - usual) > NEARLY * usual) {
      others++
      if (first < 0) first = row
    }
    return true
  })
  return others <= (1 - USUAL) * all ? { usual, others, first } : undefined
}

/** Returns whether times go back in a few rows only; `row` is the first of them. */
export function fewFalls(times: Float64Array, groups?: Int32Array): { readonly row: number } | undefined {
  const last = new Map<number, number>()
  let [falls, rises, first] = [0, 0, -1]
  for (let row = 0; row < times.length; row++) {
    const [time, group] = [times[row]!, groups?.[row] ?? 0]
    if (Number.isNaN(time)) continue
    const before = last.get(group)
    if (before !== undefined && time < before) {
      falls++
      if (first < 0) first = row
    } else if (before !== undefined && time > before) rises++
    last.set(group, time)
  }
  return falls > 0 && rises >= FALLS_PER_RISE * falls ? { row: first } : undefined
}

/** Least number of decreases per increase: in a file of several sequences, each newest first, time increases only where a sequence begins. */
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
