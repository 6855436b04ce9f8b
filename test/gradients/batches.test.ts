import { describe, it } from 'vitest'
import type { GradientReady } from '../../engine/learn/model/learner'
import { bptt, tapeFor, type Horizon } from '../../engine/learn/bptt/bptt'
import { makeRtrl, Rtrl } from '../../engine/learn/rtrl/rtrl'
import type { Variant } from '../../engine/learn/rtrl/variants'
import type { Program } from '../../engine/compile/program'
import type { GradientResult, Method } from '../../engine/learn/check/gradient'
import { apart, full, onSubjects, type Subject } from './subjects'

const FIRST = Number(process.env.SEED ?? 19_000)

/** The gradient of all sequences as one batch, the longest first, with the loss and steps that the learner reports. */
function ofBatch({ model, sequences, longest }: Subject, method: Method): { result: GradientResult; steps: number } {
  const { network, kernels, store } = model
  const batch = sequences.toSorted((a, b) => b.length - a.length)
  const learner = (): { program: Program; run: () => Generator<GradientReady, void, void> } => {
    if ('variant' in method) {
      const rtrl = makeRtrl(model, { washout: 0, every: 2, ...method }, batch.length, longest)
      if (!(rtrl instanceof Rtrl)) throw new Error(rtrl.message)
      return { program: rtrl.program, run: () => rtrl.gradients(batch) }
    }
    const tape = tapeFor(method, longest, network.longestDelay, network.backwardInTime)
    const program = model.bind({ ...tape, sequences: batch.length, adjoints: true })
    return { program, run: () => bptt(program, batch, method, 0) }
  }
  const { program, run } = learner()
  program.mode.forcing = true
  program.refresh()
  kernels.fill(store.trainable, store.gradients, 0)
  let [loss, steps] = [0, 0]
  for (const due of run()) {
    loss += due.loss
    steps += due.steps
  }
  const gradients = Object.fromEntries(network.parameters.filter((p) => p.trainable).map(({ name }) => [name, model.gradient(name)]))
  return { result: { loss, outputs: [], gradients }, steps }
}

function same(s: Subject, method: Method): string | undefined {
  if (s.sequences.length < 2) return 'skip'
  const wanted = s.gradient(method)
  const { result, steps } = ofBatch(s, method)
  const all = s.sequences.reduce((sum, { length }) => sum + length, 0)
  if (steps !== all) return `${steps} steps instead of ${all}`
  if (!(Math.abs(result.loss - wanted.loss) <= 1e-11 * Math.max(1, Math.abs(wanted.loss)))) return `loss ${result.loss} instead of ${wanted.loss}`
  return apart(result, wanted, 1e-11)
}

/** A batch of sequences of different lengths gives the sum of the gradients of its sequences. */
describe(`a batch = its sequences one by one, seeds from ${FIRST}`, () => {
  it('BPTT over whole sequences, both directions of time, on 100 graphs', () => {
    onSubjects(FIRST, 100, { backward: true }, (s) => (s.model.network.backwardInTime ? same(s, full) : 'skip'))
  })

  it('BPTT over whole sequences, targets fed back, on 200 graphs', () => {
    onSubjects(FIRST, 200, { forcing: true }, (s) => same(s, s.seed % 2 === 0 ? full : { horizon: null, every: 1 + (s.seed % 4), recompute: false }))
  })

  it('BPTT(h; h′), on 100 graphs', () => {
    onSubjects(FIRST, 100, {}, (s) => {
      const horizon = 1 + (s.seed % 5)
      const method: Horizon = { horizon, every: 1 + (s.seed % horizon), recompute: s.seed % 2 === 0 }
      return same(s, method)
    })
  })

  it.each(['exact', 'hybrid', 'snap-1', 'e-prop'] as Variant[])('RTRL, %s, on 200 graphs', (variant) => {
    onSubjects(FIRST, 200, { forcing: true }, (s) => same(s, { variant, every: 1 + (s.seed % 3) }))
  })
})
