import type { Tape } from '../contract/op'

/** How threads divide work: rows of all steps, or whole sequences if a step reads another. */
export type Deal = 'rows' | 'sequences'

/** Threads get rows, sequences and units in multiples of this, the tile of a matrix product. */
const TILE = 4

/** The steps in memory, and this thread's share of them: all by default. */
export class SharedTape implements Tape {
  steps = 0
  base = 0
  lead = 0
  windowStart = 0
  lengths = new Float64Array(0)
  /** Sequences in the batch. */
  sequences = 0
  deal: Deal = 'rows'
  private part = 0
  private parts = 1

  constructor(readonly rowStart: Int32Array) {}

  /** Makes this thread number `part` of `parts`. */
  share(part: number, parts: number): void {
    this.part = part
    this.parts = parts
  }

  from(first: number, end: number): number {
    const start = this.rowStart[first]!
    return this.parts === 1 ? start : start + this.firstRowOf(this.part, this.rowStart[end]! - start)
  }

  count(first: number, end: number): number {
    const rows = this.rowStart[end]! - this.rowStart[first]!
    return this.parts === 1 ? rows : this.firstRowOf(this.part + 1, rows) - this.firstRowOf(this.part, rows)
  }

  unitFrom(n: number): number {
    return this.parts === 1 ? 0 : boundary(this.part, this.parts, n)
  }

  unitEnd(n: number): number {
    return this.parts === 1 ? n : boundary(this.part + 1, this.parts, n)
  }

  /** Returns the first row of a part, for one step or several. With `sequences`, a sequence stays with its thread. */
  private firstRowOf(part: number, rows: number): number {
    return this.deal === 'rows' ? boundary(part, this.parts, rows) : Math.min(rows, boundary(part, this.parts, this.sequences))
  }
}

function boundary(part: number, parts: number, n: number): number {
  if (part === parts) return n
  const even = (n * part) / parts
  return n < 2 * TILE * parts ? Math.round(even) : Math.round(even / TILE) * TILE
}
