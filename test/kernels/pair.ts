import { expect } from 'vitest'
import { stream, type RandomStream } from '../../engine/base/random'
import { Arena, RESERVED } from '../../engine/kernels/arena'
import { makeReferenceKernels } from '../../engine/kernels/reference'
import type { Kernels, Precision } from '../../engine/kernels/types'
import { makeWasmKernels } from '../../engine/kernels/wasm'

export const precisions: readonly Precision[] = ['float32', 'float64']

/** A seed that changes from run to run; set KERNEL_SEED to repeat one. */
export function printedSeed(): number {
  const seed = Number(process.env.KERNEL_SEED ?? Math.floor(Date.now() % 1e9))
  console.log(`KERNEL_SEED=${seed}`)
  return seed
}

const EDGES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 40, 63, 64, 65]

/** Relative to the largest magnitude that an operand or a result has. */
const TOLERANCE: Record<Precision, number> = { float32: 1e-5, float64: 1e-12 }

/**
 * The same numbers in two memories, WebAssembly kernels over one and plain ones over the other. `compare`
 * requires the memories to agree everywhere, which also detects writes beside the target.
 */
export class Pair {
  readonly wasm: Kernels
  readonly plain: Kernels
  readonly random: RandomStream
  private readonly arenas: readonly [Arena, Arena]
  /** Where the two may differ: packed matrices, triangles that are undefined. */
  private readonly free: { address: number; count: number }[] = []

  constructor(
    readonly precision: Precision,
    seed: number,
    name: string,
  ) {
    this.arenas = [new Arena(), new Arena()]
    this.wasm = makeWasmKernels(precision, this.arenas[0].memory)
    this.plain = makeReferenceKernels(precision, this.arenas[1].memory)
    this.random = stream(seed, name)
  }

  size(most = 65): number {
    const small = EDGES.filter((n) => n <= most)
    return small[this.random.integer(small.length)]!
  }

  /** The distance between two rows of n. */
  stride(n: number): number {
    return n + [0, 0, 1, 3, 8][this.random.integer(5)]!
  }

  factor(): number {
    return [1, -1, 0.5, 1.25, this.random.normal()][this.random.integer(5)]!
  }

  /** Room for `count` numbers, filled with `draw`, at the same address in both memories. */
  numbers(count: number, draw: (i: number) => number = () => this.random.normal()): number {
    const address = this.arenas[0].allocate(count, this.wasm.bytes)
    if (this.arenas[1].allocate(count, this.wasm.bytes) !== address) throw new Error('the memories went apart')
    for (let i = 0; i < count; i++) {
      this.wasm.view()[address / this.wasm.bytes + i] = draw(i)
      this.plain.view()[address / this.wasm.bytes + i] = this.wasm.view()[address / this.wasm.bytes + i]!
    }
    return address
  }

  integers(values: ArrayLike<number>): number {
    const address = this.arenas[0].allocateInt32(values.length)
    this.arenas[1].allocateInt32(values.length)
    for (const { memory } of this.arenas) new Int32Array(memory.buffer).set(values, address / 4)
    return address
  }

  /** Excludes the numbers from this address on from the comparison. */
  ignore(address: number, count: number): void {
    this.free.push({ address, count })
  }

  both(run: (kernels: Kernels) => void): void {
    run(this.plain)
    run(this.wasm)
  }

  compare(what: string, tolerance = TOLERANCE[this.precision]): void {
    const { bytes } = this.wasm
    // Somewhat beyond the numbers: all of the memory would take most of the test's time.
    const end = this.arenas[0].mark() / bytes + 4096
    const a = this.wasm.view().subarray(0, end)
    const b = this.plain.view().subarray(0, end)
    const skipped = new Set<number>()
    for (const { address, count } of this.free) for (let i = 0; i < count; i++) skipped.add(address / bytes + i)
    let scale = 1
    for (let i = RESERVED / bytes; i < b.length; i++) if (!skipped.has(i)) scale = Math.max(scale, Math.abs(b[i]!))
    for (let i = RESERVED / bytes; i < b.length; i++) {
      if (skipped.has(i) || Object.is(a[i], b[i])) continue
      if (!(Math.abs(a[i]! - b[i]!) <= tolerance * scale)) expect.fail(`${what}: ${a[i]} instead of ${b[i]} at ${i * bytes}`)
    }
  }
}

/** Runs `check` on `rounds` fresh pairs of each precision. */
export function rounds(seed: number, name: string, count: number, check: (pair: Pair) => string): void {
  for (const precision of precisions)
    for (let round = 0; round < count; round++) {
      const pair = new Pair(precision, seed, `${name}/${precision}/${round}`)
      pair.compare(check(pair))
    }
}
