/** Multiples of the smallest of these steps that makes at most `most`; the two ends if there is none. */
function ticksBy(steps: readonly number[], low: number, high: number, most: number): number[] {
  for (const step of steps) {
    const first = Math.ceil(low / step - 1e-9)
    const last = Math.floor(high / step + 1e-9)
    if (last - first + 1 <= most) return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
  }
  return [low, high]
}

const roundSteps = (low: number, high: number, most: number): readonly number[] => {
  const power = 10 ** Math.floor(Math.log10((high - low) / Math.max(1, most - 1)))
  return [1, 2, 2.5, 5, 10, 20].map((f) => f * power)
}
const hasSpan = (low: number, high: number): boolean => high > low && Number.isFinite(high - low)

/** Round numbers from `low` to `high`: at most `most`, and at least three if possible. */
export function linearTicks(low: number, high: number, most = 5): number[] {
  return hasSpan(low, high) ? ticksBy(roundSteps(low, high, most), low, high, most) : [low]
}

/** The same for whole numbers at equal distances, such as steps and epochs; the ends if only one round number is between them. */
export function wholeTicks(low: number, high: number, most = 5): number[] {
  if (!hasSpan(low, high)) return [low]
  const ticks = ticksBy([1, ...roundSteps(low, high, most).filter((step) => step > 1 && Number.isInteger(step))], low, high, most)
  const [first, last] = [Math.ceil(low), Math.floor(high)]
  return ticks.length < 2 && first < last ? [first, last] : ticks
}

/** Powers of ten, thinned out; with 1, 2, 5 in between if there are fewer than three. */
export function logTicks(low: number, high: number, most = 5): number[] {
  if (!(low > 0) || !(high > low)) return []
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const last = Math.floor(Math.log10(high) + 1e-9)
  const decades = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i))
  if (decades.length > most) {
    const every = Math.ceil(decades.length / most)
    return decades.filter((_, i) => i % every === 0)
  }
  if (decades.length >= 3) return decades
  const fine: number[] = []
  for (let e = first - 1; e <= last + 1; e++)
    for (const f of [1, 2, 5]) if (f * 10 ** e >= low * 0.999 && f * 10 ** e <= high * 1.001) fine.push(Number(`${f}e${e}`))
  if (fine.length < 3) return linearTicks(low, high, most)
  if (fine.length <= most) return fine
  const every = Math.ceil(fine.length / most)
  return fine.filter((_, i) => i % every === 0)
}

/** The range of values with margins; not empty if all values are equal. */
export function airy(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const span = high - low
  if (span <= Math.abs(high) * 1e-9) return [low - Math.max(0.5, Math.abs(low) * 0.1), high + Math.max(0.5, Math.abs(high) * 0.1)]
  return [low >= 0 && low < span * 0.3 ? 0 : low - span * 0.06, high + span * 0.08]
}

/** The same for a logarithmic axis. */
export function airyLog(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !(low > 0) || !Number.isFinite(high)) return [0.1, 1]
  const room = Math.max(1.1, (high / low) ** 0.06)
  return [low / room, high * room]
}
