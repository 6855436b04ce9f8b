import { BUDDHIST, isBuddhistDate, ordersOf, packDate, timeOf } from '../data/times'

/** Number of recent intervals whose median is the usual interval, the fewest from which to judge, and the multiple of it above which an interval is a gap. */
const INTERVALS = 15
const FEWEST = 5
const GAP = 2.5

/** An irregularity in the time of a row, compared with the row before. */
export interface Lapse {
  readonly kind: 'gap' | 'late'
  readonly from: number
  readonly to: number
}

/** Returns the milliseconds since 1970-01-01 of a date that can be read in one order only; NaN for other texts. */
export function timeIn(text: string): number {
  const packed = packDate(text.trim())
  if (!Number.isFinite(packed)) return NaN
  const times = new Set(ordersOf(packed).map((order) => timeOf(packed, order, isBuddhistDate(packed) ? BUDDHIST : 0)))
  const [time] = times
  return times.size === 1 ? time! : NaN
}

/** Compares the times of successive rows, and reports missing and late rows. */
export class Clock {
  private last = NaN
  private readonly intervals: number[] = []

  /** Begins a new sequence, whose first row is compared with no earlier one. */
  begin(): void {
    this.last = NaN
  }

  state(): { last: number | null; intervals: number[] } {
    return { last: Number.isNaN(this.last) ? null : this.last, intervals: [...this.intervals] }
  }

  resume({ last, intervals }: { readonly last: number | null; readonly intervals: readonly number[] }): void {
    this.last = last ?? NaN
    this.intervals.splice(0, INTERVALS, ...intervals.slice(-INTERVALS))
  }

  /** Takes the time of the next row; returns its irregularity, if any. */
  tick(time: number): Lapse | undefined {
    if (Number.isNaN(time)) return undefined
    const { last, intervals } = this
    const passed = time - last
    this.last = time
    if (Number.isNaN(passed)) return undefined
    if (passed < 0) return { kind: 'late', from: last, to: time }
    const usual = [...intervals].sort((a, b) => a - b)[intervals.length >> 1] ?? 0
    const gap = intervals.length >= FEWEST && usual > 0 && passed > GAP * usual
    if (passed > 0 && !gap) {
      intervals.push(passed)
      if (intervals.length > INTERVALS) intervals.shift()
    }
    return gap ? { kind: 'gap', from: last, to: time } : undefined
  }
}
