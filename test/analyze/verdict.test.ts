import { describe, expect, it } from 'vitest'
import { flowVerdict } from '../../engine/analyze/verdict'

const course = (rate: number, lags = 40): (number | null)[] => Array.from({ length: lags }, (_, lag) => 0.3 * rate ** lag)

describe('the verdict on errors flowing back', () => {
  it.each([
    [0.7, 'vanishing'],
    [1.2, 'exploding'],
    [0.99, 'steady'],
  ] as const)('at ×%s a step is %s', (rate, kind) => {
    const verdict = flowVerdict({ 'h.out': course(rate) }, null)
    expect(verdict).toMatchObject({ kind, port: 'h.out', lags: 39 })
    expect(verdict.rate).toBeCloseTo(rate, 10)
    expect(verdict.cut).toBeUndefined()
  })

  it('is judged where errors last longest', () => {
    const verdict = flowVerdict({ 'gate.out': course(0.5), 'cell.state': course(0.995) }, null)
    expect(verdict).toMatchObject({ kind: 'steady', port: 'cell.state' })
  })

  it('is empty if no error flows back', () => {
    expect(flowVerdict({ 'y.out': [1, 0, 0, 0, 0, 0, 0] }, null)).toEqual({ kind: 'none' })
  })

  it('reports the share beyond the horizon', () => {
    // Σ 0.5^ℓ from 3 on, of Σ from 1 on.
    expect(flowVerdict({ 'h.out': course(0.5, 60) }, 3).cut).toBeCloseTo(0.25, 10)
  })
})
