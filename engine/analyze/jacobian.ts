import type { Program } from '../compile/program'
import type { Op } from '../contract/op'
import { shareOf, type State } from './state'

interface Move {
  readonly op: Op
  readonly from: readonly number[]
  readonly to: number
}

/**
 * Computes J(t) = ∂s(t)/∂s(t−1) by forward mode: each unit of s(t−1) is a direction, which latches pass into the step and
 * ops propagate through it. Requires a single sequence, float64, steps t ≥ the longest delay, and a network whose copies
 * are computed (`apart`).
 */
export class StepJacobian {
  private readonly moves: readonly Move[]
  /** Address of the directions of each slot, one row of the slot's size per direction; absent if the slot does not depend on the state. */
  private readonly places = new Map<number, number>()

  constructor(
    private readonly program: Program,
    private readonly state: State,
    allocate: (numbers: number) => number,
  ) {
    const { network } = program
    const moves: Move[] = []
    const place = (slot: { readonly index: number; readonly size: number }): number => {
      let address = this.places.get(slot.index)
      if (address === undefined) this.places.set(slot.index, (address = allocate(state.size * slot.size)))
      return address
    }
    for (const { ops } of network.opOrder.groups)
      for (const op of ops) {
        if (op.memory && !op.memory.constant) place(op.writes)
      }
    for (const { ops } of network.opOrder.groups)
      for (const op of ops) {
        const from = op.reads.map(({ index }) => this.places.get(index) ?? -1)
        if (op.memory || from.every((address) => address < 0)) continue
        moves.push({ op, from, to: place(op.writes) })
      }
    this.moves = moves
  }

  /** J at a local step of the tape, row-major, in rows of s(t). */
  at(s: number, into = new Float64Array(this.state.size ** 2)): Float64Array {
    const {
      program,
      state: { size: n, parts },
    } = this
    const { kernels, network, bound } = program
    const { bytes } = kernels
    const view = (): Float32Array | Float64Array => kernels.view()
    for (const { index, size } of network.lowered.slots) {
      const address = this.places.get(index)
      if (address !== undefined) kernels.fill(n * size, address, 0)
    }
    // out(t) = decay · out(t−1) + u(t−delay): the latch reads the oldest of the stored values now.
    for (const part of parts)
      for (const latch of part.latches) {
        const share = shareOf(part, latch)
        if (share === 0) continue
        const to = this.places.get(latch.writes.index)! / bytes
        for (let i = 0; i < part.size; i++) view()[to + (part.offset + i) * part.size + i]! += share
      }
    const row = program.tape.rowStart[s]!
    for (const { op, from, to } of this.moves) {
      const { tangent } = bound.get(op)!
      if (!tangent) throw new Error(`${op.kind} has no forward mode`)
      tangent(row, n, from, to)
    }
    into.fill(0)
    const numbers = view()
    for (const part of parts) {
      // The other stored values shift by one slot.
      if (part.slot > 0) {
        for (let i = 0; i < part.size; i++) into[(part.offset + i) * n + part.offset - part.size + i] = 1
        continue
      }
      const address = part.value && this.places.get(part.value.index)
      if (address === undefined) continue
      for (let j = 0; j < n; j++) for (let i = 0; i < part.size; i++) into[(part.offset + i) * n + j] = numbers[address / bytes + j * part.size + i]!
    }
    return into
  }
}
