import { describe, expect, it } from 'vitest'
import { functions, overUnits, pairs } from '../../engine/formula/tree'
import { checkGradients } from '../../engine/learn/check/gradient-check'
import { draw, modelOf } from '../documents'
import { goldenDocument, goldenNames } from './fixtures'
import { gradient, type GradientResult } from '../../engine/learn/check/gradient'
import { farthest } from './compare'
import { inlineSequences } from './sequences'

const takesTwo = (name: string): boolean => (pairs as readonly string[]).includes(name)
/** A function where it is smooth: at arguments above 0.3. */
const call = (name: string): string => (takesTwo(name) ? `${name}(0.8 + 0.4 * a, 0.2 * (1 + 0.1 * b))` : `${name}(0.8 + 0.4 * a)`)
const steps = Array.from({ length: 6 }, (_, t) => [Math.sin(t), Math.cos(2 * t)])

describe('a formula', () => {
  it.each([...functions, ...pairs, ...overUnits].filter((name) => name !== 'step' && name !== 'sign'))(
    'with %s has the gradients of central differences, and RTRL those of BPTT',
    (name) => {
      const document = draw(
        {
          x: { type: 'input', size: 2 },
          h: { type: 'layer', size: 3 },
          m: { type: 'formula', formula: `0.3 * ${call(name)}` },
          c: { type: 'context' },
          y: { type: 'output', size: 1 },
        },
        { W_xh: 'x → h', W_ch: 'c → h', a: { from: 'h', to: 'm.a' }, ...(takesTwo(name) ? { b: { from: 'h', to: 'm.b' } } : {}), copy: 'm → c', W_my: 'm → y' },
        { data: { kind: 'inline', sequences: [{ x: steps, y: steps.map(([s]) => [s!]) }] } },
      )
      expect(checkGradients(modelOf(document), inlineSequences(document))).toMatchObject({ agrees: true, rtrlMissing: null })
    },
  )
})

describe.each(goldenNames.filter((name) => name.startsWith('gradients-next')))('the variants of RTRL on %s', (name) => {
  it('that are exact sum to full BPTT', () => {
    const document = goldenDocument(name)
    const of = (method: Parameters<typeof gradient>[2]): GradientResult => gradient(modelOf(document), inlineSequences(document), method) as GradientResult
    const full = of({ horizon: null, every: null, recompute: false })
    expect(farthest(of({ variant: 'hybrid' }), full)).toBeLessThan(1e-9)
    for (const variant of ['snap-1', 'e-prop', 'rflo', 'uoro'] as const)
      for (const { data } of Object.values(of({ variant }).gradients)) expect(data.every(Number.isFinite)).toBe(true)
  })
})
