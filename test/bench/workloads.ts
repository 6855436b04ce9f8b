import { stream } from '../../engine/base/random'
import { compile } from '../../engine/compile'
import type { Dataset, Sequence } from '../../engine/data/types'
import type { EdgeSpec, GraphDocument, NodeSpec, TrainingSpec } from '../../engine/document/types'
import { Model, type ModelOptions } from '../../engine/learn/model/model'
import type { ThreadHost } from '../../engine/learn/threads/threads'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { draw as drawWith, lstmNodes, lstmWires } from '../documents'

/** A workload: a document made of the existing node types, and random data for it. */
export interface Workload {
  readonly name: string
  readonly title: string
  readonly document: GraphDocument
  readonly dataset: Dataset
  /** The figure: sequences per second, steps per second, or seconds of one pass. */
  readonly unit: 'seq/s' | 'steps/s' | 's'
  /** The amount of it in one pass over the data. */
  readonly work: number
  /** Floating-point operations of one pass in matrix products, forward once and backward twice. */
  readonly flops: number
}

const draw = (nodes: Record<string, NodeSpec>, edges: Record<string, string | EdgeSpec>, training: TrainingSpec): GraphDocument =>
  drawWith(nodes, edges, { training })

/** Simple recurrent network of Elman 1990: a tanh layer and a copy of it. */
export const elman = (inputs: number, hidden: number, outputs: number, training: TrainingSpec): GraphDocument =>
  draw(
    { x: { type: 'input', size: inputs }, h: { type: 'layer', size: hidden }, c: { type: 'context' }, y: { type: 'output', size: outputs } },
    { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
    training,
  )

export const lstm = (inputs: number, hidden: number, outputs: number, training: TrainingSpec): GraphDocument =>
  draw(lstmNodes(inputs, hidden, { size: outputs }), lstmWires, training)

const echoState = (units: number, training: TrainingSpec): GraphDocument =>
  draw(
    { x: { type: 'input', size: 1 }, r: { type: 'reservoir', size: units, density: 0.1, leak: 0.3 }, y: { type: 'output', size: 1 } },
    { W_in: 'x → r', W_out: 'r → y' },
    training,
  )

/** Standard normal numbers, or uniform ones whose target is the next input. */
export function randomSequences(count: number, length: number, inputs: number, outputs: number, seed = 0): Sequence[] {
  return Array.from({ length: count }, (_, b) => {
    const random = stream(seed, `bench/${b}`)
    const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal())
    return { length, inputs: { x: numbers(length * inputs) }, targets: { y: { values: numbers(length * outputs), present: new Uint8Array(length).fill(1) } } }
  })
}

function nextStep(length: number): Sequence {
  const random = stream(0, 'bench/next')
  const series = Float64Array.from({ length: length + 1 }, () => random.uniform() - 0.5)
  return { length, inputs: { x: series.slice(0, -1) }, targets: { y: { values: series.slice(1), present: new Uint8Array(length).fill(1) } } }
}

export const datasetOf = (train: readonly Sequence[]): Dataset => ({
  train,
  validation: [],
  test: [],
  units: {},
  categories: {},
  variance: {},
  fitted: undefined,
  columns: [],
})

const sgd = (batchSize: number): TrainingSpec => ({
  algorithm: { kind: 'bptt', horizon: null },
  optimizer: { kind: 'sgd', learningRate: 1e-3 },
  precision: 'float32',
  batchSize,
  epochs: 1_000_000_000,
})

/** W1–W4 and W7: full back-propagation through time with SGD, squared error on every step, the same batch again and again. */
function bptt(name: string, kind: 'Elman' | 'LSTM', inputs: number, hidden: number, outputs: number, steps: number, batch: number): Workload {
  const gates = kind === 'Elman' ? hidden : 4 * hidden
  return {
    name,
    title: `${kind} ${inputs}-${hidden}-${outputs}, T ${steps}, batch ${batch}`,
    document: (kind === 'Elman' ? elman : lstm)(inputs, hidden, outputs, sgd(batch)),
    dataset: datasetOf(randomSequences(batch, steps, inputs, outputs)),
    unit: 'seq/s',
    work: batch,
    flops: 3 * steps * 2 * batch * (gates * (inputs + hidden) + hidden * outputs),
  }
}

const RTRL_STEPS = 1024

/**
 * W5: exact real-time recurrent learning, an update per step: N tanh units, each reading all, one input and a bias. Its
 * operations are those of the recurrence S(t) = J S(t−1) + B of the textbooks.
 */
const rtrl = (units: number): Workload => ({
  name: `W5-${units}`,
  title: `RTRL, ${units} units, online`,
  document: elman(1, units, 1, { algorithm: { kind: 'rtrl' }, optimizer: { kind: 'sgd', learningRate: 1e-4 }, precision: 'float32', epochs: 1_000_000_000 }),
  dataset: datasetOf(randomSequences(1, RTRL_STEPS, 1, 1)),
  unit: 'steps/s',
  work: RTRL_STEPS,
  flops: RTRL_STEPS * (units + 2) * (2 * units ** 3 + 3 * units ** 2),
})

const ESN_STEPS = 10_000

/** W6: 10,000 steps through 1,000 units, with a density of a tenth, and ridge regression. */
const reservoir = (precision: 'float32' | 'float64'): Workload => ({
  name: precision === 'float64' ? 'W6' : 'W6f',
  title: `Echo state 1000, ${precision}`,
  document: echoState(1000, { algorithm: { kind: 'readout', ridge: 1e-6 }, washout: 100, precision, epochs: 1 }),
  dataset: datasetOf([nextStep(ESN_STEPS)]),
  unit: 's',
  work: 1,
  flops: ESN_STEPS * 2 * 100_000 + ESN_STEPS * 1e6 + 1e9 / 3,
})

export const workloads: readonly Workload[] = [
  bptt('W1', 'Elman', 1, 32, 1, 100, 1),
  bptt('W2', 'LSTM', 4, 32, 2, 50, 1),
  bptt('W3', 'LSTM', 16, 128, 16, 64, 16),
  bptt('W4', 'LSTM', 64, 512, 64, 64, 32),
  rtrl(32),
  rtrl(64),
  reservoir('float64'),
  reservoir('float32'),
  bptt('W7', 'LSTM', 10, 32, 10, 50, 1),
]

export function networkOf(document: GraphDocument): NonNullable<ReturnType<typeof compile>['network']> {
  const { network, errors } = compile(document, registry)
  if (!network) throw new Error(errors.map((e) => e.message).join('\n'))
  return network
}

export function trainerOf({ document, dataset }: Pick<Workload, 'document' | 'dataset'>, options: ModelOptions, threadHost?: ThreadHost): Trainer {
  const trainer = Trainer.make(new Model(networkOf(document), options), dataset, threadHost)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  return trainer
}
