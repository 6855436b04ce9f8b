import type { Cell } from './column'

/** Numbers that instruments and databases write for a missing value. */
const SENTINELS: ReadonlySet<number> = new Set([
  -99, -99.9, -99.99, -999, -999.9, -999.99, -9_999, -9_999.9, -9_999.99, -99_999, -99_999.99, -999_999, 9_999, 9_999.9, 9_999.99, 99_999, 99_999.99, 999_999,
  9_999_999, 1e20, -1e30, 1e30,
])

/** Looks for a number that stands for a missing value. */
export class Sentinels {
  private readonly cells = new Map<number, Cell>()

  /** Notes a number; `cell` is called only if it is a candidate. */
  add(number: number, cell: () => Cell): void {
    if (Math.abs(number) >= 99 && SENTINELS.has(number) && !this.cells.has(number)) this.cells.set(number, cell())
  }

  /** Returns the cell of a candidate that lies further from all other numbers than these lie from each other. */
  find(numbers: Float64Array): Cell | undefined {
    for (const [number, cell] of this.cells) {
      let [low, high] = [Infinity, -Infinity]
      for (const x of numbers) {
        if (Number.isNaN(x) || this.cells.has(x)) continue
        if (x < low) low = x
        if (x > high) high = x
      }
      if (low <= high && (number < low ? low - number : number - high) > Math.max(high - low, 0.5 * Math.abs(number))) return cell
    }
    return undefined
  }
}
