import type { Program } from '../../compile/program'
import { lossOf } from '../../kinds/losses'

/** Which rows count: sequences [first, end), and steps from `washout` on. */
export interface LossRange {
  readonly firstSequence: number
  readonly endSequence: number
  readonly washout: number
}

export const everyRow: LossRange = { firstSequence: 0, endSequence: Number.MAX_SAFE_INTEGER, washout: 0 }

/**
 * Σ lossWeight · J over the local steps [first, end) of the tape, in float64; steps without target add nothing. With
 * `inject`, adds ∂J to the adjoints of the values that the loss reads, for `Program.backward`.
 */
export function loss(program: Program, first: number, end: number, range: LossRange, inject: boolean): number {
  const { tape, kernels, network } = program
  const view = kernels.view()
  const { bytes } = kernels
  const start = Math.max(first, range.washout - tape.base)
  let total = 0
  for (const output of network.outputs) {
    const { address, present } = program.targets(output.id)
    const d = address / bytes
    const y = program.value(output.out) / bytes
    const net = program.value(output.net) / bytes
    const { size, lossWeight } = output
    const kind = lossOf(output.loss)
    const adjoint = inject ? program.adjoint(kind.by === 'value' ? output.out : output.net) / bytes : 0
    let sum = 0
    for (let s = start; s < end; s++) {
      const base = tape.rowStart[s]!
      const last = Math.min(tape.rowStart[s + 1]!, base + range.endSequence)
      for (let r = base + range.firstSequence; r < last; r++) {
        if (!present[r]) continue
        const at = r * size
        sum += kind.row(view, size, net + at, y + at, d + at, output)
        if (inject) kind.slope(view, size, lossWeight, y + at, d + at, adjoint + at, output)
      }
    }
    total += lossWeight * sum
  }
  return total
}
