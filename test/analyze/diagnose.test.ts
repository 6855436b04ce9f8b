import { describe, expect, it } from 'vitest'
import { diagnoseCourse, type EpochCourse, type Finding } from '../../engine/analyze/diagnose'

const course = (loss: (epoch: number) => number, validation: (epoch: number) => number | null = () => null, more: Partial<EpochCourse> = {}): EpochCourse[] =>
  Array.from({ length: 40 }, (_, i) => ({ epoch: i + 1, loss: loss(i + 1), validation: validation(i + 1), ...more }))
const codes = (found: readonly Finding[]): string[] => found.map(({ code }) => code)

describe('a training', () => {
  const falling = (epoch: number): number => 1 / epoch
  it('that goes well is not named', () => {
    expect(diagnoseCourse(course(falling, (epoch) => 1.2 / epoch, { nrmse: 0.4 }))).toEqual([])
    expect(diagnoseCourse(course(falling).slice(0, 5))).toEqual([])
  })
  it('diverges without an overflow', () => {
    expect(diagnoseCourse(course((epoch) => 0.1 + Math.exp((epoch - 20) / 5)))).toMatchObject([{ code: 'diverging', values: { epoch: 1 } }])
  })
  it('over-fits since an epoch', () => {
    expect(diagnoseCourse(course(falling, (epoch) => 0.5 + Math.abs(epoch - 15) / 40))).toMatchObject([{ code: 'overfitting', values: { epoch: 15 } }])
  })
  it('oscillates', () => {
    expect(codes(diagnoseCourse(course((epoch) => 1 + 0.4 * (-1) ** epoch)))).toEqual(['oscillating'])
    expect(codes(diagnoseCourse(course((epoch) => 1 + 0.01 * (-1) ** epoch)))).toEqual([])
  })
  it('is worse than saying the mean', () => {
    expect(codes(diagnoseCourse(course(falling, undefined, { nrmse: 1.3 })))).toEqual(['worse-than-mean'])
  })
})
