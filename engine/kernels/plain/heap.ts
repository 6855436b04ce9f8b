import type { Precision } from '../types'

export type Numbers = Float32Array | Float64Array

/** Typed views of the whole memory, created again after it has grown. */
export interface Heap {
  view(): Numbers
  ints(): Int32Array
  /** log₂ of the bytes of a number: an address shifted right by it is an index of the view. */
  readonly shift: 2 | 3
}

export function makeHeap(precision: Precision, memory: WebAssembly.Memory): Heap {
  const make = (): Numbers => (precision === 'float32' ? new Float32Array(memory.buffer) : new Float64Array(memory.buffer))
  let numbers = make()
  let integers = new Int32Array(memory.buffer)
  return {
    shift: precision === 'float32' ? 2 : 3,
    view() {
      if (numbers.buffer !== memory.buffer) numbers = make()
      return numbers
    },
    ints() {
      if (integers.buffer !== memory.buffer) integers = new Int32Array(memory.buffer)
      return integers
    },
  }
}
