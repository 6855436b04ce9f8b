import { describe, expect, it } from 'vitest'
import { diagnoseCourse, type EpochCourse, type Finding } from '../../engine/analyze/diagnose'

const course = (loss: (epoch: number) => number, validation: (epoch: number) => number | null = () => null, more: Partial<EpochCourse> = {}): EpochCourse[] =>
  Array.from({ length: 40 }, (_, i) => ({ epoch: i + 1, loss: loss(i + 1), validation: validation(i + 1), ...more }))
const codes = (found: readonly Finding[]): string[] => found.map(({ code }) => code)

describe('a training', () => {
  const falling = (epoch: number): number => 1 / epoch
  it('that goes well has no finding', () => {
    expect(diagnoseCourse(course(falling, (epoch) => 1.2 / epoch, { nrmse: 0.4 }))).toEqual([])
    expect(diagnoseCourse(course(falling).slice(0, 5))).toEqual([])
  })
  it('diverges without an overflow', () => {
    expect(diagnoseCourse(course((epoch) => 0.1 + Math.exp((epoch - 20) / 5)))).toMatchObject([{ code: 'diverging', values: { epoch: 1 } }])
  })
  it('diverges only once its loss is no longer low', () => {
    expect(diagnoseCourse(course((epoch) => (epoch === 1 ? 1 : epoch < 20 ? 0.001 : 0.01 + epoch / 1e4)))).toEqual([])
  })
  it('overfits from an epoch on', () => {
    expect(diagnoseCourse(course(falling, (epoch) => 0.5 + Math.abs(epoch - 15) / 40))).toMatchObject([{ code: 'overfitting', values: { epoch: 15 } }])
  })
  it('does not overfit if it is worse than the mean on the training part itself', () => {
    const stuck = course(falling, (epoch) => 0.5 + Math.abs(epoch - 15) / 40, { nrmse: 2.6 })
    expect(codes(diagnoseCourse(stuck))).toEqual(['worse-than-mean'])
  })
  it('does not overfit if chance explains the difference, or a single epoch makes it', () => {
    const rising = (epoch: number): number => 0.5 + Math.abs(epoch - 15) / 250
    expect(codes(diagnoseCourse(course(falling, rising, { validated: 10_000 })))).toEqual(['overfitting'])
    expect(codes(diagnoseCourse(course(falling, rising, { validated: 30 }))), '20 % in 30 steps').toEqual([])
    expect(codes(diagnoseCourse(course(falling, (epoch) => (epoch === 40 ? 2 : 1 / epoch))))).toEqual([])
  })
  it('oscillates', () => {
    const found = (loss: (epoch: number) => number): string[] => codes(diagnoseCourse(course(loss)))
    expect(diagnoseCourse(course((epoch) => 1 + 0.4 * (-1) ** epoch))).toEqual([{ code: 'oscillating', values: { turns: 10, epochs: 12 } }])
    expect(
      found((epoch) => 1 + 0.02 * (-1) ** epoch),
      'a little above the stable rate',
    ).toEqual(['oscillating'])
    expect(found((epoch) => 1 + 0.005 * (-1) ** epoch)).toEqual([])
    expect(
      found((epoch) => (1 + 0.4 * (-1) ** epoch) * 0.95 ** epoch),
      'on the way down',
    ).toEqual([])
    const swings = (epoch: number): number => 1 + 0.5 * Math.sin((2 * Math.PI * epoch) / 5)
    expect(found(swings), 'slower, as with mini-batches').toEqual(['oscillating'])
    expect(
      found((epoch) => 0.01 * swings(epoch) + (epoch === 1 ? 1 : 0)),
      'when the loss is low already',
    ).toEqual([])
  })
  it('is worse than predicting the mean', () => {
    expect(codes(diagnoseCourse(course(falling, undefined, { nrmse: 1.3 })))).toEqual(['worse-than-mean'])
  })
  it('is not said to be worse than the last value if an edit has changed the network since', () => {
    const fitted = { epoch: 1, loss: 0.01, validation: null, nrmse: 0.2, skill: -3 }
    expect(codes(diagnoseCourse([{ ...fitted, scored: 0.011 }], true))).toEqual(['worse-than-last'])
    expect(diagnoseCourse([{ ...fitted, scored: 4 }], true)).toEqual([{ code: 'changed-since', values: { times: 20 } }])
    expect(codes(diagnoseCourse(course(falling, undefined, { nrmse: 0.4, skill: -3, scored: 1 })))).toEqual(['changed-since'])
  })
})
