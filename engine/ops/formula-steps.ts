import type { Binding } from '../contract/op'
import type { Outer } from '../formula/graph'
import type { Operand, Program } from '../formula/program'
import { ADDED, PLACE, stepNumber, STEP_WORDS } from '../formula/steps'
import { SCRATCH_BYTES } from '../kernels/types'

/** Bytes of registers and rows per block, so that they fit the first-level cache. */
const BLOCK_BYTES = 16 * 1024
/** Approximate number of rows besides the registers. */
const ROWS = 4
const MOST_IN_BLOCK = 1024
/** Alignment of registers, in numbers. */
const ALIGNED = 16

/** The address of an operand outside the registers: with a row for every row of the tape, or for a single one. */
export type Placed = { readonly address: number; readonly rows: boolean }

/** Runs `count` numbers of rows, the first of which is `row` bytes after the first rows of the slots. */
export type RunSteps = (count: number, row: number) => void

/** Numbers per block and per register; undefined if the memory of a thread cannot hold a row. */
export function blockOf(registers: number, n: number, wholeRows: boolean, bytes: number): { readonly block: number; readonly stride: number } | undefined {
  const fits = registers === 0 ? MOST_IN_BLOCK : Math.floor(SCRATCH_BYTES / (registers * bytes)) - (ALIGNED - 1)
  const wanted = Math.min(MOST_IN_BLOCK, Math.floor(BLOCK_BYTES / ((registers + ROWS) * bytes)))
  if (!wholeRows) {
    const block = Math.floor(Math.min(fits, Math.max(wanted, ALIGNED)) / ALIGNED) * ALIGNED
    return block > 0 ? { block, stride: block } : undefined
  }
  const rows = Math.floor(Math.min(fits, Math.max(wanted, n)) / n)
  return rows > 0 ? { block: rows * n, stride: aligned(rows * n) } : undefined
}

const aligned = (n: number): number => Math.ceil(n / ALIGNED) * ALIGNED

/** Writes a program to memory, and returns the function that runs it. `wholeRows`: some of its steps need all units of a row. */
export function bindProgram(
  { kernels, constants, scratch }: Binding,
  { lines, registers }: Program,
  n: number,
  wholeRows: boolean,
  placed: (outer: Outer) => Placed,
): RunSteps {
  const { bytes } = kernels
  const own = blockOf(registers, n, wholeRows, bytes)
  const { block, stride } = own ?? { block: n, stride: aligned(n) }
  const memory = own ? 0 : scratch(registers * stride)
  const numbers = new Map<number, number>()
  const numberAt = (value: number): number => {
    let address = numbers.get(value)
    if (address === undefined) {
      // As many as a vector of the kernels holds.
      const count = 16 / bytes
      address = scratch(count)
      kernels.fill(count, address, value)
      numbers.set(value, address)
    }
    return address
  }
  const at = (operand: Operand): readonly [address: number, place: number] => {
    if ('register' in operand) return [operand.register * stride * bytes, PLACE.register]
    if ('number' in operand) return [numberAt(operand.number), PLACE.number]
    const { address, rows } = placed(operand.outer)
    return [address, rows ? PLACE.row : PLACE.buffer]
  }
  const words = lines.flatMap(({ of, to, from, adds }) => {
    const places = [to, ...from].map(at)
    const addresses = Array.from({ length: 4 }, (_, i) => places[i]?.[0] ?? 0)
    return [stepNumber(of), ...addresses, places.reduce((sum, [, place], i) => sum | (place << (2 * i)), adds ? ADDED : 0)]
  })
  if (words.length !== lines.length * STEP_WORDS) throw new Error('a step has other words than kernels read')
  const program = constants(words)
  const steps = lines.length
  return (count, row) => kernels.formula(program, steps, memory, block, count, n, row)
}
