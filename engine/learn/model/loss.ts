import type { Output } from '../../compile/network'
import type { Program } from '../../compile/program'

/** ln(1 + eˣ) without overflow. */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))

/**
 * Loss of one row from its net input and its value, in a form that stays finite: squared error ½ Σ (d−y)²; cross-entropy
 * −Σ d ln y with softmax and −Σ [d ln y + (1−d) ln(1−y)] with logistic.
 */
function rowLoss(
  output: Output, view: Float32Array | Float64Array, net: number, y: number, d: number,
): number {
  const n = output.size
  let loss = 0
  if (output.loss === 'squared-error') {
    for (let i = 0; i < n; i++) {
      const e = view[d + i]! - view[y + i]!
      loss += e * e
    }
    return 0.5 * loss
  }
  if (output.activation === 'logistic') {
    for (let i = 0; i < n; i++) loss += softplus(view[net + i]!) - view[d + i]! * view[net + i]!
    return loss
  }
  let most = -Infinity
  for (let i = 0; i < n; i++) most = Math.max(most, view[net + i]!)
  let sum = 0
  for (let i = 0; i < n; i++) sum += Math.exp(view[net + i]! - most)
  const log = most + Math.log(sum)
  for (let i = 0; i < n; i++) loss += view[d + i]! * (log - view[net + i]!)
  return loss
}

/** Adds ∂J/∂y or, for cross-entropy, ∂J/∂net to the adjoints of one row. */
function injectRow(
  output: Output, view: Float32Array | Float64Array, y: number, d: number, dy: number, dnet: number,
): void {
  const n = output.size
  const w = output.lossWeight
  if (output.loss === 'squared-error') {
    for (let i = 0; i < n; i++) view[dy + i]! += w * (view[y + i]! - view[d + i]!)
    return
  }
  if (output.activation === 'logistic') {
    for (let i = 0; i < n; i++) view[dnet + i]! += w * (view[y + i]! - view[d + i]!)
    return
  }
  let total = 0
  for (let i = 0; i < n; i++) total += view[d + i]!
  for (let i = 0; i < n; i++) view[dnet + i]! += w * (view[y + i]! * total - view[d + i]!)
}

/** Which rows of a step count: sequences [first, end), and steps from `washout` on. */
export interface LossRange {
  readonly firstSequence: number
  readonly endSequence: number
  readonly washout: number
}

export const everyRow: LossRange = { firstSequence: 0, endSequence: Number.MAX_SAFE_INTEGER, washout: 0 }

/**
 * Σ lossWeight · J over the local steps [first, end) of the tape, in float64; steps without a target add nothing.
 * With `inject`, the adjoints of what the loss reads are added to, which `Program.backward` then carries back.
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
    const dy = inject ? program.adjoint(output.out) / bytes : 0
    const dnet = inject ? program.adjoint(output.net) / bytes : 0
    let sum = 0
    for (let s = start; s < end; s++) {
      const base = tape.rowStart[s]!
      const last = Math.min(tape.rowStart[s + 1]!, base + range.endSequence)
      for (let r = base + range.firstSequence; r < last; r++) {
        if (!present[r]) continue
        const at = r * output.size
        sum += rowLoss(output, view, net + at, y + at, d + at)
        if (inject) injectRow(output, view, y + at, d + at, dy + at, dnet + at)
      }
    }
    total += output.lossWeight * sum
  }
  return total
}
