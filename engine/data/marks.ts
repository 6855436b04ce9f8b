import type { Cell } from './column'
import { Gatherer, positions } from './gather'

/** Maximum number of different marks. */
const MARKS = 256

/** The mark of most numbers of a column, and the cells that have another. */
export interface SettledMarks {
  /** The mark of most numbers, with its first cell; undefined if most have none. */
  readonly mark: { readonly text: string; readonly cell: Cell } | undefined
  readonly strays: number
  readonly firstStray: Cell | undefined
}

/** Collects percent signs, currencies and units written with the numbers of a column. */
export class Marks {
  private readonly rows = new Gatherer(positions)
  private readonly which = new Gatherer(positions)
  private readonly kinds = new Map<string, { readonly index: number; readonly cell: Cell; count: number }>()
  private count = 0

  add(mark: string, cell: Cell): void {
    const text = this.kinds.size < MARKS || this.kinds.has(mark) ? mark : '…'
    const kind = this.kinds.get(text) ?? { index: this.kinds.size + 1, cell, count: 0 }
    kind.count++
    this.kinds.set(text, kind)
    this.rows.push(cell.row)
    this.which.push(kind.index)
    this.count++
  }

  /**
   * Decides on the mark of most numbers and removes numbers with another from `all`.
   * @param found How many numbers there are.
   */
  settle(all: Float64Array, found: number): SettledMarks {
    let [most, kept]: [number, number] = [found - this.count, 0]
    let mark: SettledMarks['mark']
    for (const [text, { index, cell, count }] of this.kinds) if (count > most) [most, kept, mark] = [count, index, { text, cell }]
    if (most === found) return { mark, strays: 0, firstStray: undefined }
    const [rows, which] = [this.rows.take(), this.which.take()]
    const own = new Uint16Array(all.length)
    rows.forEach((row, i) => (own[row] = which[i]!))
    const firsts = [...this.kinds.values()]
    let firstStray: Cell | undefined
    for (let row = 0; row < all.length; row++) {
      if (Number.isNaN(all[row]!) || own[row] === kept) continue
      firstStray ??= own[row] === 0 ? { row, text: String(all[row]!) } : firsts[own[row]! - 1]!.cell
      all[row] = NaN
    }
    return { mark, strays: found - most, firstStray }
  }
}
