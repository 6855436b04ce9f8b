import { describe, expect, it } from 'vitest'
import { resolveTraining } from '../../engine/compile'
import type { ScheduleSpec } from '../../engine/document/types'
import { Schedule } from '../../engine/learn/optimize/schedule'
import { Trainer } from '../../engine/learn/train/trainer'
import { elman, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset, finish } from './helpers'

const make = (schedule: ScheduleSpec | null, epochs = 10): Schedule =>
  new Schedule(resolveTraining({ schedule, epochs, optimizer: { kind: 'sgd', learningRate: 1 } }))

const rates = (schedule: ScheduleSpec | null, count: number, epochs?: number): number[] => {
  const made = make(schedule, epochs)
  return Array.from({ length: count }, (_, e) => made.rate(e))
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length)
  wanted.forEach((w, i) => expect(found[i]).toBeCloseTo(w, 12))
}

describe('the learning rate', () => {
  it('is constant without a schedule', () => expectClose(rates(null, 3), [1, 1, 1]))

  it('falls by steps', () => expectClose(rates({ kind: 'step', factor: 0.5, period: 2 }, 6), [1, 1, 0.5, 0.5, 0.25, 0.25]))

  it('falls by a factor every epoch, or every `period` of them', () => {
    expectClose(rates({ kind: 'exponential', factor: 0.5 }, 3), [1, 0.5, 0.25])
    expectClose(rates({ kind: 'exponential', factor: 0.25, period: 2 }, 4), [1, 0.5, 0.25, 0.125])
  })

  it('follows half a cosine over the remaining epochs, and restarts', () => {
    expectClose(rates({ kind: 'cosine' }, 5, 4), [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2, 1])
    expectClose(rates({ kind: 'cosine', factor: 0.5, period: 2, warmup: 1 }, 4), [0.5, 1, 0.75, 1])
  })

  it('warms up in equal steps before any of them', () =>
    expectClose(rates({ kind: 'step', factor: 0.1, period: 1, warmup: 3 }, 6), [0.25, 0.5, 0.75, 1, 0.1, 0.01]))

  it('falls when the loss has found no new least for `period` epochs', () => {
    const schedule = make({ kind: 'plateau', factor: 0.5, period: 2 })
    const seen = [5, 4, 4, 4.5, 3, 3, 3.5, 3.1, 2].map((loss, e) => {
      const rate = schedule.rate(e)
      schedule.report(e, loss)
      return rate
    })
    expectClose(seen, [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
  })

  it('is the rate that updates use', () => {
    const change = (schedule: ScheduleSpec | null): number[] => {
      const document = elman({ epochs: 2, batchSize: 4, schedule, optimizer: { kind: 'sgd', learningRate: 0.5 } })
      const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document))) as Trainer
      const read = (): Float64Array => trainer.model.store.read('W_xh')
      const moved: number[] = []
      let before = read()
      for (const progress of finish(trainer))
        if (progress.kind === 'epoch') {
          const after = read()
          moved.push(Math.hypot(...after.map((w, i) => w - before[i]!)))
          before = after
        }
      return moved
    }
    // `finish` runs to the end first, so only the weights of the last epoch can be seen.
    const still = change({ kind: 'step', factor: 1e-12, period: 1 })
    const full = change(null)
    expect(still[0]).not.toBeCloseTo(full[0]!, 6)
  })
})
