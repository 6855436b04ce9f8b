import type { Direction } from '../document/types'
import type { Op, ParameterRef, Slot } from '../contract/op'

export interface LatchSpec {
  readonly node: string
  /** u; undefined if nothing arrives: zeros. */
  readonly source: Slot | undefined
  readonly target: Slot
  readonly delay: number
  readonly decay: number
  /** A constant for every unit, or a trained vector. */
  readonly initial: number | ParameterRef
  readonly direction: Direction
  /** Whether the source is a constant. */
  readonly constant?: boolean
}

/**
 * out(t) = decay · out(t−1) + u(t−delay) for t ≥ delay, out(t) = initial before. The only op with memory (the copy of
 * Elman 1990, the decaying copy of Jordan 1986, the tapped delay). `backward` reverses time.
 */
export function latch({ node, source, target, delay, decay, initial, direction, constant }: LatchSpec): Op {
  const backwardInTime = direction === 'backward'
  const trained = typeof initial === 'object' ? initial : undefined
  return {
    kind: 'latch',
    node,
    reads: [],
    latched: [...(source ? [{ slot: source, delay }] : []), ...(decay === 0 ? [] : [{ slot: target, delay: 1 }])],
    writes: target,
    accumulates: false,
    parameters: trained ? [trained] : [],
    backwardInTime,
    memory: {
      ...(source ? { source } : {}),
      delay,
      decay,
      ...(trained ? { initial: trained } : {}),
      start: typeof initial === 'number' ? initial : 0,
      ...(constant ? { constant } : {}),
    },
    bind({ kernels, tape, value, adjoint, weights, gradient, scratch }) {
      const { rowStart } = tape
      const n = target.size
      const row = n * kernels.bytes
      const u = source ? value(source) : -1
      const du = source ? adjoint(source) : -1
      const out = value(target)
      const dout = adjoint(target)
      const start = trained ? weights(trained) : scratch(n)
      const dstart = trained ? gradient(trained) : -1
      if (typeof initial === 'number') kernels.fill(n, start, initial)

      /** Returns the rows of step s whose source lies `delay` steps away within the sequences; the others take `initial`. */
      const reaching = (s: number): number => {
        const rows = rowStart[s + 1]! - rowStart[s]!
        if (!backwardInTime) return tape.lead + tape.base + s >= delay ? rows : 0
        const from = s + delay
        return from < tape.steps ? rowStart[from + 1]! - rowStart[from]! : 0
      }
      const step = backwardInTime ? 1 : -1

      function forwardStep(s: number): void {
        const first = tape.from(s, s + 1)
        const rows = tape.count(s, s + 1)
        const sequence = first - rowStart[s]!
        const live = Math.min(rows, Math.max(0, reaching(s) - sequence))
        if (live > 0) {
          const at = out + first * row
          if (u < 0) kernels.fill(live * n, at, 0)
          else kernels.copy(live * n, u + (rowStart[s + step * delay]! + sequence) * row, at)
          if (decay !== 0) kernels.axpy(live, n, decay, out + (rowStart[s + step]! + sequence) * row, n, at, n)
        }
        if (live < rows) kernels.broadcastRows(rows - live, n, start, out + (first + live) * row, n)
      }

      function backwardStep(s: number): void {
        const first = tape.from(s, s + 1)
        const sequence = first - rowStart[s]!
        const live = Math.min(tape.count(s, s + 1), reaching(s) - sequence)
        if (live <= 0) return
        const at = dout + first * row
        const from = s + step * delay
        const before = s + step
        if (u >= 0 && from >= tape.windowStart) kernels.axpy(live, n, 1, at, n, du + (rowStart[from]! + sequence) * row, n)
        if (decay !== 0 && before >= tape.windowStart) kernels.axpy(live, n, decay, at, n, dout + (rowStart[before]! + sequence) * row, n)
      }

      return {
        forward(first, end) {
          if (backwardInTime) for (let s = end - 1; s >= first; s--) forwardStep(s)
          else for (let s = first; s < end; s++) forwardStep(s)
        },
        backward(first, end) {
          if (backwardInTime) for (let s = first; s < end; s++) backwardStep(s)
          else for (let s = end - 1; s >= first; s--) backwardStep(s)
        },
        ...(dstart < 0
          ? {}
          : {
              gradient(first: number, end: number) {
                const unit = tape.unitFrom(n)
                const at = unit * kernels.bytes
                for (let s = first; s < end; s++) {
                  const rows = rowStart[s + 1]! - rowStart[s]!
                  const live = reaching(s)
                  if (live < rows) kernels.sumRows(rows - live, tape.unitEnd(n) - unit, dout + (rowStart[s]! + live) * row + at, n, dstart + at)
                }
              },
            }),
      }
    },
  }
}
