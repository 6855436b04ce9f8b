/** Numbers in the first block and in the largest. */
const FIRST_BLOCK = 64
const LARGEST_BLOCK = 2 ** 17

/** A typed array of unknown length, grown in blocks, so that growing copies nothing. */
export class Gatherer<T extends Float64Array | Int32Array> {
  private full: T[] = []
  private block: T
  private at = 0

  constructor(private readonly make: (length: number) => T) {
    this.block = make(FIRST_BLOCK)
  }

  push(value: number): void {
    if (this.at === this.block.length) {
      this.full.push(this.block)
      this.block = this.make(Math.min(LARGEST_BLOCK, 2 * this.block.length))
      this.at = 0
    }
    this.block[this.at++] = value
  }

  /** Returns all numbers in one array and releases the blocks; call once. */
  take(): T {
    const whole = this.make(this.full.reduce((sum, { length }) => sum + length, this.at))
    let from = 0
    for (const block of this.full) {
      whole.set(block, from)
      from += block.length
    }
    whole.set(this.block.subarray(0, this.at), from)
    this.full = []
    this.block = this.make(FIRST_BLOCK)
    this.at = 0
    return whole
  }

  /** Yields the numbers in order. */
  *[Symbol.iterator](): Generator<number, void, void> {
    for (const block of this.full) yield* block
    yield* this.block.subarray(0, this.at)
  }
}

export const numbers = (length: number): Float64Array => new Float64Array(length)
export const positions = (length: number): Int32Array => new Int32Array(length)
