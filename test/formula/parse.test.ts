import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { readFormula } from '../../engine/contract/formula'
import { constantOf } from '../../engine/formula/constant'
import { isFault } from '../../engine/formula/parse'

const SEED = Number(process.env.SEED ?? 20_263)

const value = (text: string): number | undefined => {
  const found = readFormula(text)
  return isFault(found) ? undefined : constantOf(found.tree, 4)
}
const fault = (text: string, names?: readonly string[]): readonly [string, number] | undefined => {
  const found = readFormula(text, names)
  return isFault(found) ? [found.what, found.at] : undefined
}

describe('a formula', () => {
  it.each([
    ['2^3^2', 512],
    ['2^-1', 0.5],
    ['-2^2', -4],
    ['2^-2^2', 2 ** -4],
    ['-2*-3', 6],
    ['1 - 2 - 3', -4],
    ['8 / 4 / 2', 1],
    ['.5 + 1e-3 + 2.', 2.501],
    ['2 * pi', 2 * Math.PI],
    ['ln(e)', 1],
    ['max(1, 2) + min(1, 2)', 3],
    ['sum(2) + mean(3)', 11],
    ['step(0) + step(1e-9) + sign(-2)', 0],
    ['logistic(0) + relu(-1) + softplus(0)', 0.5 + Math.log(2)],
  ])('%s is %d', (text, wanted) => expect(value(text)).toBeCloseTo(wanted, 14))

  it.each([
    ['a sum', Array(100).fill('1').join(' + '), 100],
    ['a difference', `200 - ${Array(99).fill('1').join(' - ')}`, 101],
    ['a product', Array(100).fill('2').join('*'), 2 ** 100],
  ])('reads %s of 100 terms, computed from the left', (_, text, wanted) => expect(value(text)).toBe(wanted))

  it('lists the names that it reads, in order', () => {
    expect(readFormula('b*a + (1 - b)*previous')).toMatchObject({ names: ['b', 'a', 'previous'] })
  })

  it('has the error function to 1e-15', () => {
    // Abramowitz and Stegun 1964, table 7.1.
    for (const [x, y] of [
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [2, 0.9953222650189527],
      [3.5, 0.9999992569016276],
    ] as const)
      for (const sign of [1, -1]) expect(Math.abs(value(`erf(${sign * x})`)! - sign * y)).toBeLessThan(2e-15)
  })

  it.each([
    ['', ['empty', 0]],
    ['1 +', ['expected', 3]],
    ['(x', ['end', 2]],
    ['x x', ['end', 2]],
    ['2x', ['end', 1]],
    ['x $ 2', ['character', 2]],
    ['foo(x)', ['function', 0]],
    ['exp', ['bare', 0]],
    ['max(x)', ['arguments', 0]],
    ['exp(x, x)', ['arguments', 0]],
    ['1e999', ['number', 0]],
    ['x'.repeat(501), ['characters', 500]],
    [Array(102).fill('x').join('+'), ['nodes', 199]],
    [`${Array(33).fill('(1+').join('')}x${')'.repeat(33)}`, ['depth', 96]],
    [`${'('.repeat(40)}x${')'.repeat(40)}`, ['depth', 32]],
    [`${'-'.repeat(40)}x`, ['depth', 32]],
  ] as const)('%j is refused at its place', (text, wanted) => expect(fault(text)).toEqual(wanted))

  it('of an activation has only x', () => {
    expect(fault('x * y', ['x'])).toEqual(['name', 4])
  })

  it(`is read, or refused with a place within it, however it is changed (SEED=${SEED})`, () => {
    const random = stream(SEED, 'formulas')
    const whole = (n: number): number => Math.floor(random.uniform() * n)
    const seeds = [
      '(v - mean(v)) / sqrt(mean((v - mean(v))^2) + 1e-5)',
      'b*a + (1 - b)*previous',
      'x * logistic(1.702 * x)',
      'max(x, 0.1*x) - min(2^-x, pi)',
      'constructor(__proto__)',
    ]
    const pieces = ['(', ')', '^', '-', '*', '/', ',', 'e', '.', '1e9', 'exp(', 'sum', '\u{1F600}', ' ', 'toString', '`$', '{x}`', ';', '\0']
    let read = 0
    for (let i = 0; i < 3000; i++) {
      let text = seeds[whole(seeds.length)]!
      for (let k = 1 + whole(4); k > 0; k--) {
        const at = whole(text.length + 1)
        text = text.slice(0, at) + (random.uniform() < 0.6 ? pieces[whole(pieces.length)]! : '') + text.slice(at + whole(3))
      }
      const found = readFormula(text)
      if (!isFault(found)) read++
      else expect(found.at >= 0 && found.at <= text.length, JSON.stringify(text)).toBe(true)
    }
    expect(read).toBeGreaterThan(100)
    expect(read).toBeLessThan(2900)
  })
})
