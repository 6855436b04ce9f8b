import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument } from '../../engine/document/types'
import { bptt, type Horizon } from '../../engine/learn/bptt/bptt'
import { GradientNorm } from '../../engine/learn/optimize/gradient-norm'
import type { Model } from '../../engine/learn/model/model'
import { compiled, draw, elman, modelOf } from '../documents'
import { randomGraph } from '../random-graphs'
import { inlineSequences } from './sequences'

const whole: Horizon = { horizon: null, every: null, recompute: false }

interface Measured {
  readonly model: Model
  readonly omega: number
  /** ∂Ω/∂w by parameter. */
  readonly gradients: ReadonlyMap<string, Float64Array>
  /** Ω with other weights in the Jacobians, but the same values and errors. */
  readonly at: (name: string, entry: number, change: number) => number
}

/** One backward pass over all sequences at once, and Ω with its gradient. */
function measure(document: GraphDocument): Measured {
  const model = modelOf(document)
  const { kernels, store } = model
  const sequences = inlineSequences(document).sort((a, b) => b.length - a.length)
  const program = model.bind({ steps: sequences[0]!.length, keep: 0, sequences: sequences.length, adjoints: true })
  const norm = new GradientNorm(model, program)
  program.mode.forcing = true
  program.refresh()
  kernels.fill(store.trainable, store.gradients, 0)
  let before: ReturnType<typeof kernels.view> | undefined
  let window: [number, number] = [0, 0]
  for (const _ of bptt(program, sequences, whole, 0, {
    pass(start, end) {
      before = kernels.view().slice()
      window = [start, end]
      norm.pass(start, end)
    },
  }))
    continue
  const omega = norm.value
  kernels.fill(store.trainable, store.gradients, 0)
  norm.addTo(1)
  const names = store.declarations.flatMap((p) => (p.trainable ? [p.name] : []))
  const gradients = new Map(names.map((name) => [name, Float64Array.from(store.readGradient(name))]))
  return {
    model,
    omega,
    gradients,
    at(name, entry, change) {
      kernels.view().set(before!)
      const values = Float64Array.from(store.read(name))
      values[entry]! += change
      store.write(name, values)
      program.refresh()
      norm.clear()
      norm.pass(...window)
      return norm.value
    },
  }
}

/** The largest distance of ∂Ω/∂w from central differences of Ω, relative to the largest entry. */
function farthest({ gradients, at }: Measured): number {
  let worst = 0
  const largest = Math.max(1e-3, ...[...gradients.values()].flatMap((g) => [...g].map(Math.abs)))
  for (const [name, gradient] of gradients)
    gradient.forEach((g, i) => {
      const difference = (at(name, i, 1e-5) - at(name, i, -1e-5)) / 2e-5
      worst = Math.max(worst, Math.abs(difference - g) / largest)
    })
  return worst
}

const data = (seed: number) => ({
  kind: 'inline' as const,
  sequences: [0, 1, 2].map((k) => {
    const random = stream(seed, `sequence ${k}`)
    const vectors = (size: number): number[][] => Array.from({ length: 9 }, () => Array.from({ length: size }, () => random.normal()))
    return { x: vectors(2), y: vectors(1) }
  }),
})

const lstm = (): GraphDocument =>
  draw(
    {
      x: { type: 'input', size: 2 },
      c: { type: 'context' },
      g: { type: 'layer', size: 3 },
      i: { type: 'gate', size: 3 },
      f: { type: 'layer', size: 3, activation: 'logistic' },
      m: { type: 'cell', size: 3 },
      h: { type: 'gate', size: 3 },
      y: { type: 'output', size: 1 },
    },
    {
      xg: 'x → g',
      cg: 'c → g',
      xi: 'x → i.control',
      ci: 'c → i.control',
      gi: 'g → i.signal',
      xf: 'x → f',
      cf: 'c → f',
      im: 'i → m.in',
      fm: 'f → m.forget',
      mh: 'm → h.signal',
      xh: 'x → h.control',
      ch: 'c → h.control',
      hc: 'h → c',
      hy: 'h → y',
    },
    { data: data(1), training: { seed: 3 } },
  )

const delayed = (delay: number): GraphDocument =>
  draw(
    { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, c: { type: 'context', delay }, y: { type: 'output', size: 1 } },
    { in: 'x → h', copy: 'h → c', back: 'c → h', out: 'h → y' },
    { data: data(2), training: { seed: 4 } },
  )

/** The same memory as a delay of three: three contexts in a row. */
const chained = (): GraphDocument =>
  draw(
    {
      x: { type: 'input', size: 2 },
      h: { type: 'layer', size: 3 },
      a: { type: 'context' },
      b: { type: 'context' },
      c: { type: 'context' },
      y: { type: 'output', size: 1 },
    },
    { in: 'x → h', copy: 'h → a', on: 'a → b', further: 'b → c', back: 'c → h', out: 'h → y' },
    { data: data(2), training: { seed: 4 } },
  )

/** Ω of Elman's network by its formulas alone: δ by plain loops, the Jacobian of a step diag(1 − h²) W. */
function elmanOmega(document: GraphDocument, { model: { store } }: Measured): number {
  const [win, w, wout, b, by] = ['W_xh', 'W_ch', 'W_hy', 'h.bias', 'y.bias'].map((name) => store.read(name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const n = b.length
  const sequences = inlineSequences(document)
  let [sum, terms] = [0, 0]
  for (const { length, inputs, targets } of sequences) {
    const h: number[][] = []
    const error: number[] = []
    for (let t = 0; t < length; t++) {
      h.push(
        Array.from({ length: n }, (_, i) => {
          let net = b[i]! + win[2 * i]! * inputs.x![2 * t]! + win[2 * i + 1]! * inputs.x![2 * t + 1]!
          for (let j = 0; j < n; j++) net += w[i * n + j]! * (h[t - 1]?.[j] ?? 0)
          return Math.tanh(net)
        }),
      )
      error.push(by[0]! + h[t]!.reduce((y, v, i) => y + wout[i]! * v, 0) - targets.y!.values[t]!)
    }
    // c(t) = h(t−1): an error δ at it comes from step t and all later ones.
    const through = (error: number[], t: number): number[] => {
      const net = error.map((e, i) => e * (1 - h[t]![i]! ** 2))
      return Array.from({ length: n }, (_, j) => net.reduce((s, e, i) => s + e * w[i * n + j]!, 0))
    }
    const length2 = (v: number[]): number => Math.sqrt(v.reduce((s, e) => s + e * e, 0))
    let later = Array.from({ length: n }, () => 0)
    for (let t = length - 1; t >= 0; t--) {
      if (t < length - 1) {
        sum += (length2(through(later, t)) / length2(later) - 1) ** 2
        terms++
      }
      later = through(
        later.map((e, i) => e + wout[i]! * error[t]!),
        t,
      )
    }
  }
  return sum / terms
}

describe('the gradient-norm regularizer Ω', () => {
  it('equals its formula for the network of Elman', () => {
    const document = elman({ seed: 2 })
    const measured = measure(document)
    expect(measured.omega).toBeGreaterThan(0.1)
    expect(measured.omega).toBeCloseTo(elmanOmega(document, measured), 12)
  })

  it('treats a delay as that many copies in a row', () => {
    const [one, three] = [measure(delayed(3)), measure(chained())]
    expect(one.omega).toBeCloseTo(three.omega, 12)
    const [a, b] = [one, three].map((m) => m.gradients.get('back')!)
    a!.forEach((g, i) => expect(g).toBeCloseTo(b![i]!, 12))
  })

  it.each([
    ['Elman', elman({ seed: 2 })],
    ['LSTM', lstm()],
    ['a delay of three', delayed(3)],
  ])('has the gradient that central differences find with errors and values held still: %s', (_, document) => {
    const measured = measure(document)
    expect(measured.omega).toBeGreaterThan(0)
    expect(Math.max(...[...measured.gradients.values()].flat().map((g) => Math.max(...g.map(Math.abs))))).toBeGreaterThan(1e-3)
    expect(farthest(measured)).toBeLessThan(1e-6)
  })

  it('has that gradient on random graphs, in both directions of time', () => {
    let counted = 0
    for (let seed = 0; seed < 60; seed++) {
      const document = randomGraph(seed, { backward: true, forcing: seed % 2 === 0 })
      if (!compiled(document).network) continue
      const measured = measure(document)
      if (measured.omega === 0) continue
      counted++
      expect(farthest(measured), `graph ${seed}`).toBeLessThan(1e-6)
    }
    expect(counted).toBeGreaterThan(10)
  })
})
