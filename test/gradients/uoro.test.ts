import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { makeRtrl, type Rtrl } from '../../engine/learn/rtrl/rtrl'
import { Trainer } from '../../engine/learn/train/trainer'
import { dataset, finish } from '../learn/helpers'
import { draw, elman, modelOf } from '../documents'
import { randomGraph } from '../random-graphs'
import { farthest } from './compare'
import { inlineSequences } from './sequences'

const full: Method = { horizon: null, every: null, recompute: false }

interface Mean {
  /** The entry whose mean lies farthest from the exact gradient, in standard errors. */
  readonly farthest: number
  /** Whether any entry differs from draw to draw. */
  readonly noisy: boolean
  /** Root mean square over entries of (mean − exact)/standard error: near 1 without bias. */
  readonly spread: number
}

/** Draws UORO's gradient of the whole batch repeatedly, with constant weights. */
function drawn(document: GraphDocument, draws: number): Mean {
  const sequences = inlineSequences(document).sort((a, b) => b.length - a.length)
  const exact = gradient(modelOf(document), sequences, full) as GradientResult
  const model = modelOf(document)
  const { kernels, store } = model
  const learner = makeRtrl(model, { variant: 'uoro', every: null, washout: 0 }, sequences.length, sequences[0]!.length) as Rtrl
  learner.program.mode.forcing = true
  learner.program.refresh()
  const names = Object.keys(exact.gradients)
  const truth = names.flatMap((name) => [...exact.gradients[name]!.data])
  const sum = new Float64Array(truth.length)
  const squares = new Float64Array(truth.length)
  for (let n = 0; n < draws; n++) {
    kernels.fill(store.trainable, store.gradients, 0)
    for (const _ of learner.gradients(sequences)) continue
    let at = 0
    for (const name of names)
      for (const g of model.gradient(name).data) {
        const off = g - truth[at]!
        sum[at]! += off
        squares[at++]! += off * off
      }
  }
  let [worst, total, noisy] = [0, 0, 0]
  truth.forEach((g, i) => {
    const mean = sum[i]! / draws
    const error = Math.sqrt((squares[i]! / draws - mean * mean) / draws)
    if (!(error > 1e-12 * Math.max(1, Math.abs(g)))) {
      // Gradients that pass through no memory are exact in every draw.
      expect(Math.abs(mean)).toBeLessThan(1e-10 * Math.max(1, Math.abs(g)))
      return
    }
    noisy++
    total += (mean / error) ** 2
    worst = Math.max(worst, Math.abs(mean) / error)
  })
  return { farthest: worst, noisy: noisy > 0, spread: Math.sqrt(total / Math.max(1, noisy)) }
}

/** Delays of several steps, decays, trained initial states, a gate, a cell with its own memory, a feedback of the output. */
const everything = (): GraphDocument =>
  draw(
    {
      x: { type: 'input', size: 2 },
      h: { type: 'layer', size: 2 },
      late: { type: 'context', delay: 3, initial: 'trainable' },
      fading: { type: 'context', decay: 0.6, delay: 2, initial: 'trainable' },
      g: { type: 'gate', size: 2 },
      m: { type: 'cell', size: 2, initial: 'trainable' },
      back: { type: 'context' },
      y: { type: 'output', size: 1 },
    },
    {
      in: { from: 'x', to: 'h', kind: 'sparse', density: 0.7 },
      a: 'h → late',
      b: 'late → h',
      c: 'h → fading',
      d: { from: 'fading', to: 'h', kind: 'diagonal' },
      e: 'fading → g.control',
      f: 'h → g.signal',
      i: 'g → m.in',
      j: 'g.gate → m.forget',
      k: 'm → y',
      l: 'y → back',
      n: 'back → h',
    },
    { training: { seed: 5 }, data: elman().data! },
  )

describe('UORO', () => {
  it.each([
    ['the network of Elman, four sequences at once', elman({ seed: 2 }, 3)],
    ['delays, decays, initial states and gates', everything()],
  ])('has the exact gradient as its mean: %s', (_, document) => {
    const { farthest: worst, noisy, spread } = drawn(document, 10_000)
    expect(noisy).toBe(true)
    expect(worst).toBeLessThan(4)
    expect(spread).toBeLessThan(1.7)
  })

  it('has that mean on random graphs, with teacher forcing', () => {
    for (const seed of [3, 11, 24, 31]) {
      const { farthest: worst } = drawn(randomGraph(seed, { forcing: true }), 2_000)
      expect(worst, `graph ${seed}`).toBeLessThan(4.5)
    }
  })

  it('is exact without memory', () => {
    for (let seed = 0; seed < 20; seed++) {
      const document = randomGraph(seed, { feedforward: true })
      const of = (method: Method): GradientResult => gradient(modelOf(document), inlineSequences(document), method) as GradientResult
      expect(farthest(of({ variant: 'uoro' }), of(full)), `graph ${seed}`).toBeLessThan(1e-9)
    }
  })

  it('draws the same signs from the same seed, and others from another', () => {
    const of = (seed: number): GradientResult => {
      const document = elman({ seed })
      const first = modelOf(elman({ seed: 1 })).weights()
      return gradient(modelOf({ ...document, weights: first }), inlineSequences(document), { variant: 'uoro' }) as GradientResult
    }
    expect(of(1)).toEqual(of(1))
    expect(of(1).gradients).not.toEqual(of(2).gradients)
  })

  it('is the same in float32 up to rounding, with the same signs', () => {
    for (const document of [elman({ seed: 2 }, 6), everything()]) {
      const of = (precision: 'float32' | 'float64'): GradientResult =>
        gradient(modelOf(document, { precision }), inlineSequences(document), { variant: 'uoro' }) as GradientResult
      const [single, double] = [of('float32'), of('float64')]
      for (const [name, { data }] of Object.entries(double.gradients)) {
        const off = Math.hypot(...data.map((g, i) => single.gradients[name]!.data[i]! - g))
        expect(off, name).toBeLessThanOrEqual(1e-4 * Math.hypot(...data))
      }
    }
  })

  it('trains a network to reproduce its input of two steps ago', () => {
    const random = stream(4, 'bits')
    const bits = Array.from({ length: 60 }, () => [random.uniform() < 0.5 ? -1 : 1])
    const document = draw(
      { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 8 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
      { in: 'x → h', copy: 'h → c', back: 'c → h', out: 'h → y' },
      {
        training: { seed: 2, epochs: 150, algorithm: { kind: 'rtrl', variant: 'uoro' }, optimizer: { kind: 'adam', learningRate: 0.01 } },
        data: { kind: 'inline', sequences: [{ x: bits, y: bits.map((_, t) => (t < 2 ? null : bits[t - 2]!)) }] },
      },
    )
    const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
    const losses = finish(trainer).flatMap((p) => (p.kind === 'epoch' ? [p.report.loss] : []))

    expect(losses[0]).toBeGreaterThan(0.3)
    expect(losses.at(-1)).toBeLessThan(0.05)
  })
})
