import { describe, expect, it } from 'vitest'
import type { Sequence } from '../../engine/data/types'
import type { GradientResult, Method } from '../../engine/learn/check/gradient'
import { makeRtrl, Rtrl } from '../../engine/learn/rtrl/rtrl'
import { contextsAsInputs, fromPrimitives } from '../rewrites'
import { apart, asBefore, cosine, onSubjects, rtrl, type Subject } from './subjects'

/** First seed of the random graphs on which methods of computing the same gradient are compared. */
const FIRST = Number(process.env.SEED ?? 11_000)
const COUNT = 200

const bptt = (horizon: number, every: number): Method => ({ horizon, every, recompute: false })

/** The sequence up to step t, with the targets of this step alone. */
const judgedAt = (sequence: Sequence, t: number): Sequence => ({
  length: t + 1,
  inputs: Object.fromEntries(Object.entries(sequence.inputs).map(([id, values]) => [id, values.slice(0, (values.length / sequence.length) * (t + 1))])),
  targets: Object.fromEntries(
    Object.entries(sequence.targets).map(([id, { values, present }]) => [
      id,
      { values: values.slice(0, (values.length / sequence.length) * (t + 1)), present: present.slice(0, t + 1).map((p, s) => (s === t ? p : 0)) },
    ]),
  ),
})

function sum(results: readonly GradientResult[]): GradientResult {
  const [first, ...rest] = results
  const gradients = Object.fromEntries(
    Object.entries(first!.gradients).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((g, i) => rest.reduce((s, r) => s + r.gradients[name]!.data[i]!, g)) },
    ]),
  )
  return { ...first!, gradients }
}

describe(`identities of gradients, seeds from ${FIRST}`, () => {
  it(`RTRL = full BPTT, and BPTT(h; h′) = full BPTT for h ≥ T, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      const T = s.longest
      return (
        apart(s.gradient(rtrl), s.full, 1e-10, 'RTRL')
        ?? apart(s.gradient(bptt(T, T)), s.full, 1e-11, 'BPTT(T;T)')
        ?? apart(s.gradient(bptt(T + (s.seed % 3), 1 + (s.seed % T))), s.full, 1e-11, 'BPTT(h ≥ T; h′)')
      )
    })
  })

  it(`BPTT(h; 1) of all targets = the sum of BPTT(h) of the single ones, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      const [sequence] = s.sequences
      const h = 1 + (s.seed % 5)
      const parts = Array.from({ length: sequence!.length }, (_, t) => judgedAt(sequence!, t))
      return apart(s.gradient(bptt(h, 1), [sequence!]), sum(parts.map((p) => s.gradient(bptt(h, h), [p]))), 1e-12)
    })
  })

  it(`RTRL without carried sensitivities = BPTT(1) = back-propagation with contexts as inputs, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      // If only contexts have memory, their values become inputs, and every step a sequence that starts without memory.
      const drawn = fromPrimitives(s.document)
      const cut = contextsAsInputs(drawn.document)
      const one = s.gradient(bptt(1, 1))
      const inputs = s.other(cut)
      const plain = inputs.full
      const within = { ...one, gradients: Object.fromEntries(Object.entries(one.gradients).filter(([name]) => Object.hasOwn(plain.gradients, name))) }
      // A wire into a context acts one step later; the initial value of one acts at the start.
      for (const name of Object.keys(one.gradients)) {
        if (Object.hasOwn(plain.gradients, name) || name.endsWith('.initial')) continue
        if (one.gradients[name]!.data.some((g) => g !== 0)) return `BPTT(1) reaches ${name}`
      }
      return apart(asBefore(plain, within, drawn), within, 1e-11, 'BPTT(1)') ?? apart(inputs.gradient(rtrl), plain, 1e-11, 'RTRL')
    })
  })

  it('the hybrid has RTRL’s gradient at the end of every block, on 200 graphs', () => {
    onSubjects(FIRST, 200, {}, (s) => {
      const every = 1 + (s.seed % 4)
      const [sequence] = s.sequences
      const hybrid = soFar(s, 'hybrid', sequence!, every)
      const exact = soFar(s, 'exact', sequence!, every)
      if (hybrid.length !== exact.length) return `${hybrid.length} blocks instead of ${exact.length}`
      return hybrid.map((h, k) => apart(h, exact[k]!, 1e-10, `block ${k}:`)).find((fault) => fault !== undefined)
    })
  })

  it('without memory every method is the same, on 200 graphs', () => {
    onSubjects(FIRST, 200, { feedforward: true }, (s) => {
      const methods: [string, Method][] = [
        ['BPTT(1;1)', bptt(1, 1)],
        ['BPTT(3;2)', bptt(3, 2)],
        ['RTRL', rtrl],
        ['hybrid', { variant: 'hybrid', every: 2 }],
        ['SnAp-1', { variant: 'snap-1' }],
        ['e-prop', { variant: 'e-prop' }],
      ]
      for (const [name, method] of methods) {
        const fault = apart(s.gradient(method), s.full, 1e-13, name)
        if (fault !== undefined) return fault
      }
      return undefined
    })
  })

  it(`the angle between BPTT(h) and the full gradient closes as h grows, on ${COUNT} graphs`, () => {
    const horizons = [1, 2, 4, 8, 16]
    const cosines: number[][] = horizons.map(() => [])
    onSubjects(FIRST, COUNT, {}, (s) => {
      const size = Math.hypot(...Object.values(s.full.gradients).flatMap(({ data }) => [...data]))
      if (!(size > 1e-8)) return 'skip'
      horizons.forEach((h, i) => {
        const c = cosine(s.gradient(bptt(h, 1)), s.full)
        cosines[i]!.push(Number.isNaN(c) ? 0 : c)
      })
      return undefined
    })
    // Not on every graph: on average, and for the worst tenth.
    for (const fault of [cosines.map((c) => c.reduce((a, b) => a + b, 0) / COUNT), cosines.map((c) => c.toSorted((a, b) => a - b)[COUNT / 10]!)]) {
      expect(fault[0]).toBeLessThan(0.99)
      for (let i = 1; i < fault.length; i++) expect(fault[i]!, fault.join(', ')).toBeGreaterThan(fault[i - 1]!)
      expect(fault.at(-1)).toBeCloseTo(1, 12)
    }
  })
})

/** Gradients so far, over one sequence, at the end of every block. */
function soFar({ model }: Subject, variant: 'hybrid' | 'exact', sequence: Sequence, every: number): GradientResult[] {
  const learner = makeRtrl(model, { variant, every, washout: 0 }, 1, sequence.length)
  if (!(learner instanceof Rtrl)) throw new Error(learner.message)
  const { kernels, store, network } = model
  kernels.fill(store.trainable, store.gradients, 0)
  learner.program.refresh()
  const results: GradientResult[] = []
  for (const { loss } of learner.gradients([sequence]))
    results.push({
      loss,
      outputs: [],
      gradients: Object.fromEntries(network.parameters.filter((p) => p.trainable).map(({ name }) => [name, model.gradient(name)])),
    })
  return results
}
