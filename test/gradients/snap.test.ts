import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult } from '../../engine/learn/check/gradient'
import { rtrlCost } from '../../engine/learn/rtrl/rtrl'
import { draw, modelOf } from '../documents'
import { inlineSequences } from './sequences'

const T = 9

/** A loop through two layers: h(t) = tanh(W_x x + W_c k(t−1)), k(t) = tanh(W_h h), y = W_y k. */
function twoLayers(n: number): GraphDocument {
  const random = stream(7, 'two layers')
  const vectors = (size: number): number[][] => Array.from({ length: T }, () => Array.from({ length: size }, () => random.normal()))
  return draw(
    {
      x: { type: 'input', size: 2 },
      h: { type: 'layer', size: n, bias: false },
      k: { type: 'layer', size: n, bias: false },
      c: { type: 'context' },
      y: { type: 'output', size: 1, bias: false },
    },
    { W_x: 'x → h', W_h: 'h → k', copy: 'k → c', W_c: 'c → h', W_y: 'k → y' },
    { training: { seed: 3 }, data: { kind: 'inline', sequences: [{ x: vectors(2), y: vectors(1) }] } },
  )
}

describe('SnAp-1', () => {
  it('carries each weight’s influence on the unit it enters, by the diagonal of the step Jacobian', () => {
    const n = 4
    const document = twoLayers(n)
    const model = modelOf(document)
    const [sequence] = inlineSequences(document)
    const { gradients } = gradient(model, [sequence!], { variant: 'snap-1' }) as GradientResult
    const w = (name: string): Float64Array => model.store.read(name)
    const [x, c, up, out] = [w('W_x'), w('W_c'), w('W_h'), w('W_y')]
    const units = [...Array(n).keys()]
    const sum = (f: (j: number) => number): number => units.reduce((s, j) => s + f(j), 0)
    let k = units.map(() => 0)
    // ∂k_i/∂W_h[i][j], the entries of the own unit alone (Menick et al. 2020).
    const carried = new Float64Array(n * n)
    const wanted = new Float64Array(n * n)
    for (let t = 0; t < T; t++) {
      const before = k
      const h = units.map((i) =>
        Math.tanh(x[2 * i]! * sequence!.inputs.x![2 * t]! + x[2 * i + 1]! * sequence!.inputs.x![2 * t + 1]! + sum((j) => c[i * n + j]! * before[j]!)),
      )
      k = units.map((i) => Math.tanh(sum((j) => up[i * n + j]! * h[j]!)))
      const error = sum((j) => out[j]! * k[j]!) - sequence!.targets.y!.values[t]!
      for (const i of units) {
        const slope = 1 - k[i]! ** 2
        const own = slope * sum((m) => up[i * n + m]! * (1 - h[m]! ** 2) * c[m * n + i]!)
        for (const j of units) {
          carried[i * n + j] = own * carried[i * n + j]! + slope * h[j]!
          wanted[i * n + j]! += error * out[i]! * carried[i * n + j]!
        }
      }
    }
    gradients.W_h!.data.forEach((g, at) => expect(g).toBeCloseTo(wanted[at]!, 12))
  })

  it('costs one operation per weight and step if weights act on the recurrent units', () => {
    const single = (n: number): GraphDocument =>
      draw(
        { x: { type: 'input', size: 1 }, h: { type: 'layer', size: n }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
        { W_x: 'x → h', copy: 'h → c', W_c: 'c → h', W_y: 'h → y' },
      )
    const lstm = (n: number): GraphDocument =>
      draw(
        {
          x: { type: 'input', size: 2 },
          g: { type: 'layer', size: n },
          i: { type: 'gate', size: n },
          f: { type: 'gate', size: n },
          c: { type: 'cell' },
          o: { type: 'gate', size: n },
          h: { type: 'context' },
          y: { type: 'output', size: 1 },
        },
        {
          a: 'x → g',
          b: 'x → i',
          d: 'x → f',
          e: 'x → o',
          j: 'h → g',
          k: 'h → i',
          l: 'h → f',
          m: 'h → o',
          write: 'g → i.signal',
          add: 'i → c',
          keep: 'f → c.forget',
          read: 'c → o.signal',
          copy: 'o → h',
          out: 'o → y',
        },
      )
    for (const network of [single, lstm]) {
      const of = (n: number): { work: number; memory: number } => {
        const model = modelOf(network(n))
        const weights = model.store.declarations.reduce((total, { name }) => total + model.store.count(name), 0)
        const { operations, carried } = rtrlCost(model, { variant: 'snap-1', every: 1, washout: 0 }, 1, 100)
        return { work: operations / weights, memory: carried / weights / 8 }
      }
      const [small, large] = [of(32), of(256)]
      expect(large.work).toBeLessThan(1.1 * small.work)
      expect(large.memory).toBeLessThan(1.1 * small.memory)
    }
  })
})
