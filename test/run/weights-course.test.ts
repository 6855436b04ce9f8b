import { expect, it } from 'vitest'
import { unpack } from '../../engine/learn/train/checkpoint'
import { elman } from '../documents'
import { Stage } from './stage'

it('a parameter over the kept epochs has the weights of their checkpoints: histogram, norms, difference', () => {
  const stage = new Stage(elman({ epochs: 6, optimizer: { kind: 'adam', learningRate: 0.05 } }))
  stage.train()
  const course = stage.ask({ kind: 'weights-course', name: 'W_ch', epoch: 2, entries: [5, 0] })!
  expect([...course.epochs]).toEqual([0, 1, 2, 3, 4, 5, 6])
  const weightsAt = (epoch: number): Float64Array => unpack(stage.ask({ kind: 'past', epoch })!.weights.W_ch)!
  const now = weightsAt(6)
  const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0))
  for (const epoch of course.epochs) {
    const then = weightsAt(epoch)
    expect([course.values![2 * epoch], course.values![2 * epoch + 1]]).toEqual([then[5], then[0]])
    expect(course.norms[epoch]).toBeCloseTo(norm(then), 12)
    expect(course.distances[epoch]).toBeCloseTo(norm(then.map((v, i) => v - now[i]!)), 12)
    const counts = new Uint32Array(course.bins)
    for (const v of then) counts[Math.min(course.bins - 1, Math.floor(((v / course.reach + 1) / 2) * course.bins))]!++
    expect(course.counts.subarray(epoch * course.bins, (epoch + 1) * course.bins)).toEqual(counts)
  }
  expect(course.norm).toBeCloseTo(norm(now), 12)
  expect(course.distances[6]).toBe(0)
  const then = weightsAt(2)
  expect(course.difference).toEqual({ rows: 4, columns: 4, values: Float32Array.from(now, (v, i) => v - then[i]!) })
  expect(stage.ask({ kind: 'weights-course', name: 'none' })).toBeUndefined()
})
