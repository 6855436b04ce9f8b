import { afterAll, describe, expect, it } from 'vitest'
import type { Problem } from '../../engine/base/problem'
import { format } from '../../engine/base/messages/format'
import { compile } from '../../engine/compile'
import { dataSizes, prepareData, readData } from '../../engine/data'
import type { GraphDocument, InlineSequence, TrainingSpec } from '../../engine/document/types'
import { parseDocument } from '../../engine/document/parse'
import { Model } from '../../engine/learn/model/model'
import { prepare } from '../../engine/learn/check/prepare'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { stream } from '../../engine/base/random'
import { documents } from '../document/fixtures'
import { draw, elman } from '../documents'
import { mutateNetwork, mutateStructure } from '../fuzz/mutate'

const met: Problem[] = []

/** Trains until a failure, and returns it. */
function failure(document: GraphDocument): Problem {
  const read = readData(document, { text: () => undefined })
  const compiled = compile(document, registry, dataSizes(document, registry, read))
  const { dataset, errors } = prepareData(document, registry, compiled, read)
  if (!compiled.network || !dataset) throw new Error(errors.map((e) => e.message).join('\n'))
  const trainer = Trainer.make(new Model(compiled.network), dataset)
  if (!(trainer instanceof Trainer)) return trainer
  for (;;) {
    const progress = trainer.next()
    if (progress.kind === 'done') throw new Error('nothing went wrong')
    if (progress.kind !== 'failed') continue
    met.push(progress.problem)
    return progress.problem
  }
}

const scaled = (factor: number, steps = 12): InlineSequence[] => {
  const random = stream(3, 'failing')
  return [
    {
      x: Array.from({ length: steps }, () => [factor * random.normal(), factor * random.normal()]),
      y: Array.from({ length: steps }, () => [factor * random.normal()]),
    },
  ]
}
const with_ = (training: TrainingSpec, data: InlineSequence[] = scaled(1)): GraphDocument => ({ ...elman(training), data: { kind: 'inline', sequences: data } })
const linear = (document: GraphDocument): GraphDocument => ({ ...document, nodes: { ...document.nodes, h: { type: 'layer', size: 4, activation: 'linear' } } })

/** An echo state network whose states stop varying. */
const still = (training: TrainingSpec, steps = 3000): GraphDocument => ({
  ...draw({ x: { type: 'input', size: 1 }, r: { type: 'reservoir', size: 8 }, y: { type: 'output', size: 1 } }, { in: 'x → r', out: 'r → y' }),
  training,
  data: {
    kind: 'inline',
    sequences: [{ x: Array.from({ length: steps }, (_, t) => [t < 50 ? Math.sin(t) : 0.5]), y: Array.from({ length: steps }, (_, t) => [Math.cos(t / 9)]) }],
  },
})

describe('training that meets a number that is not finite', () => {
  it('names the node and the step of the first value', () => {
    const problem = failure(linear(with_({ algorithm: { kind: 'bptt', horizon: null }, optimizer: { kind: 'sgd', learningRate: 1e200 }, epochs: 50 })))
    expect(problem).toMatchObject({ key: 'not-finite-value-gradient', code: 'not-finite' })
    expect(problem.nodes.length + problem.edges.length).toBeGreaterThan(0)
    expect(problem.message).toMatch(/Lower the learning rate/)
  })

  it('distinguishes an error whose square overflows from a value that does', () => {
    expect(failure(with_({ algorithm: { kind: 'bptt', horizon: null } }, scaled(1e200)))).toMatchObject({
      key: 'not-finite-loss-gradient',
      nodes: ['y'],
      values: { node: 'y' },
    })
    expect(failure(with_({ algorithm: { kind: 'readout' } }, scaled(1e200)))).toMatchObject({ key: 'not-finite-loss-readout', nodes: ['y'] })
  })

  it('distinguishes finite gradients from the square of their norm', () => {
    const data: InlineSequence[] = [{ x: [[1e120, 1e120]], y: [[1e120]] }]
    const document: GraphDocument = {
      ...draw({ x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } }, { W: 'x → y' }),
      training: { algorithm: { kind: 'bptt', horizon: null }, optimizer: { kind: 'sgd' } },
      data: { kind: 'inline', sequences: data },
    }
    expect(failure(document)).toMatchObject({ key: 'not-finite-norm-gradient', edges: ['W'], values: { name: 'W', precision: 'float64' } })
  })

  it('offers Rprop only remedies that apply to it', () => {
    const { message, key } = failure(with_({ algorithm: { kind: 'bptt', horizon: null }, optimizer: { kind: 'rprop' } }, scaled(1e200)))
    expect(key).toBe('not-finite-loss-rprop')
    expect(message).not.toMatch(/[Cc]lip|Lower the learning rate/)
  })

  it('names the wind-up of the covariance, and its remedy', () => {
    const problem = failure(still({ algorithm: { kind: 'readout', method: 'recursive-least-squares', forgetting: 0.7, ridge: 1e-6 } }))
    expect(problem).toMatchObject({ key: 'not-finite-wind-up', nodes: ['y'], repairs: [{ kind: 'set-forgetting', forgetting: 1 }] })
    expect(Number(problem.values.step)).toBeGreaterThan(50)
    expect(problem.message).not.toMatch(/[Cc]lip|learning rate/)
  })

  it('continues without forgetting', () => {
    expect(() => failure(still({ algorithm: { kind: 'readout', method: 'recursive-least-squares', ridge: 1e-6 } }))).toThrow('nothing went wrong')
  })

  it('names the node that diverges before a readout reads it', () => {
    const document = draw(
      {
        x: { type: 'input', size: 1 },
        r: { type: 'reservoir', size: 8, activation: 'linear', spectralRadius: 1e30, density: 1 },
        y: { type: 'output', size: 1 },
      },
      { in: 'x → r', out: 'r → y' },
    )
    for (const method of ['ridge', 'recursive-least-squares'] as const) {
      const sequences = [{ x: Array.from({ length: 40 }, () => [1]), y: Array.from({ length: 40 }, () => [1]) }]
      const problem = failure({ ...document, training: { algorithm: { kind: 'readout', method } }, data: { kind: 'inline', sequences } })
      expect(problem.code).toBe('not-finite')
      expect(problem.message).not.toMatch(/[Cc]lip|learning rate/)
      expect(problem.nodes.length).toBeGreaterThan(0)
    }
  })
})

/** An empty name, an unfilled placeholder, or an empty list. */
const EMPTY = /“”|「」|"" |\{\w+\}|\(\)|undefined|NaN|\[object|  | ,| \./

describe('no message has an empty name', () => {
  const seed = Number(process.env.SEED ?? 20_261)

  it(`in 600 documents with something wrong (SEED=${seed})`, () => {
    const random = stream(seed, 'names')
    const sources = [...documents('gradients'), ...documents('invalid')].map(({ text }) => text)
    for (let n = 0; n < 600; n++) {
      const source = sources[random.integer(sources.length)]!
      const parsed = parseDocument(random.integer(2) === 0 ? mutateNetwork(source, random) : mutateStructure(source, random), registry)
      met.push(...parsed.errors)
      if (!parsed.document) continue
      const read = readData(parsed.document, { text: () => undefined })
      const compiled = compile(parsed.document, registry, dataSizes(parsed.document, registry, read))
      const { errors, warnings } = prepare(parsed.document, registry, compiled, read)
      met.push(...errors, ...warnings)
    }
    expect(new Set(met.map(({ key }) => key)).size).toBeGreaterThan(25)
  })

  afterAll(() => {
    for (const { key, values } of met) {
      // The rejected value may be anything; names must not be empty.
      const named = { ...values, ...('got' in values ? { got: 1 } : {}) }
      for (const language of ['en', 'ja'] as const) expect(format(language, key, named), `${key} ${JSON.stringify(values)}`).not.toMatch(EMPTY)
    }
  })
})
