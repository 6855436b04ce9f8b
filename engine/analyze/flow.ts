import type { Output } from '../compile/network'
import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import { everyRow, loss } from '../learn/model/loss'

/** Losses of more steps than these are sampled. */
const SAMPLES = 256

export interface Flow {
  /** By port: √ mean over t of ‖∂J(t)/∂value(t−ℓ)‖² for ℓ = 0, 1, …; null where no step has it. */
  readonly flow: Readonly<Record<string, readonly (number | null)[]>>
  /** Steps with a target, and how many of them were taken. */
  readonly judged: { readonly of: number; readonly taken: number }
}

/** The ports whose gradients are told: `out` of every node, and `state` of cells. */
const flowPorts = (program: Program): [string, Slot][] => [...program.network.lowered.ports].filter(([, { name }]) => name === 'out' || name === 'state')

/**
 * How far errors reach back: the gradient of the loss of each step alone with respect to what every port gave ℓ steps
 * before, through the drawn graph and time (Hochreiter 1991; Bengio, Simard & Frasconi 1994). The tape holds a whole
 * sequence that was run; `first` ≤ t < `end`. What a context gives before its first copy arrives is a constant and has
 * none, unless it is trained.
 */
export function flow(program: Program, lags: number, first: number, end: number): Flow {
  const { network, tape, kernels } = program
  const ports = flowPorts(program)
  const sums = ports.map(() => new Float64Array(lags))
  const constant = ports.map(([, slot]) => constantAt(program, slot))
  const counts = new Int32Array(lags)
  const targets = network.outputs.map(({ id }) => program.targets(id).present)
  const all = Array.from({ length: end - first }, (_, i) => first + i).filter((t) => targets.some((present) => present[tape.rowStart[t]!]))
  const taken = all.length <= SAMPLES ? all : Array.from({ length: SAMPLES }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / SAMPLES)]!)
  for (const t of taken) {
    const oldest = Math.max(0, t - lags + 1)
    // Where time runs backward the step depends on all that come after it.
    const [from, to] = network.backwardInTime ? [0, tape.steps] : [oldest, t + 1]
    program.clearAdjoints(from, to)
    loss(program, t, t + 1, everyRow, true)
    program.backward(from, to)
    for (const output of network.outputs) addDirect(program, output, t)
    const view = kernels.view()
    for (let l = 0; t - l >= oldest; l++) {
      counts[l]!++
      ports.forEach(([, slot], p) => {
        if (constant[p]!(t - l)) return
        const at = program.adjoint(slot) / kernels.bytes + tape.rowStart[t - l]! * slot.size
        for (let i = 0; i < slot.size; i++) sums[p]![l]! += view[at + i]! ** 2
      })
    }
  }
  const told = (sum: number, count: number): number | null => (count === 0 || !Number.isFinite(sum) ? null : Math.sqrt(sum / count))
  return {
    flow: Object.fromEntries(ports.map(([name], p) => [name, Array.from(sums[p]!, (sum, l) => told(sum, counts[l]!))])),
    judged: { of: all.length, taken: taken.length },
  }
}

/** Whether a port gives a fixed initial value at a step. */
function constantAt({ network, tape }: Program, slot: Slot): (t: number) => boolean {
  const latch = network.lowered.ops.find(({ writes, memory }) => writes === slot && memory !== undefined)
  if (!latch || latch.memory!.initial) return () => false
  const { delay } = latch.memory!
  return latch.backwardInTime ? (t) => t + delay >= tape.steps : (t) => t < delay
}

/** Adds ∂J/∂y to the adjoint of an output whose error enters at its net input: cross-entropy. */
function addDirect(program: Program, { id, out, size, loss: kind, activation, lossWeight }: Output, t: number): void {
  if (kind === 'squared-error') return
  const { kernels, tape } = program
  const row = tape.rowStart[t]!
  const { address, present } = program.targets(id)
  if (!present[row]) return
  const view = kernels.view()
  const [d, y, dy] = [address, program.value(out), program.adjoint(out)].map((base) => base / kernels.bytes + row * size) as [number, number, number]
  for (let i = 0; i < size; i++) {
    const value = view[y + i]!
    const target = view[d + i]!
    const slope = activation === 'logistic' ? (value - target) / (value * (1 - value)) : target === 0 ? 0 : -target / value
    view[dy + i]! += lossWeight * slope
  }
}
