import { lastAtMost } from '../base/lists'
import { Gatherer, positions } from './gather'

/** On which line each row of a table begins: kept where a row does not follow the one before on the next line. */
export class Lines {
  private readonly rows = new Gatherer(positions)
  private readonly starts = new Gatherer(positions)
  private next = -1
  private built: { rows: Int32Array; starts: Int32Array } | undefined

  /** The next row, which begins on `line`. */
  add(row: number, line: number): void {
    if (line !== this.next) {
      this.rows.push(row)
      this.starts.push(line)
    }
    this.next = line + 1
  }

  /** The line of a row, 1 the first. */
  of(row: number): number {
    this.built ??= { rows: this.rows.take(), starts: this.starts.take() }
    const { rows, starts } = this.built
    const low = lastAtMost(rows, row)
    return rows.length === 0 ? row + 1 : starts[low]! + row - rows[low]!
  }
}
