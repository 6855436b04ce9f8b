import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { compiled, draw, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

const folder = new URL('../fixtures/readout/', import.meta.url)
const names = readdirSync(folder)
  .filter((f) => f.endsWith('.unfold'))
  .map((f) => f.slice(0, -7))

function load(name: string): GraphDocument {
  return parseDocument(readFileSync(new URL(`${name}.unfold`, folder), 'utf8'), registry).document!
}

function trainerOf(document: GraphDocument, validation = 0, precision?: 'float32'): Trainer {
  const sequences = inlineSequences(document)
  const end = sequences.length - validation
  const trainer = Trainer.make(modelOf(document, precision && { precision }), dataset(sequences.slice(0, end), sequences.slice(end)))
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  return trainer
}

/** An echo state network that reproduces a random input of a few steps before. */
function echo(training: TrainingSpec, { bias = true, sequences = 2 } = {}): GraphDocument {
  const random = stream(4, 'echo')
  return draw(
    { x: { type: 'input', size: 1 }, r: { type: 'reservoir', size: 12, density: 0.5, seed: 3 }, y: { type: 'output', size: 1, bias } },
    { W_xr: 'x → r', W_ry: 'r → y' },
    {
      training: { washout: 10, ...training },
      data: {
        kind: 'inline',
        sequences: Array.from({ length: sequences }, () => {
          const x = Array.from({ length: 80 }, () => [random.normal()])
          return { x, y: x.map((_, t) => [t % 7 === 3 ? 0.1 : 0.5 + (x[t - 2]?.[0] ?? 0) * (x[t - 1]?.[0] ?? 0)]) }
        }),
      },
    },
  )
}

const ridge = (rest: object = {}): TrainingSpec => ({ algorithm: { kind: 'readout', ...rest } })
const recursive = (rest: object = {}): TrainingSpec => ridge({ method: 'recursive-least-squares', ...rest })

function worst(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  const size = Math.max(...Array.from(wanted, Math.abs))
  return Math.max(...Array.from(wanted, (w, i) => Math.abs(found[i]! - w))) / size
}

describe('a ridge readout', () => {
  it.each(names)('is the least-squares solution that numpy finds: %s', (name) => {
    const trainer = trainerOf(load(name))
    finish(trainer)
    const expected = JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as Record<string, number[]>
    for (const [parameter, wanted] of Object.entries(expected)) expect(worst(trainer.model.store.read(parameter), wanted), parameter).toBeLessThan(1e-8)
  })

  it.each(names)('changes only the projections into outputs: %s', (name) => {
    const document = load(name)
    const trainer = trainerOf(document)
    finish(trainer)
    const trained = new Set(Object.keys(JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as object))
    const before = modelOf(document).weights()
    for (const [parameter, tensor] of Object.entries(trainer.model.weights())) if (!trained.has(parameter)) expect(tensor).toEqual(before[parameter])
  })

  it('takes one pass, whatever number of epochs is set, and reports the remaining error', () => {
    const trainer = trainerOf(echo({ ...ridge(), epochs: 5 }))
    const seen = finish(trainer)
    const reports = seen.flatMap((p) => (p.kind === 'epoch' ? [p.report] : []))
    expect(trainer.epochs).toBe(1)
    expect(reports).toHaveLength(1)
    const { loss } = trainer.evaluate().scores.train!
    expect(reports[0]!.loss).toBeCloseTo(loss, 10)
    expect(reports[0]!.ridge).toBe(1e-6)
  })

  it('does not depend on the weights from which it starts', () => {
    const document = echo(ridge())
    const once = trainerOf(document)
    finish(once)
    const first = once.model.store.read('W_ry')
    once.extend()
    finish(once)
    expect(once.model.store.read('W_ry')).toEqual(first)
  })

  it('chooses λ on the validation part', () => {
    const candidates = [1e-6, 1, 1000]
    const losses = candidates.map((value) => {
      const trainer = trainerOf(echo(ridge({ ridge: value }), { sequences: 3 }), 1)
      finish(trainer)
      return trainer.evaluate().scores.validation!.loss
    })
    const trainer = trainerOf(echo(ridge({ ridge: candidates }), { sequences: 3 }), 1)
    const report = finish(trainer).flatMap((p) => (p.kind === 'epoch' ? [p.report] : []))[0]!
    expect(report.ridge).toBe(candidates[losses.indexOf(Math.min(...losses))])
    expect(report.tried).toEqual(candidates.map((value, i) => ({ ridge: value, validation: losses[i] })))
    expect(report.validation).toBe(Math.min(...losses))
  })

  it('refuses to choose without a validation part', () => {
    const document = echo(ridge({ ridge: [1, 2] }))
    expect(Trainer.make(modelOf(document), dataset(inlineSequences(document)))).toMatchObject({ code: 'data-missing', path: '/training/algorithm/ridge' })
  })

  it('finds the solution of least norm if the sums are singular', () => {
    const document = draw(
      { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
      { a: 'x → y', b: { from: 'x', to: 'y', kind: 'dense', scale: 2 } },
      {
        training: ridge({ ridge: 0 }),
        data: {
          kind: 'inline',
          sequences: [
            {
              x: [
                [1, 2],
                [0, 1],
                [3, 1],
                [1, 1],
              ],
              y: [[3], [1], [1], [1.5]],
            },
          ],
        },
      },
    )
    const trainer = trainerOf(document)
    expect(finish(trainer).at(-1)!.kind).toBe('done')
    // Columns v and 2v: of all equivalent weights, those of least norm have b = 2a.
    const a = trainer.model.store.read('a')
    expect(
      worst(
        trainer.model.store.read('b'),
        a.map((w) => 2 * w),
      ),
    ).toBeLessThan(1e-12)
    const plain = draw(
      { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
      { a: 'x → y' },
      { training: ridge({ ridge: 0 }), data: document.data },
    )
    const single = trainerOf(plain)
    finish(single)
    expect(
      worst(
        a.map((w) => 5 * w),
        single.model.store.read('a'),
      ),
    ).toBeLessThan(1e-12)
  })

  it('is solved in float64 even if the network runs in float32', () => {
    const document = echo(ridge())
    const exact = trainerOf(document)
    const rough = trainerOf(document, 0, 'float32')
    finish(exact)
    finish(rough)
    expect(worst(rough.model.store.read('W_ry'), exact.model.store.read('W_ry'))).toBeLessThan(1e-4)
  })

  it('names the outputs whose weights would depend on themselves', () => {
    const document = load('feedback')
    const free: GraphDocument = { ...document, training: { ...document.training, teacherForcing: [] } }
    expect(compiled(free).errors).toMatchObject([{ code: 'readout-not-linear', nodes: ['y'] }])
    const chained = echo(ridge())
    chained.nodes.z = { type: 'output', size: 1 }
    chained.edges.W_yz = { from: 'y', to: 'z' }
    expect(compiled(chained).errors).toMatchObject([{ code: 'readout-not-linear', nodes: ['y', 'z'] }])
  })
})

describe('a recursive readout', () => {
  it('ends in the ridge solution if there is no bias', () => {
    const online = trainerOf(echo(recursive({ ridge: 0.1 }), { bias: false }))
    const closed = trainerOf(echo(ridge({ ridge: 0.1 }), { bias: false }))
    finish(online)
    finish(closed)
    expect(worst(online.model.store.read('W_ry'), closed.model.store.read('W_ry'))).toBeLessThan(1e-9)
  })

  it('makes as many passes as epochs are set, by default one', () => {
    expect(trainerOf(echo(recursive())).epochs).toBe(1)
    const twice = trainerOf(echo({ ...recursive({ ridge: 0.2 }), epochs: 2 }, { bias: false }))
    const half = trainerOf(echo(ridge({ ridge: 0.1 }), { bias: false }))
    finish(twice)
    finish(half)
    expect(worst(twice.model.store.read('W_ry'), half.model.store.read('W_ry'))).toBeLessThan(1e-9)
  })

  it('forgets: with φ below 1 the weights follow what changes', () => {
    const late = (forgetting: number): number => {
      const x = Array.from({ length: 200 }, (_, t) => [Math.sin(t)])
      const document = draw(
        { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1, bias: false } },
        { w: 'x → y' },
        { training: recursive({ forgetting }), data: { kind: 'inline', sequences: [{ x, y: x.map(([v], t) => [(t < 100 ? 1 : -2) * v!]) }] } },
      )
      const trainer = trainerOf(document)
      finish(trainer)
      return trainer.model.store.read('w')[0]!
    }
    expect(late(0.8)).toBeCloseTo(-2, 6)
    expect(late(1)).toBeCloseTo(-0.5, 1)
  })

  it('stabilizes a network that is fed its own output (FORCE)', () => {
    const wave = Array.from({ length: 1200 }, (_, t) => [Math.sin(t / 5)])
    const document = draw(
      {
        b: { type: 'context' },
        r: { type: 'reservoir', size: 60, spectralRadius: 1.3, density: 0.2, leak: 0.3, biasScaling: 0.3, seed: 1 },
        y: { type: 'output', size: 1, bias: false },
      },
      { again: 'y → b', W_br: 'b → r', W_ry: 'r → y' },
      { training: recursive({ ridge: 1 }), data: { kind: 'inline', sequences: [{ y: wave }] } },
    )
    expect(compiled(document).errors).toEqual([])
    const trainer = trainerOf(document)
    const losses = finish(trainer).flatMap((p) => (p.kind === 'update' ? [p.loss] : []))
    expect(losses.at(-1)!).toBeLessThan(1e-3)
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 10)
  })
})
