import type { Network } from '../compile/network'
import type { Program } from '../compile/program'
import type { Op, Slot } from '../contract/op'

/** A vector of the state: a value that a memory passes to later steps. */
export interface StatePart {
  readonly node: string
  readonly port: string
  /** Its age: k for the value of k steps before the newest. */
  readonly slot: number
  readonly size: number
  /** Index of its first unit in the state. */
  readonly offset: number
  readonly latch: Op
  /** Where its newest value stands on the tape: what the latch reads, or, where it decays, what it gives; absent where nothing arrives. */
  readonly value: Slot | undefined
}

export interface State {
  readonly size: number
  readonly parts: readonly StatePart[]
}

/**
 * The state s(t) of a network whose time runs forward: by node, in the order of their ids, of a context what arrived in
 * the last `delay` steps, then its value where it decays; of other memories what they keep.
 */
export function stateOf({ lowered }: Network): State {
  const latches = lowered.ops.filter(({ memory }) => memory !== undefined).sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0))
  const parts: StatePart[] = []
  let size = 0
  const add = (part: Omit<StatePart, 'offset' | 'size' | 'node'>): void => {
    const n = part.latch.writes.size
    parts.push({ node: part.latch.node, offset: size, size: n, ...part })
    size += n
  }
  for (const latch of latches) {
    const { source, delay, decay } = latch.memory!
    const port = source?.name ?? 'in'
    for (let slot = 0; slot < delay; slot++) add({ port, slot, latch, value: source })
    if (decay !== 0) add({ port: latch.writes.name, slot: 0, latch, value: latch.writes })
  }
  return { size, parts }
}

/** Whether a part holds the latch's own last value. */
export const isKept = ({ value, latch }: StatePart): boolean => value === latch.writes

/** Reads the state after local step `s` of the only sequence on the tape; it is 0 before the first step. */
export function readState(program: Program, { parts, size }: State, s: number, into = new Float64Array(size)): Float64Array {
  const view = program.kernels.view()
  for (const part of parts) {
    const from = s - part.slot
    for (let i = 0; i < part.size; i++) into[part.offset + i] = part.value && from >= 0 ? view[at(program, part.value, from) + i]! : 0
  }
  return into
}

/** Writes a state to the tape as that of local step `s`. */
export function writeState(program: Program, { parts }: State, s: number, values: ArrayLike<number>): void {
  const view = program.kernels.view()
  for (const { value, slot, size, offset } of parts) {
    if (!value) continue
    for (let i = 0; i < size; i++) view[at(program, value, s - slot) + i] = values[offset + i]!
  }
}

const at = (program: Program, slot: Slot, s: number): number => program.value(slot) / program.kernels.bytes + program.tape.rowStart[s]! * slot.size
