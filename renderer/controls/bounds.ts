import { numeral } from '../languages/numbers'

/** The allowed values of a number. */
export interface Bounds {
  readonly whole?: boolean
  readonly min?: number
  readonly max?: number
  /** Whether `min` or `max` themselves are excluded. */
  readonly aboveMin?: boolean
  readonly belowMax?: boolean
  /** An additional upper bound set by the program. */
  readonly limit?: number
}

/** Why an input is not applied: a text key with values. */
export interface Reason {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

/** The allowed interval in mathematical notation: `0 < x ≤ 1`. Empty if there are no bounds. */
export function interval({ min, max, aboveMin, belowMax, limit }: Bounds): string {
  const top = max ?? limit
  if (min === undefined && top === undefined) return ''
  if (min !== undefined && top === undefined) return `${aboveMin ? '>' : '≥'} ${numeral(min)}`
  if (min === undefined) return `${belowMax ? '<' : '≤'} ${numeral(top!)}`
  if (!aboveMin && !belowMax) return `${numeral(min)} … ${numeral(top!)}`
  return `${numeral(min)} ${aboveMin ? '<' : '≤'} x ${belowMax ? '<' : '≤'} ${numeral(top!)}`
}

/** Why a number is out of bounds; undefined if it is not. */
export function objection(value: number, bounds: Bounds): Reason | undefined {
  const { whole, min, max, aboveMin, belowMax, limit } = bounds
  if (whole && !Number.isSafeInteger(value)) return { key: 'inspector.reason.whole' }
  const low = min === undefined || (aboveMin ? value > min : value >= min)
  const top = max ?? limit
  const high = top === undefined || (belowMax && max !== undefined ? value < top : value <= top)
  return low && high ? undefined : { key: 'inspector.reason.range', values: { range: interval(bounds) } }
}

/**
 * The value after an arrow key: steps of 1 for whole numbers, a twentieth of a closed interval, otherwise one unit of
 * the leading digit.
 */
export function stepped(value: number, direction: 1 | -1, bounds: Bounds, factor: number): number {
  const { whole, min, max, aboveMin, belowMax, limit } = bounds
  let step: number
  if (whole) step = Math.max(1, Math.round(factor))
  else if (min !== undefined && max !== undefined) step = ((max - min) / 20) * factor
  else {
    const size = Math.abs(value)
    const decade = size === 0 ? 0.1 : 10 ** Math.floor(Math.log10(size) + 1e-9)
    // Downwards from 0.01 the step is that of the decade below: 0.009.
    const edge = size !== 0 && Math.sign(value) === -direction && Math.abs(size / decade - 1) < 1e-9
    step = (min === undefined || size === 0 ? (size === 0 ? 0.1 : decade / 10) : edge ? decade / 10 : decade) * factor
  }
  const next = Number((value + direction * step).toPrecision(12))
  const digits = Math.max(0, Math.min(15, 1 - Math.floor(Math.log10(step))))
  let rounded = whole ? next : Number(next.toFixed(digits))
  const top = max ?? limit
  if (top !== undefined && rounded > top) rounded = top
  if (min !== undefined && rounded < min) rounded = min
  const refused = (aboveMin && rounded === min) || (belowMax && rounded === max)
  return refused ? value : rounded
}
