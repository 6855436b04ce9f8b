import { largest } from '../base/lists'
import { stream } from '../base/random'
import { Collector } from '../learn/model/collect'
import type { Dataset } from '../data/types'
import type { Precision } from '../kernels/types'
import { Model } from '../learn/model/model'
import type { NamedArray } from './npz'

/** Two sequences, long enough to involve every memory, short enough to run fast. */
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

/** Output beyond which a network counts as diverging, so that rounding would separate two programs. */
const LARGE = 1e3

/**
 * Returns the network's outputs for inputs drawn from a fixed seed, which another program must reproduce. If the
 * network diverges with inputs of deviation 1, uses smaller ones.
 */
export function parityOf(model: Model): Parity {
  const { network } = model
  const steps = Math.min(LONGEST, STEPS + network.longestDelay)
  const random = stream(0, 'export/parity')
  const drawn = Array.from({ length: SEQUENCES }, () =>
    Object.fromEntries(network.inputs.map(({ id, size }) => [id, Float64Array.from({ length: steps * size }, () => random.normal())])),
  )
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
    steps,
    sequences: SEQUENCES,
    inputs: network.inputs.map(({ id, size }) =>
      together(
        id,
        size,
        found.inputs.map((given) => given[id]!),
      ),
    ),
    outputs: network.outputs.map(({ id, size }) =>
      together(
        id,
        size,
        found.results.map((result) => result[`${id}.out`]!),
      ),
    ),
  }
}

/** Steps of the data after the washout over which float32 is measured. */
const MEASURED = 500

/**
 * How far float32 is from float64 for what the network computes with the same weights: the largest distance over all
 * outputs, each as a share of its largest value, for the inputs of the parity and for the first training sequence.
 * Weights that were fitted to cancel do so only on the data.
 */
export function narrowing(model: Model, dataset?: Dataset): number {
  const run = (precision: Precision): Float64Array[] => {
    if (model.kernels.precision === precision) return measuredBy(model, dataset)
    const other = new Model(model.network, { ...model.options, precision })
    for (const { name } of other.store.declarations) other.store.write(name, model.store.read(name))
    return measuredBy(other, dataset)
  }
  const [wide, narrow] = [run('float64'), run('float32')]
  return largest(
    wide.map((data, o) => {
      let [most, distance] = [0, 0]
      for (let i = 0; i < data.length; i++) {
        most = Math.max(most, Math.abs(data[i]!))
        distance = Math.max(distance, Math.abs(data[i]! - narrow[o]![i]!))
      }
      // Divergence on unsuitable data says nothing about precision.
      return most < LARGE ? distance / (most || 1) : 0
    }),
    0,
  )
}

/** Returns the outputs for the parity inputs and for the beginning of the data. */
function measuredBy(model: Model, dataset: Dataset | undefined): Float64Array[] {
  const { network } = model
  const outputs = parityOf(model).outputs.map(({ data }) => Float64Array.from(data))
  const first = dataset?.train[0] ?? dataset?.test[0]
  if (!first) return outputs
  const { washout } = network.training
  const from = washout < first.length ? washout : 0
  const length = Math.min(first.length, from + MEASURED)
  const inputs = Object.fromEntries(network.inputs.map(({ id, size }) => [id, first.inputs[id]!.subarray(0, length * size)]))
  const slots = Object.fromEntries(network.lowered.ports)
  const found = new Collector(model, length, { forcing: false }).run({ length, inputs, targets: {} }, slots)
  return [...outputs, ...network.outputs.map(({ id, size }) => found[`${id}.out`]!.subarray(from * size))]
}

type Series = Readonly<Record<string, Float64Array>>

const runsAway = (result: Series): boolean => Object.values(result).some((values) => values.some((v) => !(Math.abs(v) < LARGE)))
