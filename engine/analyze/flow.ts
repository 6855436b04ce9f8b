import type { Network } from '../compile/network'
import type { Output } from '../compile/output'
import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import { lossOf } from '../kinds/losses'
import { everyRow, loss } from '../learn/model/loss'
import type { Pieces } from '../base/resumable'

/** Number of steps above which a sample of their losses is used. */
const SAMPLES = 256
/** Units times steps of back-propagation per piece of work. */
const PIECE = 1 << 17

export interface Flow {
  /** By port: √ mean over t of ‖∂J(t)/∂value(t−ℓ)‖² for ℓ = 0, 1, …; null if no step has that lag. */
  readonly flow: Readonly<Record<string, readonly (number | null)[]>>
  /** By trainable parameter: √ mean over t of ‖∂J(t)/∂W‖² through the last `lags` steps; null if no step has a target. */
  readonly parameters: Readonly<Record<string, number | null>>
  /** By trainable parameter, on request: √ mean over t of the squared norm of the part of ∂J(t)/∂W from its use at step t−ℓ, for ℓ = 0, 1, …; null if no step has that lag. */
  readonly parameterLags?: Readonly<Record<string, readonly (number | null)[]>>
  /** Number of steps with a target, and of those that were used. */
  readonly judged: { readonly of: number; readonly taken: number }
}

/** The ports whose gradients are reported: `out` of every node, and `state` of cells. */
export const flowPorts = (network: Network): [string, Slot][] => [...network.lowered.ports].filter(([, { name }]) => name === 'out' || name === 'state')

/**
 * Measures how far errors reach back: the gradient of the loss of each single step with respect to the value of every port
 * ℓ steps before, through the drawn graph and time (Hochreiter 1991; Bengio, Simard & Frasconi 1994). The tape must hold a
 * whole completed sequence; uses the losses of steps first ≤ t < end. The initial value of a context is a constant without
 * gradient, unless it is trained.
 *
 * @param samples most steps t to use, evenly spread.
 * @param byLag whether to split the gradients of parameters by lag; not if time runs backward.
 */
export function* flow(program: Program, lags: number, first: number, end: number, samples = SAMPLES, byLag = false): Pieces<Flow> {
  const { network, tape, kernels, store } = program
  const ports = flowPorts(network)
  const sums = ports.map(() => new Float64Array(lags))
  const constant = ports.map(([, slot]) => constantAt(program, slot))
  const counts = new Int32Array(lags)
  const parameters = store.declarations.filter(({ trainable }) => trainable).map(({ name }) => ({ name, sum: 0 }))
  const targets = network.outputs.map(({ id }) => program.targets(id).present)
  const all = Array.from({ length: end - first }, (_, i) => first + i).filter((t) => targets.some((present) => present[tape.rowStart[t]!]))
  const taken = all.length <= samples ? all : Array.from({ length: samples }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / samples)]!)
  const split = byLag && !network.backwardInTime
  const stride = split ? 1 : strideOf(program)
  const used = split ? parameters.map(() => new Float64Array(lags)) : []
  const whole = split ? parameters.map(({ name }) => new Float64Array(store.count(name))) : []
  for (const [i, t] of taken.entries()) {
    const oldest = Math.max(0, t - lags + 1)
    // If time runs backward, a step depends on all steps after it.
    const [from, to] = network.backwardInTime ? [0, tape.steps] : [oldest, t + 1]
    program.clearAdjoints(from, to)
    kernels.fill(store.trainable, store.gradients, 0)
    loss(program, t, t + 1, everyRow, true)
    const pieces = network.backwardInTime ? to - from : stride
    for (const sum of whole) sum.fill(0)
    for (let e = to; e > from; e -= pieces) {
      if (split) kernels.fill(store.trainable, store.gradients, 0)
      program.backward(Math.max(from, e - pieces), e)
      store.fold()
      if (split) {
        parameters.forEach(({ name }, p) => {
          used[p]![t - e + 1]! += kernels.sumOfSquares(store.count(name), store.gradientAddress(name))
          const at = store.gradientAddress(name) / kernels.bytes
          const view = kernels.view()
          for (let i = 0; i < whole[p]!.length; i++) whole[p]![i]! += view[at + i]!
        })
      }
      yield (i + (to - e) / (to - from)) / taken.length
    }
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
    parameters.forEach((parameter, p) => {
      parameter.sum += split
        ? whole[p]!.reduce((sum, v) => sum + v * v, 0)
        : kernels.sumOfSquares(store.count(parameter.name), store.gradientAddress(parameter.name))
    })
  }
  const rms = (sum: number, count: number): number | null => (count === 0 || !Number.isFinite(sum) ? null : Math.sqrt(sum / count))
  return {
    flow: Object.fromEntries(ports.map(([name], p) => [name, Array.from(sums[p]!, (sum, l) => rms(sum, counts[l]!))])),
    parameters: Object.fromEntries(parameters.map(({ name, sum }) => [name, rms(sum, taken.length)])),
    ...(split ? { parameterLags: Object.fromEntries(parameters.map(({ name }, p) => [name, Array.from(used[p]!, (sum, l) => rms(sum, counts[l]!))])) } : {}),
    judged: { of: all.length, taken: taken.length },
  }
}

/** Returns the number of steps that make about one piece of work. */
export const strideOf = ({ network, store }: Program): number => {
  const numbers = network.lowered.slots.reduce((sum, { size }) => sum + size, 0) + store.declarations.reduce((sum, { name }) => sum + store.count(name), 0)
  return Math.max(1, Math.floor(PIECE / Math.max(1, numbers)))
}

/** Returns a function that says whether a port has a fixed initial value at a step. */
export function constantAt({ network, tape }: Program, slot: Slot): (t: number) => boolean {
  const { node, name } = slot
  if (name !== 'out' || network.nodes.find(({ id }) => id === node)?.type.type !== 'context') return () => false
  // What arrives; a context with a decay by unit or zoneout keeps its own last value as well.
  const latch = network.lowered.ops.find((op) => op.node === node && op.memory && !op.memory.constant && op.memory.source !== slot)
  if (!latch || latch.memory!.initial) return () => false
  const { delay } = latch.memory!
  return latch.backwardInTime ? (t) => t + delay >= tape.steps : (t) => t < delay
}

/** Adds ∂J/∂y to the adjoint of an output whose error enters at its net input. */
export function addDirect(program: Program, { id, out, size, loss: kind, activation, lossWeight, classWeights }: Output, t: number): void {
  if (lossOf(kind).by === 'value') return
  const { kernels, tape } = program
  const row = tape.rowStart[t]!
  const { address, present } = program.targets(id)
  if (!present[row]) return
  const view = kernels.view()
  const [d, y, dy] = [address, program.value(out), program.adjoint(out)].map((base) => base / kernels.bytes + row * size) as [number, number, number]
  for (let i = 0; i < size; i++) {
    const value = view[y + i]!
    const target = view[d + i]!
    // A target of 0 or 1 leaves one term of the loss, whose slope stays finite where the unit is right.
    const slope = (target === 0 ? 0 : -target / value) + (activation !== 'logistic' || target === 1 ? 0 : (1 - target) / (1 - value))
    view[dy + i]! += lossWeight * (classWeights?.[i] ?? 1) * slope
  }
}
