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
  /** The latches that read it; several where a node needs its last value more than once. */
  readonly latches: readonly Op[]
  /** The slot with its newest value: the latch's source, or for a decaying part the latch's output; absent without a source. */
  readonly value: Slot | undefined
}

export interface State {
  readonly size: number
  readonly parts: readonly StatePart[]
}

/**
 * Returns the layout of the state s(t) of a network whose time runs forward, by node in the order of ids: for a context,
 * the values that arrived in the last `delay` steps and, if it decays, its own value; for other memories, their value.
 */
export function stateOf({ lowered }: Network): State {
  const arrives = ({ memory }: Op): number => Number((memory!.source?.name ?? 'in') !== 'in')
  const latches = lowered.ops
    .filter(({ memory }) => memory && !memory.constant)
    .sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : arrives(a) - arrives(b)))
  const found: (Omit<StatePart, 'offset' | 'latches'> & { readonly latches: Op[] })[] = []
  const add = (port: string, slot: number, latch: Op, value: Slot | undefined): void => {
    const known = value && found.find((part) => part.value === value && part.slot === slot)
    if (known) known.latches.push(latch)
    else found.push({ node: latch.node, port, slot, size: latch.writes.size, latches: [latch], value })
  }
  for (const latch of latches) {
    const { source, delay, decay } = latch.memory!
    const port = source?.name ?? 'in'
    for (let slot = 0; slot < delay; slot++) add(port, slot, latch, source)
    if (decay !== 0) add(latch.writes.name, 0, latch, latch.writes)
  }
  let size = 0
  const parts = found.map((part): StatePart => ({ ...part, offset: (size += part.size) - part.size }))
  return { size, parts }
}

/** The factor with which a latch reads a part of the state at the next step. */
export const shareOf = ({ slot, value }: StatePart, { memory, writes }: Op): number => (value === writes ? memory!.decay : slot === memory!.delay - 1 ? 1 : 0)

/** Reads the state after local step `s` of the only sequence on the tape; values from before the first step are initial. */
export function readState(program: Program, { parts, size }: State, s: number, into = new Float64Array(size)): Float64Array {
  const view = program.kernels.view()
  for (const part of parts) {
    const from = s - part.slot
    const { initial, start } = part.latches[0]!.memory!
    const before = from < 0 && initial ? program.store.read(initial.name) : undefined
    for (let i = 0; i < part.size; i++) into[part.offset + i] = from < 0 ? (before?.[i] ?? start) : part.value ? view[at(program, part.value, from) + i]! : 0
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
