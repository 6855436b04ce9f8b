/** Cells of one block. */
const FIRST = 64
const MOST = 2 ** 17

/** Gathers numbers whose count is not known, in blocks: what it holds is theirs alone, and growing copies nothing. */
export class Gatherer<T extends Float64Array | Int32Array> {
  private full: T[] = []
  private block: T
  private at = 0

  constructor(private readonly make: (length: number) => T) {
    this.block = make(FIRST)
  }

  push(value: number): void {
    if (this.at === this.block.length) {
      this.full.push(this.block)
      this.block = this.make(Math.min(MOST, 2 * this.block.length))
      this.at = 0
    }
    this.block[this.at++] = value
  }

  /** All that were given, in one array; the blocks are let go, so it can be asked for once. */
  take(): T {
    const whole = this.make(this.full.reduce((sum, { length }) => sum + length, this.at))
    let from = 0
    for (const block of this.full) {
      whole.set(block, from)
      from += block.length
    }
    whole.set(this.block.subarray(0, this.at), from)
    this.full = []
    this.block = this.make(FIRST)
    this.at = 0
    return whole
  }

  /** The numbers in order. */
  *[Symbol.iterator](): Generator<number, void, void> {
    for (const block of this.full) yield* block
    yield* this.block.subarray(0, this.at)
  }
}

export const numbers = (length: number): Float64Array => new Float64Array(length)
export const positions = (length: number): Int32Array => new Int32Array(length)
