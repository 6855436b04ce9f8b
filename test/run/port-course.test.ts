import { expect, it } from 'vitest'
import { spread } from '../../engine/run/port-course'
import { elman } from '../documents'
import { Stage } from './stage'

it('the course of a port has, for each kept epoch, the mean of the shown values', () => {
  const stage = new Stage(elman({ epochs: 5, optimizer: { kind: 'adam', learningRate: 0.05 } }))
  stage.train()
  const before = stage.checkpoint()
  const course = stage.ask({ kind: 'port-course', port: 'h', part: 'train', sequence: 1 })!
  expect([...course.epochs]).toEqual([0, 1, 2, 3, 4, 5])
  expect(course.units).toBe(4)
  // Nothing of the training changes.
  expect(stage.checkpoint()).toEqual(before)
  stage.send({ kind: 'hold', at: { part: 'train', sequence: 1, step: 0 } })
  for (const epoch of [0, 3]) {
    stage.send({ kind: 'look', epoch })
    const { values, units, steps } = stage.look({ kind: 'signal', port: 'h' })
    expect(steps).toBe(12)
    for (let u = 0; u < units; u++) {
      const mean = Array.from({ length: steps }, (_, t) => values[t * units + u]!).reduce((sum, v) => sum + v, 0) / steps
      expect(course.means[epoch * units + u]).toBeCloseTo(mean, 6)
    }
  }
  expect(stage.ask({ kind: 'port-course', port: 'none', part: 'train', sequence: 1 })).toBeUndefined()
})

it('of many epochs some are used, including the first and the last', () => {
  const epochs = Array.from({ length: 1000 }, (_, e) => e)
  expect(spread(epochs, 5)).toEqual([0, 250, 500, 749, 999])
  expect(spread([1, 2], 5)).toEqual([1, 2])
})
