import type { Program } from '../../compile/program'
import type { Sequence } from '../../data/types'
import { horizonOf } from '../bptt/bptt'
import { everyRow, loss } from '../model/loss'
import type { Model } from '../model/model'

/** Steps of a sequence whose errors are used together: local steps [from, end), the number after the washout, and their loss. */
interface Stretch {
  readonly from: number
  readonly end: number
  readonly steps: number
  readonly loss: number
}

/**
 * Rows of the Jacobian of the outputs by the trained numbers, one back-propagation for each unit of an output and each
 * step: ∂(√λ y_k(t))/∂w through the steps t … t−h+1, with the error √λ (d_k(t) − y_k(t)), λ the weight of the loss.
 */
export class Jacobian {
  private readonly row: Float64Array
  private readonly horizon: number | null
  private readonly recompute: boolean
  /** Steps after which errors are used; null: the whole sequence. */
  private readonly every: number | null

  constructor(
    private readonly model: Model,
    readonly program: Program,
    private readonly positions: Int32Array,
  ) {
    const { horizon, every, recompute } = horizonOf(model.network.training.algorithm)
    this.horizon = horizon
    this.recompute = recompute && horizon !== null
    this.every = program.network.backwardInTime ? null : (every ?? (horizon === null ? null : 1))
    this.row = new Float64Array(positions.length)
  }

  /** Runs a sequence as in training; yields each stretch of steps whose errors are used together. */
  *run(sequence: Sequence): Generator<Stretch, void, void> {
    const { program } = this
    const { washout } = this.model.network.training
    program.mode.training = true
    program.mode.forcing = true
    program.refresh()
    program.begin([sequence])
    for (let t = 0; t < sequence.length; ) {
      const count = Math.min(this.every ?? sequence.length, sequence.length - t)
      const from = program.advance(count)
      const end = from + count
      t += count
      const steps = Math.max(0, t - Math.max(washout, t - count))
      yield { from, end, steps, loss: loss(program, from, end, { ...everyRow, washout }, false) }
    }
  }

  /** Calls `take` with each error of local steps [from, end) and its row, which is valid until the next call. */
  each(from: number, end: number, take: (error: number, row: Float64Array) => void): void {
    const {
      program,
      horizon,
      model: { kernels, network },
    } = this
    const { tape } = program
    const { bytes } = kernels
    if (this.recompute) program.recompute(Math.max(0, end - horizon!), end)
    for (let s = Math.max(from, network.training.washout - tape.base); s < end; s++) {
      const r = tape.rowStart[s]!
      for (const { id, size, out, lossWeight } of network.outputs) {
        const { address, present } = program.targets(id)
        if (!present[r] || lossWeight === 0) continue
        const root = Math.sqrt(lossWeight)
        for (let k = 0; k < size; k++) {
          const view = kernels.view()
          const at = r * size + k
          const error = root * (view[address / bytes + at]! - view[program.value(out) / bytes + at]!)
          this.back(s, program.adjoint(out) / bytes + at, root)
          take(error, this.row)
        }
      }
    }
  }

  /** Computes the row of the value at local step s whose adjoint has the element offset `at`. */
  private back(s: number, at: number, seed: number): void {
    const {
      program,
      horizon,
      positions,
      row,
      model: { kernels, store },
    } = this
    const end = program.network.backwardInTime ? program.tape.steps : s + 1
    const start = horizon === null ? 0 : Math.max(0, s + 1 - horizon)
    program.clearAdjoints(start, end)
    const view = kernels.view()
    view[at] = seed
    kernels.fill(store.trainable, store.gradients, 0)
    program.backward(start, end)
    store.fold()
    const first = store.gradients / kernels.bytes
    for (let i = 0; i < row.length; i++) row[i] = view[first + positions[i]!]!
  }
}
