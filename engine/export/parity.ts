import { largest } from '../base/lists'
import { stream } from '../base/random'
import { Collector } from '../learn/collect'
import type { Precision } from '../kernels/types'
import { Model } from '../learn/model'
import type { NamedArray } from './npz'

/** Two sequences side by side, long enough for every memory to be heard of, but not for long ones to take long. */
const SEQUENCES = 2
const STEPS = 12
const LONGEST = 64

export interface Parity {
  readonly steps: number
  readonly sequences: number
  /** By id: steps × sequences × size, row-major. */
  readonly inputs: readonly NamedArray[]
  readonly outputs: readonly NamedArray[]
}

/** Beyond this a network is taken to run away: rounding would tell two programs apart. */
const LARGE = 1e3

/**
 * What the network gives for inputs drawn from a fixed seed: what another program must give too. A network that runs
 * away with inputs of deviation 1 is given smaller ones.
 */
export function parityOf(model: Model): Parity {
  const { network } = model
  const steps = Math.min(LONGEST, STEPS + network.longestDelay)
  const random = stream(0, 'export/parity')
  const drawn = Array.from({ length: SEQUENCES }, () =>
    Object.fromEntries(network.inputs.map(({ id, size }) => [id, Float64Array.from({ length: steps * size }, () => random.normal())])))
  const collector = new Collector(model, steps, { forcing: false })
  const slots = Object.fromEntries(network.lowered.ports)
  const run = (scale: number): { inputs: readonly Series[]; results: readonly Series[] } => {
    const inputs = drawn.map((all) => Object.fromEntries(Object.entries(all).map(([id, values]) => [id, values.map((v) => v * scale)])))
    return { inputs, results: inputs.map((given) => collector.run({ length: steps, inputs: given, targets: {} }, slots)) }
  }
  let found = run(1)
  for (const scale of [0.3, 0.1, 0.03, 0.01]) if (found.results.some(runsAway)) found = run(scale)
  const together = (id: string, size: number, parts: readonly Float64Array[]): NamedArray => {
    const data = new Float64Array(steps * SEQUENCES * size)
    parts.forEach((part, b) => {
      for (let t = 0; t < steps; t++) data.set(part.subarray(t * size, (t + 1) * size), (t * SEQUENCES + b) * size)
    })
    return { name: id, shape: [steps, SEQUENCES, size], data }
  }
  return {
    steps, sequences: SEQUENCES,
    inputs: network.inputs.map(({ id, size }) => together(id, size, found.inputs.map((given) => given[id]!))),
    outputs: network.outputs.map(({ id, size }) => together(id, size, found.results.map((result) => result[`${id}.out`]!))),
  }
}

/**
 * How far float32 is from float64 for what the network computes with the same weights: the largest distance over all
 * outputs, each as a share of its largest value.
 */
export function narrowing(model: Model): number {
  const run = (precision: Precision): Parity => {
    if (model.kernels.precision === precision) return parityOf(model)
    const other = new Model(model.network, { ...model.options, precision })
    for (const { name } of other.store.declarations) other.store.write(name, model.store.read(name))
    return parityOf(other)
  }
  const [wide, narrow] = [run('float64'), run('float32')]
  return largest(wide.outputs.map(({ data }, o) => {
    let [most, distance] = [0, 0]
    for (let i = 0; i < data.length; i++) {
      most = Math.max(most, Math.abs(data[i]!))
      distance = Math.max(distance, Math.abs(data[i]! - narrow.outputs[o]!.data[i]!))
    }
    return most > 0 ? distance / most : distance
  }), 0)
}

type Series = Readonly<Record<string, Float64Array>>

const runsAway = (result: Series): boolean => Object.values(result).some((values) => values.some((v) => !(Math.abs(v) < LARGE)))
