import { byId } from '../base/by-id'
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

/** A network with larger outputs counts as divergent: rounding would make two programs differ. */
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
    return { inputs, results: inputs.map((given) => collector.run({ length: steps, inputs: given, targets: byId() }, slots)) }
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

/** Number of steps of the data, after the washout, for which to compare float32 with float64. */
const MEASURED = 500

/**
 * Returns the largest difference between outputs in float32 and in float64 with the same weights, relative to the largest
 * value of each output, for the parity inputs and for the first training sequence. Both are needed: weights fitted so that
 * large terms cancel do so only on the data. Infinity or NaN if float32 cannot hold the outputs.
 */
export function narrowing(model: Model, dataset?: Dataset): number {
  const run = (precision: Precision): ParityOutputs => {
    if (model.kernels.precision === precision) return measuredBy(model, dataset)
    const other = new Model(model.network, { ...model.options, precision })
    for (const { name } of other.store.declarations) other.store.write(name, model.store.read(name))
    return measuredBy(other, dataset)
  }
  const [wide, narrow] = [run('float64'), run('float32')]
  const distances = (of: keyof ParityOutputs): number[] => wide[of].map((values, o) => distance(values, narrow[of][o]!))
  // On drawn inputs, which may not suit the network, divergence says nothing about precision.
  const suits = wide.drawn.every((values) => values.every((v) => Math.abs(v) < LARGE))
  return largest([...(suits || wide.data.length === 0 ? distances('drawn') : []), ...distances('data')], 0)
}

/** The largest difference, relative to the largest value; NaN or Infinity if some value has none. */
function distance(wide: Float64Array, narrow: Float64Array): number {
  const most = wide.reduce((so, value) => Math.max(so, Math.abs(value)), 0)
  return wide.reduce((so, value, i) => Math.max(so, Math.abs(value - narrow[i]!)), 0) / (most || 1)
}

interface ParityOutputs {
  readonly drawn: readonly Float64Array[]
  readonly data: readonly Float64Array[]
}

/** Returns the outputs for the parity inputs and for the beginning of the data. */
function measuredBy(model: Model, dataset: Dataset | undefined): ParityOutputs {
  const { network } = model
  const drawn = parityOf(model).outputs.map(({ data }) => Float64Array.from(data))
  const first = dataset?.train[0] ?? dataset?.test[0]
  if (!first) return { drawn, data: [] }
  const { washout } = network.training
  const from = washout < first.length ? washout : 0
  const length = Math.min(first.length, from + MEASURED)
  const inputs = byId(network.inputs.map(({ id, size }) => [id, first.inputs[id]!.subarray(0, length * size)] as const))
  const slots = Object.fromEntries(network.lowered.ports)
  const found = new Collector(model, length, { forcing: false }).run({ length, inputs, targets: byId() }, slots)
  return { drawn, data: network.outputs.map(({ id, size }) => found[`${id}.out`]!.subarray(from * size)) }
}

type Series = Readonly<Record<string, Float64Array>>

const runsAway = (result: Series): boolean => Object.values(result).some((values) => values.some((v) => !(Math.abs(v) < LARGE)))
