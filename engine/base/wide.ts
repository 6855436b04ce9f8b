/** value · 2^power: for squares that over- or underflow in float64. Shifting the power loses no digit, so ordinary numbers give the same bits as without it. */
export interface Wide {
  readonly value: number
  /** Even. */
  readonly power: number
}

const STEP = 512

/** Normalizes a value so that products and quotients of it neither over- nor underflow. */
export function wide(value: number, power = 0): Wide {
  if (value === 0 || !Number.isFinite(value)) return { value, power: 0 }
  const size = Math.abs(value)
  if (size >= 2 ** (STEP / 2)) return wide(value * 2 ** -STEP, power + STEP)
  if (size < 2 ** (-STEP / 2)) return wide(value * 2 ** STEP, power - STEP)
  return { value, power }
}

export const none: Wide = wide(0)

/** In two steps, because the power may exceed the range of float64. */
const shifted = (value: number, power: number): number => value * 2 ** (power / 2) * 2 ** (power / 2)

export const times = (a: Wide, b: Wide): Wide => wide(a.value * b.value, a.power + b.power)
export const over = (a: Wide, b: Wide): Wide => wide(a.value / b.value, a.power - b.power)
export const ratio = (a: Wide, b: Wide): number => shifted(a.value / b.value, a.power - b.power)
export const root = ({ value, power }: Wide): number => shifted(Math.sqrt(value), power / 2)

export function plus(a: Wide, b: Wide): Wide {
  if (a.value === 0 || b.value === 0) return a.value === 0 ? b : a
  const power = Math.max(a.power, b.power)
  return wide(shifted(a.value, a.power - power) + shifted(b.value, b.power - power), power)
}

export const squareOf = (x: number): Wide => {
  const { value, power } = wide(x)
  return wide(value * value, 2 * power)
}

/** Squares of numbers beyond these over- or underflow, or lose digits. */
const MOST = 2 ** 480
const LEAST = 2 ** -480

/** Sums of squares of numbers of any size (after Blue 1978: too large and too small ones are summed separately). */
export class SquareSums {
  private readonly usual: Float64Array
  private readonly others = new Map<number, { large: number; small: number }>()

  constructor(size: number) {
    this.usual = new Float64Array(size)
  }

  add(i: number, x: number): void {
    const size = Math.abs(x)
    if (size > MOST || (size < LEAST && size > 0)) this.addOther(i, size)
    else this.usual[i]! += x * x
  }

  private addOther(i: number, size: number): void {
    const sums = this.others.get(i) ?? { large: 0, small: 0 }
    this.others.set(i, sums)
    if (size > MOST) sums.large += (size * 2 ** -STEP) ** 2
    else sums.small += (size * 2 ** STEP) ** 2
  }

  at(i: number): Wide {
    const usual = wide(this.usual[i]!)
    const others = this.others.get(i)
    return others ? plus(plus(usual, wide(others.large, 2 * STEP)), wide(others.small, -2 * STEP)) : usual
  }
}
