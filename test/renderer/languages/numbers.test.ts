import { describe, expect, it } from 'vitest'
import { tickText } from '../../../renderer/languages/numbers'

describe('the text at a tick of an axis', () => {
  it.each<[number, number, string]>([
    [0, 0.1, '0.0'],
    [0.25, 0.05, '0.25'],
    [0.75, 0.25, '0.75'],
    [2.5, 2.5, '2.5'],
    [0.075, 0.025, '0.075'],
    [1900, 100, '1900'],
    [-0.5, 0.5, '−0.5'],
    // logarithmic: the step is the power of ten
    [0.1, 0.1, '0.1'],
    [2e-4, 1e-4, '0.0002'],
    [5e-5, 1e-5, '5e−5'],
    [1.25e-5, 2.5e-6, '1.25e−5'],
    [2e6, 1e6, '2e6'],
    [0, 1e-6, '0'],
  ])('%d by %d is %s', (value, step, text) => {
    expect(tickText(value, step)).toBe(text)
    expect(text.length).toBeLessThanOrEqual(7)
  })
})
