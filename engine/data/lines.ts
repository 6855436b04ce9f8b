import { lastAtMost } from '../base/lists'
import { Gatherer, positions } from './gather'

/** The line on which each row of a table begins. Stores only rows that do not follow the previous one on the next line. */
export class Lines {
  private readonly rows = new Gatherer(positions)
  private readonly starts = new Gatherer(positions)
  private next = -1
  private built: { rows: Int32Array; starts: Int32Array } | undefined

  /** Records that the next row begins on `line`. */
  add(row: number, line: number): void {
    if (line !== this.next) {
      this.rows.push(row)
      this.starts.push(line)
    }
    this.next = line + 1
  }

  /** Returns the line of a row, counted from 1. */
  of(row: number): number {
    this.built ??= { rows: this.rows.take(), starts: this.starts.take() }
    const { rows, starts } = this.built
    const low = lastAtMost(rows, row)
    return rows.length === 0 ? row + 1 : starts[low]! + row - rows[low]!
  }
}
