import type { Problem } from '../../base/problem'
import type { Program } from '../../compile/program'
import { nonFinitePlace, unsolved } from '../model/finite'
import type { RidgeTried, DirectLearner } from '../model/learner'
import { loss as lossOf } from '../model/loss'
import type { Model } from '../model/model'
import { CHUNK, countedSteps, type ReadoutSettings } from '../model/readout-settings'
import type { Columns } from './columns'
import { NormalEquations } from './normal'

/**
 * Ridge regression of the projections into linear outputs (Jaeger 2001; Lukoševičius & Jaeger 2009, §8.1). Runs the
 * network once over the training part, with targets in place of outputs that are fed back, and the trained weights at 0
 * so that the fit does not depend on them; leaves out steps of the washout and without target. Of several λ, keeps the
 * one with the least loss on the validation part, the first of equal ones.
 */
export function ridgeReadout(model: Model, program: Program, fits: readonly Columns[], settings: ReadoutSettings): DirectLearner {
  const { network, arena } = model
  const { training } = network
  const kernels = model.exactKernels()
  const equations = fits.map((fit) => new NormalEquations(kernels, arena, fit.count, fit.size, fit.bias !== undefined))
  const rows = fits.map((fit) => ({ x: new Float64Array(fit.count), y: new Float64Array(fit.size) }))

  function take(first: number, end: number): void {
    const { tape } = program
    const view = model.kernels.view()
    const { bytes } = model.kernels
    fits.forEach((fit, f) => {
      const { address, present } = program.targets(fit.output.id)
      const net = program.value(fit.output.net) / bytes
      const { x, y } = rows[f]!
      for (let s = Math.max(first, training.washout - tape.base); s < end; s++) {
        const row = tape.rowStart[s]!
        if (!present[row]) continue
        fit.row(program, row, x)
        for (let i = 0; i < fit.size; i++) y[i] = view[address / bytes + row * fit.size + i]! - view[net + row * fit.size + i]!
        equations[f]!.add(x, y)
      }
    })
  }

  /** Sets the weights to the solution for λ; returns the weighted ½ Σ e² that remains. */
  function apply(lambda: number): number {
    let sum = 0
    fits.forEach((fit, f) => {
      for (const group of fit.groups) {
        const { weights, bias, squared } = equations[f]!.solve(lambda, group.units, group.columns)
        weights.forEach((w, member) => fit.write(group, member, w, bias[member]!))
        sum += 0.5 * fit.output.lossWeight * squared
      }
    })
    program.refresh()
    return sum
  }

  function choose(validate: () => number | null): { readonly ridge: number; readonly tried?: readonly RidgeTried[] } {
    const [first, ...others] = settings.ridge as [number, ...number[]]
    if (others.length === 0) return { ridge: first }
    const tried: RidgeTried[] = []
    let best = first
    let least = Infinity
    for (const lambda of settings.ridge) {
      apply(lambda)
      const validation = validate()
      if (validation === null) continue
      tried.push({ ridge: lambda, validation })
      if (!(validation < least)) continue
      best = lambda
      least = validation
    }
    return { ridge: best, tried }
  }

  return {
    kind: 'direct',
    program,
    passes: 1,
    *pass(sequences, validate) {
      for (const fit of fits) fit.clear()
      const expected = sequences.reduce((sum, { length }) => sum + length, 0)
      for (const system of equations) system.clear(expected)
      program.mode.training = true
      program.mode.forcing = true
      program.refresh()
      let total = 0
      for (const sequence of sequences) {
        program.begin([sequence])
        for (let t = 0; t < sequence.length; ) {
          const count = Math.min(CHUNK, sequence.length - t)
          const first = program.advance(count)
          const range = { firstSequence: 0, endSequence: 1, washout: training.washout }
          const loss = lossOf(program, first, first + count, range, false)
          if (!Number.isFinite(loss)) {
            yield nonFinitePlace(program) satisfies Problem
            return { loss, ridge: settings.ridge[0]! }
          }
          take(first, first + count)
          const steps = countedSteps(t + count, training) - countedSteps(t, training)
          t += count
          total += steps
          if (steps > 0) yield { steps, loss }
        }
      }
      const chosen = choose(validate)
      const left = apply(chosen.ridge)
      for (const system of equations) system.release()
      const odd = fits.find((fit) => !fit.isFinite)
      if (odd) yield unsolved(odd.output.id, chosen.ridge)
      return { loss: total > 0 ? left / total : 0, ...chosen }
    },
    reset: () => undefined,
    state: () => [],
    resume: () => undefined,
  }
}
