import { describe, expect, it } from 'vitest'
import { analysisModel, findFixedPoints, type FixedPoint } from '../../engine/analyze'
import { stream } from '../../engine/base/random'
import { compile } from '../../engine/compile'
import type { GraphDocument } from '../../engine/document/types'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { draw, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'
import { dataset } from '../learn/helpers'

const points = (document: GraphDocument, options = {}): FixedPoint[] => {
  const found = findFixedPoints(analysisModel(compile(document, registry).network!), inlineSequences(document), options)
  if ('code' in found) throw new Error(found.message)
  return found
}

/** Two bistable units with states ±s: h(t) = tanh(w h(t−1) + x). */
function switches(w: number): GraphDocument {
  const random = stream(8, 'pulses')
  const x = Array.from({ length: 200 }, () => Array.from({ length: 2 }, () => (random.integer(3) - 1) * random.integer(2)))
  return draw(
    { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 2, bias: false }, c: { type: 'context' }, y: { type: 'output', size: 2, bias: false } },
    { in: { from: 'x', to: 'h', kind: 'identity' }, copy: 'h → c', w: { from: 'c', to: 'h', kind: 'diagonal' }, out: { from: 'h', to: 'y', kind: 'identity' } },
    { weights: { w: { shape: [2], data: [w, w] } }, data: { kind: 'inline', sequences: [{ x, y: x }] } },
  )
}

/** A solution of s = tanh(w s) above 0. */
function solution(w: number): number {
  let s = 1
  for (let i = 0; i < 500; i++) s = Math.tanh(w * s)
  return s
}

describe('fixed points', () => {
  it('of two bistable units are the nine algebraic solutions, each with its eigenvalues', () => {
    const w = 1.5
    const s = solution(w)
    const found = points(switches(w), { starts: 200 })
    expect(found).toHaveLength(9)
    for (const { state, speed, fixed, stable, eigenvalues } of found) {
      expect(fixed).toBe(true)
      expect(Math.sqrt(2 * speed)).toBeLessThan(1e-9)
      for (const value of state) expect(Math.min(...[0, s, -s].map((v) => Math.abs(v - value)))).toBeLessThan(1e-8)
      const slopes = state.map((value) => w * (1 - value ** 2)).sort((a, b) => b - a)
      eigenvalues.forEach(([re, im], i) => {
        expect(re).toBeCloseTo(slopes[i]!, 6)
        expect(im).toBe(0)
      })
      expect(stable).toBe(state.every((value) => Math.abs(value) > 0.5))
    }
    expect(found.filter(({ stable }) => stable)).toHaveLength(4)
  })

  it('of a contraction is a single one, wherever the search starts', () => {
    expect(points(switches(0.5))).toMatchObject([{ stable: true, fixed: true }])
  })

  it('depend on the input that is held: a step of the data, or the mean', () => {
    const document = switches(1.5)
    const { data } = document
    const pushed = data?.kind === 'inline' ? data.sequences[0]!.x!.findIndex((row) => row?.[0] === 1 && row[1] === 1) : -1
    const found = points(document, { input: pushed })
    // With an input of 1, only the upper state remains.
    expect(found).toHaveLength(1)
    let s = 1
    for (let i = 0; i < 200; i++) s = Math.tanh(1.5 * s + 1)
    expect(found[0]!.state[0]).toBeCloseTo(s, 8)
    expect(points(document, { input: 'mean' }).length).toBeGreaterThan(1)
  })

  it('of a trained two-bit flip-flop are four stable ones, with saddles between them', () => {
    const random = stream(5, 'flip-flop')
    const sequences = Array.from({ length: 12 }, () => {
      const held = [-1, -1]
      const x = Array.from({ length: 40 }, () => Array.from({ length: 2 }, () => (random.integer(5) === 0 ? random.integer(2) * 2 - 1 : 0)))
      x[0] = [-1, -1]
      return { x, y: x.map((row) => row.map((pulse, bit) => (held[bit] = pulse === 0 ? held[bit]! : pulse))) }
    })
    const document = draw(
      { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 8 }, c: { type: 'context' }, y: { type: 'output', size: 2 } },
      { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
      {
        training: { epochs: 150, optimizer: { kind: 'adam', learningRate: 0.01 }, clip: { kind: 'norm', threshold: 1 }, seed: 3 },
        data: { kind: 'inline', sequences },
      },
    )
    const trainer = Trainer.make(modelOf(document), dataset(inlineSequences(document)))
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    while (trainer.next().kind !== 'done') continue
    const trained = { ...document, weights: trainer.model.weights() }
    const unstable = ({ eigenvalues }: FixedPoint): number => eigenvalues.filter(([re, im]) => Math.hypot(re, im) >= 1).length
    const visitsAll = ({ y }: (typeof sequences)[number]): boolean => new Set(y.map(String)).size === 4
    // One sequence passes only some of the saddles, as in the window.
    const each = sequences.filter(visitsAll).slice(0, 6)
    expect(each.length).toBeGreaterThan(2)
    for (const [among, options] of [[sequences, { starts: 400 }] as const, ...each.map((sequence) => [[sequence], {}] as const)]) {
      const found = points({ ...trained, data: { kind: 'inline', sequences: [...among] } }, options).filter(({ fixed }) => fixed)
      expect(found.filter(({ stable }) => stable)).toHaveLength(4)
      expect(found.filter((point) => unstable(point) === 1).length).toBeGreaterThanOrEqual(4)
      for (const { speed } of found) expect(Math.sqrt(2 * speed)).toBeLessThan(1e-9)
    }
  })
})
