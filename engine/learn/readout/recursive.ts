import { nodeOf } from '../../document/ends'
import type { Problem } from '../../base/problem'
import type { Kernels } from '../../kernels/types'
import type { Program } from '../../compile/program'
import { nonFinitePlace, nonFiniteValue, windUp } from '../model/finite'
import type { DirectLearner } from '../model/learner'
import type { Model } from '../model/model'
import { CHUNK, countedSteps, type ReadoutSettings } from '../model/readout-settings'
import type { Columns, UnitGroup } from './columns'

/** λ = 0 would start from an infinite P. */
const SMALLEST_RIDGE = 1e-12

/** P starts at 1/λ and shrinks with every row; beyond this multiple it has diverged. */
const BEYOND = 1e6

/** P = (Σ z zᵀ + λ1)⁻¹ of one set of columns, with the weights of the units that share it. */
class Filter {
  /** Number of columns, plus a column of ones for the bias. */
  private readonly k: number
  private readonly z: number
  private readonly p: number
  private readonly inverse: number
  readonly weights: readonly Float64Array[]
  /** Whether P stopped being a valid covariance matrix; the weights are then frozen. */
  broken = false

  constructor(
    private readonly kernels: Kernels,
    allocate: (elements: number) => number,
    private readonly fit: Columns,
    readonly group: UnitGroup,
  ) {
    this.k = (group.columns?.length ?? fit.count) + (fit.bias === undefined ? 0 : 1)
    this.z = allocate(this.k)
    this.p = allocate(this.k)
    this.inverse = allocate(this.k * this.k)
    this.weights = group.units.map(() => new Float64Array(this.k))
  }

  clear(ridge: number): void {
    const { kernels, k } = this
    kernels.fill(k * k, this.inverse, 0)
    const m = kernels.view()
    for (let i = 0; i < k; i++) m[this.inverse / 8 + i * k + i] = 1 / Math.max(ridge, SMALLEST_RIDGE)
    for (const w of this.weights) w.fill(0)
    this.broken = false
  }

  /** Whether P has grown far beyond its start, which only forgetting or rounding can cause. */
  hasDiverged(ridge: number): boolean {
    const { k } = this
    const m = this.kernels.view()
    const most = BEYOND / Math.max(ridge, SMALLEST_RIDGE)
    for (let i = 0; i < k; i++) if (!(Math.abs(m[this.inverse / 8 + i * k + i]!) < most)) return true
    return false
  }

  /**
   * Processes one row: P ← (P − p pᵀ/q)/φ with p = P z, q = φ + zᵀp, and w ← w + e p/q; returns Σ e² before the update.
   */
  update(x: Float64Array, error: (unit: number, weights: Float64Array, z: Float64Array) => number, forgetting: number): number {
    const { kernels, k, group } = this
    const m = kernels.view() as Float64Array
    const from = this.z / 8
    const { columns } = group
    const n = columns?.length ?? this.fit.count
    for (let c = 0; c < n; c++) m[from + c] = x[columns ? columns[c]! : c]!
    if (n < k) m[from + n] = 1
    const z = m.subarray(from, from + k)
    kernels.fill(k, this.p, 0)
    kernels.gemm(1, k, k, this.z, k, 1, this.inverse, k, this.p, k, 1)
    const at = this.p / 8
    let q = forgetting
    for (let c = 0; c < k; c++) q += z[c]! * m[at + c]!
    if (!(q > 0 && q < Infinity)) {
      this.broken = true
      return 0
    }
    let squared = 0
    group.units.forEach((unit, member) => {
      const w = this.weights[member]!
      const e = error(unit, w, z)
      squared += e * e
      for (let c = 0; c < k; c++) w[c]! += (e / q) * m[at + c]!
    })
    // Scale first, so that the product, and hence P, is exactly symmetric.
    kernels.scale(k, this.p, 1 / Math.sqrt(q))
    kernels.gemm(k, k, 1, this.p, 1, k, this.p, k, this.inverse, k, -1)
    if (forgetting !== 1) kernels.scale(k * k, this.inverse, 1 / forgetting)
    return squared
  }

  write(): void {
    const { fit, group, k } = this
    this.weights.forEach((w, member) => fit.write(group, member, w, fit.bias === undefined ? 0 : w[k - 1]!))
  }

  state(): Float64Array[] {
    const at = this.inverse / 8
    return [Float64Array.from(this.kernels.view().subarray(at, at + this.k * this.k)), ...this.weights.map((w) => Float64Array.from(w))]
  }

  resume(state: readonly Float64Array[]): void {
    this.kernels.view().set(state[0]!, this.inverse / 8)
    this.weights.forEach((w, i) => w.set(state[i + 1]!))
  }
}

/**
 * Recursive least squares for the projections into linear outputs, with an update every step: FORCE learning if outputs
 * are fed back (Sussillo & Abbott 2009), Jaeger & Haas 2004 with teacher forcing. Weights start at 0 and P at 1/λ, so
 * that with forgetting factor φ = 1 a pass ends at the ridge solution, except that the bias is penalized like any
 * weight. With φ < 1 an error counts φᵏ after k steps.
 */
export function recursiveReadout(model: Model, program: Program, fits: readonly Columns[], settings: ReadoutSettings): DirectLearner {
  const { network, arena } = model
  const { training } = network
  const kernels = model.exactKernels()
  const filters = fits.map((fit) => fit.groups.map((group) => new Filter(kernels, (n) => arena.allocate(Math.max(1, n), 8), fit, group)))
  const rows = fits.map((fit) => new Float64Array(fit.count))
  const all = filters.flat()
  const ridge = settings.ridge[0]!
  // If the network reads an output, the next step must use the updated weights.
  const fedBack = Object.values(network.document.edges).some((e) => fits.some((f) => nodeOf(e.from) === f.output.id))
  const stepwise = fedBack || fits.some((f) => f.mixed)
  let fresh = true

  function restart(): void {
    fresh = false
    for (const filter of all) filter.clear(ridge)
    for (const fit of fits) fit.clear()
  }

  /** Processes one row of the tape; returns the weighted ½ Σ e² before the update. */
  function take(row: number): number {
    const { bytes } = model.kernels
    let sum = 0
    fits.forEach((fit, f) => {
      const { address, present } = program.targets(fit.output.id)
      if (!present[row]) return
      const x = rows[f]!
      fit.row(program, row, x)
      const view = model.kernels.view()
      const target = address / bytes + row * fit.size
      const net = program.value(fit.output.net) / bytes + row * fit.size
      const error = (unit: number, w: Float64Array, z: Float64Array): number => {
        if (stepwise) return view[target + unit]! - view[net + unit]!
        let y = 0
        for (let c = 0; c < w.length; c++) y += w[c]! * z[c]!
        return view[target + unit]! - y
      }
      let squared = 0
      for (const filter of filters[f]!) squared += filter.update(x, error, settings.forgetting)
      sum += 0.5 * fit.output.lossWeight * squared
    })
    return sum
  }

  /** Returns the problem that explains which value diverged at step t: P, an input of the readout, or an error. */
  function failure(t: number): Problem {
    const of = (wrong: (filter: Filter) => boolean): Problem | undefined => {
      const f = filters.findIndex((group) => group.some(wrong))
      return f >= 0 ? windUp(fits[f]!.output.id, t, settings.forgetting, ridge) : undefined
    }
    return of((filter) => filter.hasDiverged(ridge)) ?? nonFiniteValue(program) ?? of((filter) => filter.broken) ?? nonFinitePlace(program)
  }

  return {
    kind: 'direct',
    program,
    passes: null,
    *pass(sequences) {
      if (fresh) restart()
      program.mode.training = true
      program.mode.forcing = true
      program.refresh()
      let total = 0
      let sum = 0
      for (const sequence of sequences) {
        program.begin([sequence])
        for (let t = 0; t < sequence.length; ) {
          const end = Math.min(t + CHUNK, sequence.length)
          const steps = countedSteps(end, training) - countedSteps(t, training)
          let loss = 0
          while (t < end) {
            const count = stepwise ? 1 : end - t
            const first = program.advance(count)
            for (let s = Math.max(first, training.washout - program.tape.base); s < first + count; s++) loss += take(program.tape.rowStart[s]!)
            t += count
            if (!Number.isFinite(loss) || all.some((filter) => filter.broken)) break
            for (const filter of all) filter.write()
            program.refresh()
          }
          if (!Number.isFinite(loss) || all.some((filter) => filter.broken)) {
            yield failure(t - 1)
            return { loss, ridge }
          }
          total += steps
          sum += loss
          if (steps > 0) yield { steps, loss }
        }
      }
      return { loss: total > 0 ? sum / total : 0, ridge }
    },
    reset() {
      fresh = true
    },
    state: () => [Float64Array.of(fresh ? 1 : 0), ...all.flatMap((filter) => filter.state())],
    resume(state) {
      fresh = state[0]![0] === 1
      let at = 1
      for (const filter of all) {
        const length = 1 + filter.weights.length
        filter.resume(state.slice(at, at + length))
        at += length
      }
    },
  }
}
