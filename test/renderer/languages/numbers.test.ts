import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { startLanguages } from '../../../renderer/languages'
import { compact, inSentence, listed, numeral, tickText, timeOfDay, timeOrDate, whole } from '../../../renderer/languages/numbers'

describe('the text at a tick of an axis', () => {
  it.each<[number, number, string]>([
    [0, 0.1, '0.0'],
    [0.25, 0.05, '0.25'],
    [0.75, 0.25, '0.75'],
    [2.5, 2.5, '2.5'],
    [0.075, 0.025, '0.075'],
    [1900, 100, '1900'],
    [20_000, 5000, '20,000'],
    [-150_000, 50_000, '−150,000'],
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
    expect(text.length).toBeLessThanOrEqual(8)
  })
})

describe('a number with significant digits', () => {
  it.each<[number, number | undefined, string]>([
    [0.123456, undefined, '0.1235'],
    [-1.5, undefined, '−1.500'],
    [0.123456, 2, '0.12'],
    [12.345, 3, '12.3'],
    [1234, 2, '1234'],
    [123456, 3, '1.2e5'],
    [0, 2, '0.0'],
    [0.0001234, 2, '1e−4'],
    [-Infinity, 2, '−∞'],
  ])('%d with %s is %s', (value, digits, text) => expect(compact(value, digits)).toBe(text))
})

it.each([
  [123, '123'],
  [12_345, '12,345'],
  [1.2345, '1.2'],
  [1234.5, '1200'],
])('%d in a sentence is %s', (value, text) => expect(inSentence(value, 'en')).toBe(text))

it('times of today have no date, others have one; each in the language', () => {
  const now = new Date()
  now.setHours(9, 5, 7)
  const before = new Date(2026, 2, 4, 9, 5, 7)
  expect(timeOfDay(now.getTime(), 'en-GB')).toBe('09:05:07')
  expect(timeOrDate(now.getTime(), 'en-GB')).toBe('09:05')
  expect(timeOrDate(before.getTime(), 'en-GB')).toBe('04/03, 09:05')
  expect(timeOrDate(before.getTime(), 'ja')).toBe('3/4 09:05')
})

it('whole numbers in sentences have separators, and fractions stay as they were rounded', async () => {
  await startLanguages('en')
  expect(i18next.t('tabs.restored.trained', { name: 'mine', time: '09:05', epoch: 12_366 })).toContain('epoch 12,366,')
  expect(i18next.t('time.past', { epoch: 1_234_567 })).toContain('epoch 1,234,567 ')
  expect(i18next.t('insight.remedy.leak', { value: 0.0002 })).toBe('Leak 0.0002')
  expect(i18next.t('runs.count', { count: 4096 })).toBe('4,096 runs')
  expect(i18next.t('runs.count', { count: 1 })).toBe('1 run')
  expect(whole(12_366, 8), 'a readout').toBe('\u2007\u200712,366')
  expect(numeral(1900), 'a year').toBe('1900')
})

it('names are joined as a language does', () => {
  expect([listed(['a', 'b', 'c'], 'en'), listed(['a', 'b', 'c'], 'ja')]).toEqual(['a, b, and c', 'a、b、c'])
})
