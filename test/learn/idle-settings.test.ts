import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { dataSizes, readData } from '../../engine/data'
import type { GraphDocument, NodeSpec, TrainingSpec } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { prepare } from '../../engine/learn/check/prepare'
import { Trainer, type EpochReport } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { draw, elman } from '../documents'
import { finish } from './helpers'

function prepared(document: GraphDocument, table?: string) {
  const data = readData(document, { text: () => table })
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  return { compiled, ...prepare(document, registry, compiled, data) }
}

/** Paths of the settings that are reported as without effect, and the errors. */
function idleIn(document: GraphDocument, table?: string): { idle: string[]; errors: string[] } {
  const { errors, warnings } = prepared(document, table)
  return { idle: warnings.filter((w) => w.code === 'setting-idle').map((w) => w.path), errors: errors.map((e) => e.key) }
}

function trainer(document: GraphDocument, table?: string): Trainer {
  const { compiled, dataset, errors } = prepared(document, table)
  if (!compiled.network || !dataset || errors.length > 0) throw new Error(errors.map((e) => e.message).join('\n'))
  const made = Trainer.make(new Model(compiled.network), dataset)
  if (!(made instanceof Trainer)) throw new Error(made.message)
  return made
}

/** The report of each epoch. */
const reported = (document: GraphDocument, table: string): EpochReport[] =>
  finish(trainer(document, table)).flatMap((p) => (p.kind === 'epoch' ? [p.report] : []))

/** Every weight after training as the document says. */
function trained(document: GraphDocument): number[] {
  const made = trainer(document)
  finish(made)
  const { store } = made.model
  return store.declarations.flatMap(({ name }) => [...store.read(name)])
}

const whole: TrainingSpec = { algorithm: { kind: 'bptt', horizon: null } }
const ridge: TrainingSpec = { algorithm: { kind: 'readout', method: 'ridge', ridge: 0.1 } }
const recursive: TrainingSpec = { algorithm: { kind: 'readout', method: 'recursive-least-squares', ridge: 0.1 }, epochs: 3 }
const rprop: TrainingSpec = { ...whole, optimizer: { kind: 'rprop' } }

/** Settings that have no effect together with the settings before them, and the reported path. */
const idle: readonly (readonly [name: string, base: TrainingSpec, setting: TrainingSpec, path: string])[] = [
  ['an optimizer of ridge regression', ridge, { optimizer: { kind: 'sgd', learningRate: 7 } }, '/training/optimizer'],
  ['a clip of ridge regression', ridge, { clip: { kind: 'norm', threshold: 1e-3 } }, '/training/clip'],
  ['a schedule of ridge regression', ridge, { schedule: { kind: 'cosine' } }, '/training/schedule'],
  ['batches of ridge regression', ridge, { batchSize: 2 }, '/training/batchSize'],
  ['shuffling for ridge regression', ridge, { shuffle: true }, '/training/shuffle'],
  ['epochs of ridge regression', ridge, { epochs: 20 }, '/training/epochs'],
  ['stopping ridge regression', ridge, { stop: { loss: 1 } }, '/training/stop'],
  ['weight decay of ridge regression', ridge, { regularize: { weightDecay: 0.1 } }, '/training/regularize/weightDecay'],
  ['forgetting in ridge regression', ridge, { algorithm: { kind: 'readout', ridge: 0.1, forgetting: 0.9 } }, '/training/algorithm/forgetting'],
  ['an optimizer of recursive least squares', recursive, { optimizer: { kind: 'adam' } }, '/training/optimizer'],
  ['a clip of recursive least squares', recursive, { clip: { kind: 'value' } }, '/training/clip'],
  ['a schedule of recursive least squares', recursive, { schedule: { kind: 'step' } }, '/training/schedule'],
  ['batches of recursive least squares', recursive, { batchSize: 3 }, '/training/batchSize'],
  ['weight decay of recursive least squares', recursive, { regularize: { weightDecay: 0.1 } }, '/training/regularize/weightDecay'],
  [
    'values of ridge after the first',
    recursive,
    { algorithm: { kind: 'readout', method: 'recursive-least-squares', ridge: [0.1, 10] } },
    '/training/algorithm/ridge',
  ],
  ['a clip of Rprop', rprop, { clip: { kind: 'norm', threshold: 1e-3 } }, '/training/clip'],
  ['clipping of values of Rprop', rprop, { clip: { kind: 'value', threshold: 1e-3 } }, '/training/clip'],
  ['clipping each parameter of Rprop', rprop, { clip: { kind: 'norm', threshold: 1e-3, scope: 'parameter' } }, '/training/clip'],
  ['a schedule of Rprop', rprop, { schedule: { kind: 'exponential', factor: 0.5 } }, '/training/schedule'],
  ['batches of Rprop', rprop, { batchSize: 2 }, '/training/batchSize'],
  ['shuffling for Rprop', rprop, { shuffle: true }, '/training/shuffle'],
  ['more in a batch than there are', { ...whole, batchSize: 4 }, { batchSize: 40 }, '/training/batchSize'],
  ['shuffling what is one batch', { ...whole, batchSize: 4 }, { shuffle: true }, '/training/shuffle'],
  ['Nesterov without momentum', { ...whole, optimizer: { kind: 'sgd' } }, { optimizer: { kind: 'sgd', nesterov: true } }, '/training/optimizer/nesterov'],
  ['recomputing whole sequences', whole, { algorithm: { kind: 'bptt', horizon: null, recompute: true } }, '/training/algorithm/recompute'],
  ['a step later than the end', whole, { schedule: { kind: 'step', period: 10 } }, '/training/schedule'],
  ['a plateau later than the end', whole, { schedule: { kind: 'plateau', period: 9 } }, '/training/schedule'],
  ['a factor of 1', whole, { schedule: { kind: 'exponential', factor: 1 } }, '/training/schedule'],
  ['noise without a reservoir', whole, { noise: 0.1 }, '/training/noise'],
  ['teacher forcing that nothing reads', whole, { teacherForcing: ['y'] }, '/training/teacherForcing/0'],
  ['patience without validation', whole, { stop: { patience: 1 } }, '/training/stop/patience'],
  [
    'a horizon longer than every sequence',
    { algorithm: { kind: 'bptt', horizon: 12, every: 3 } },
    { algorithm: { kind: 'bptt', horizon: 13, every: 3 } },
    '/training/algorithm/horizon',
  ],
  [
    'updates further apart than a sequence',
    { algorithm: { kind: 'rtrl', every: 12 } },
    { algorithm: { kind: 'rtrl', every: 13 } },
    '/training/algorithm/every',
  ],
  [
    'a scope of clipping values',
    { ...whole, clip: { kind: 'value', threshold: 0.01 } },
    { clip: { kind: 'value', threshold: 0.01, scope: 'parameter' } },
    '/training/clip/scope',
  ],
  [
    'every of Levenberg–Marquardt',
    { algorithm: { kind: 'bptt', horizon: 3 }, optimizer: { kind: 'levenberg-marquardt' } },
    { algorithm: { kind: 'bptt', horizon: 3, every: 2 } },
    '/training/algorithm/every',
  ],
]

const feedForward = (training: TrainingSpec): GraphDocument => ({
  ...draw({ x: { type: 'input', size: 2 }, h: { type: 'layer', size: 4 }, y: { type: 'output', size: 1 } }, { W_xh: 'x → h', W_hy: 'h → y' }, { training }),
  data: elman().data!,
})
const echo = (training: TrainingSpec, more: object = {}): GraphDocument => {
  const document = feedForward(training)
  document.nodes.h = { type: 'reservoir', size: 8, ...more }
  return document
}
const spiking = (): GraphDocument => {
  const document = feedForward({ ...whole, epochs: 3 })
  document.nodes.h = { type: 'neuron', size: 8, threshold: 0.3 }
  return document
}
const curved = (kind: 'levenberg-marquardt' | 'ekf'): GraphDocument => elman({ ...whole, optimizer: { kind }, epochs: 3 })

/** Keys of nodes and wires that have no effect in a document, and the paths reported. */
const drawn: readonly (readonly [name: string, document: () => GraphDocument, path: `${'nodes' | 'edges'}/${string}/${string}`, value: unknown])[] = [
  ['trainable of a copy', () => elman({ ...whole, epochs: 3 }), 'edges/copy/trainable', true],
  ['trainable of a copy that is fixed', () => elman({ ...whole, epochs: 3 }), 'edges/copy/trainable', false],
  ['transposing weights of its own', () => elman({ ...whole, epochs: 3 }), 'edges/W_xh/transpose', true],
  ['a kind of dropout without dropout', () => elman({ ...whole, epochs: 3 }), 'edges/W_xh/dropoutKind', 'variational'],
  ['a rate of fixed weights', () => echo({ ...whole, epochs: 3 }), 'edges/W_xh/rate', 2],
  ['a rate for Levenberg–Marquardt', () => curved('levenberg-marquardt'), 'edges/W_xh/rate', 2],
  ['a rate of biases for the Kalman filter', () => curved('ekf'), 'nodes/h/rate', 0.5],
  ['a rate in ridge regression', () => echo(ridge), 'edges/W_hy/rate', 0],
  ['initial weights of ridge regression', () => echo(ridge), 'edges/W_hy/init', { kind: 'constant', value: 0.3 }],
  ['an initial bias of recursive least squares', () => echo(recursive), 'nodes/y/biasInit', 0.7],
  ['training the wires into a reservoir by ridge regression', () => echo(ridge), 'edges/W_xh/trainable', true],
  ['training a leak by ridge regression', () => echo(ridge), 'nodes/h/leakTrained', true],
  ['training initial states by recursive least squares', () => echo(recursive), 'nodes/h/initial', 'trainable'],
  ['a decay of no adaptation', spiking, 'nodes/h/adaptationDecay', 0.3],
  ['a trained decay of no adaptation', spiking, 'nodes/h/adaptationDecayTrained', true],
]

describe('a setting that changes nothing', () => {
  it.each(idle)('%s is reported, and changes no weight', (_name, base, setting, path) => {
    const without = elman({ epochs: 10, ...(base.algorithm?.kind === 'readout' ? { epochs: 1 } : {}), ...base })
    const with_ = { ...without, training: { ...without.training, ...setting } }
    expect(idleIn(without).idle).toEqual([])
    expect(idleIn(with_).idle).toEqual([path])
    const [before, after] = [trained(without), trained(with_)]
    // Sums in another order are rounded otherwise.
    after.forEach((w, i) => expect(w).toBeCloseTo(before[i]!, 6))
  })

  it.each(drawn)('%s is reported, and changes no weight', (_name, make, path, value) => {
    const with_ = make()
    const [part, id, key] = path.split('/') as ['nodes' | 'edges', string, string]
    Object.assign(with_[part][id]!, { [key]: value })
    expect(idleIn(make()).idle).toEqual([])
    expect(idleIn(with_)).toEqual({ idle: [`/${path}`], errors: [] })
    // A leak or an initial state that would be trained is a parameter, with the values that it has anyway.
    const kept = (document: GraphDocument): number[] => finish(trainer(document)).flatMap((p) => (p.kind === 'epoch' ? [p.report.loss] : []))
    const after = kept(with_)
    kept(make()).forEach((loss, i) => expect(after[i]).toBeCloseTo(loss, 12))
  })

  it('is not reported where it holds weights still, or draws what is trained', () => {
    const still = curved('levenberg-marquardt')
    still.edges.W_xh = { ...still.edges.W_xh!, rate: 0 }
    expect(idleIn(still).idle).toEqual([])
    const started = echo(ridge)
    started.edges.W_xh = { ...started.edges.W_xh!, init: { kind: 'constant', value: 0.3 } }
    expect(idleIn(started).idle).toEqual([])
  })

  it('carrying a state that no node has is reported', () => {
    expect(idleIn(feedForward({ ...whole, carry: true })).idle).toEqual(['/training/carry'])
    expect(idleIn(elman({ ...whole, carry: true })).idle).toEqual([])
  })

  it('a delay as long as every sequence is reported, unless the state is carried over', () => {
    const late = (delay: number, training: TrainingSpec = {}): GraphDocument => {
      const document = elman({ ...whole, ...training })
      document.nodes.c = { type: 'context', delay }
      return document
    }
    expect(idleIn(late(11)).idle).toEqual([])
    expect(idleIn(late(12)).idle).toEqual(['/nodes/c/delay'])
    expect(idleIn(late(12, { carry: true })).idle).toEqual([])
    expect(trained(late(12))).toEqual(trained(late(500)))
  })

  it('a window beyond every sequence, a length beyond the table and an empty part of a split are reported', () => {
    const rows = `a\n${Array.from({ length: 20 }, (_, t) => Math.sin(t)).join('\n')}`
    const table = (data: object, window?: object): GraphDocument => ({
      ...draw(
        { x: { type: 'input', columns: ['a'], ...(window ? { window } : {}) } as NodeSpec, y: { type: 'output', columns: ['a'], ahead: 1 } },
        { W: 'x → y' },
        { training: whole },
      ),
      data: { kind: 'file', path: 'a.csv', ...data },
    })
    expect(idleIn(table({}, { past: 19 }), rows).idle).toEqual([])
    expect(idleIn(table({}, { past: 20 }), rows).idle).toEqual(['/nodes/x/window/past'])
    expect(idleIn(table({}, { future: 30 }), rows).errors).toEqual(['split-empty'])
    expect(idleIn(table({ sequenceLength: 20 }), rows).idle).toEqual([])
    expect(idleIn(table({ sequenceLength: 21 }), rows).idle).toEqual(['/data/sequenceLength'])
    expect(idleIn(table({ sequenceLength: 5, split: [0.5, 0.25, 0.25] }), rows).idle).toEqual([])
    expect(idleIn(table({ sequenceLength: 10, split: [0.5, 0.1, 0.4] }), rows).idle).toEqual(['/data/split'])
    expect(idleIn(table({ split: [0.8, 0.19, 0.01] }), rows).idle).toEqual(['/data/split'])
  })

  it('is not reported if it has an effect', () => {
    const active: TrainingSpec[] = [
      {
        ...whole,
        optimizer: { kind: 'sgd', momentum: 0.5, nesterov: true },
        clip: { kind: 'norm' },
        schedule: { kind: 'cosine' },
        batchSize: 2,
        shuffle: true,
      },
      { algorithm: { kind: 'bptt', horizon: 3, every: 2, recompute: true }, schedule: { kind: 'plateau', period: 2 }, stop: { loss: 0.1 } },
      { algorithm: { kind: 'rtrl' }, regularize: { weightDecay: 0.1 }, batchSize: 4, washout: 4 },
      { ...recursive, shuffle: true, stop: { loss: 0.1 }, washout: 2, algorithm: { kind: 'readout', method: 'recursive-least-squares', forgetting: 0.9 } },
      { ...ridge, washout: 3, epochs: 1, batchSize: 1 },
    ]
    for (const training of active) expect(idleIn(elman({ epochs: 10, ...training })), JSON.stringify(training)).toEqual({ idle: [], errors: [] })
  })

  it('names nodes that run backward, weights that weight decay does not reach, and keys about tables', () => {
    const backward = elman({ algorithm: { kind: 'bptt', horizon: null, every: 3 } })
    backward.nodes.c = { type: 'context', direction: 'backward' }
    expect(idleIn(backward).idle).toEqual(['/training/algorithm/every'])
    const biases = elman({ regularize: { weightDecay: 0.1 } })
    for (const id of ['W_xh', 'W_ch', 'W_hy']) biases.edges[id] = { ...biases.edges[id]!, trainable: false }
    expect(idleIn(biases).idle).toEqual(['/training/regularize/weightDecay'])
    const table = elman()
    table.nodes.y = { ...table.nodes.y!, ahead: 2, columns: ['a'] } as NodeSpec
    expect(idleIn(table).idle).toEqual(['/nodes/y/columns', '/nodes/y/ahead'])
  })

  it('is reported if no weight can change at all', () => {
    const still = elman({ optimizer: { kind: 'sgd', learningRate: 0 } })
    expect(idleIn(still)).toEqual({ idle: ['/training/optimizer/learningRate'], errors: [] })
    const fixed = elman()
    for (const [id, edge] of Object.entries(fixed.edges)) fixed.edges[id] = { ...edge, trainable: false }
    for (const id of ['h', 'y']) fixed.nodes[id] = { ...fixed.nodes[id]!, bias: false } as NodeSpec
    expect(prepared(fixed).warnings.map((w) => w.key)).toContain('idle-fixed')
  })

  it('reports patience, and refuses several λ, if the validation part has rows but no target', () => {
    const table = (training: TrainingSpec): GraphDocument => ({
      ...draw({ x: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'] } }, { W: 'x → y' }, { training }),
      data: { kind: 'file', path: 'half.csv', split: [0.5, 0.25, 0.25] },
    })
    const half = `x,y\n${Array.from({ length: 20 }, (_, t) => `${t % 3},${t < 10 ? t % 4 : ''}`).join('\n')}`
    const patient = table({ epochs: 6, stop: { patience: 1 } })
    expect(idleIn(patient, half)).toEqual({ idle: ['/training/stop/patience'], errors: [] })
    const reports = reported(patient, half)
    expect(reports).toHaveLength(6)
    expect(reports.map((r) => r.validation)).toEqual(Array.from({ length: 6 }, () => null))
    const { compiled, dataset } = prepared(table({ algorithm: { kind: 'readout', ridge: [0.1, 1] } }), half)
    expect(Trainer.make(new Model(compiled.network!), dataset!)).toMatchObject({ key: 'readout-validation' })
  })

  it('reports sequences that are shorter than the washout', () => {
    expect(idleIn(elman({ washout: 5 }))).toEqual({ idle: ['/training/washout'], errors: [] })
  })
})

describe('training that would change nothing', () => {
  const algorithms: TrainingSpec[] = [whole, { algorithm: { kind: 'bptt', horizon: 3, every: 1 } }, { algorithm: { kind: 'rtrl' } }, ridge, recursive]

  it.each(algorithms)('is refused if the washout is as long as every sequence: %j', (training) => {
    expect(idleIn(elman({ ...training, washout: 11 })).errors).toEqual([])
    const document = elman({ ...training, washout: 12 })
    expect(idleIn(document).errors).toEqual(['training-washed-out'])
    const { compiled, dataset } = prepared(document)
    expect(Trainer.make(new Model(compiled.network!), dataset!)).toMatchObject({ key: 'training-washed-out', values: { washout: 12, longest: 12 } })
  })

  it('is refused without a target, a weight of the loss, or a wire', () => {
    const sequences = [
      {
        x: [
          [1, 2],
          [3, 4],
        ],
        y: [[1], null],
      },
    ]
    expect(idleIn({ ...elman({ washout: 1 }), data: { kind: 'inline', sequences } }).errors).toEqual(['training-untargeted'])
    const weightless = elman()
    weightless.nodes.y = { ...weightless.nodes.y!, lossWeight: 0 }
    expect(idleIn(weightless).errors).toEqual(['training-weightless'])
    const unwired = elman()
    delete unwired.edges.W_hy
    expect(idleIn(unwired).errors).toEqual(['outputs-unwired'])
  })

  it('is reported for one output beside another that learns', () => {
    const two = draw(
      { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 }, z: { type: 'output', size: 1 } },
      { W: 'x → y' },
      { data: { kind: 'inline', sequences: [{ x: [[1]], y: [[1]] }] } },
    )
    expect(prepared(two).warnings.map((w) => [w.key, w.nodes])).toEqual([['output-unwired', ['z']]])
    two.edges.V = { from: 'x', to: 'z' }
    expect(prepared(two).warnings.map((w) => [w.key, w.nodes])).toEqual([['output-untargeted', ['z']]])
  })
})
