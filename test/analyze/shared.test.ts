import { describe, expect, it } from 'vitest'
import { analysisModel, analyzingFlow, type Flow } from '../../engine/analyze'
import { finish } from '../../engine/base/resumable'
import type { GraphDocument } from '../../engine/document/types'
import { draw, modelOf } from '../documents'
import { inlineSequences } from '../gradients/sequences'

const sharers = { 'h2.bias': 'h1.bias', W_x2: 'W_x', W_2: 'W', V_2: 'V' }

/** Two layers of one unit, at steps of their own. All numbers are above zero, so that all gradients have one sign. */
function document(shared: boolean): GraphDocument {
  const like = (owner: string): { shares?: string } => (shared ? { shares: owner } : {})
  const tensor = (value: number, shape = [1, 1]) => ({ shape, data: [value] })
  const weights = { 'h1.bias': tensor(0.1, [1]), W_x: tensor(0.7), W: tensor(0.6), V: tensor(0.8), 'y.bias': tensor(0.2, [1]) }
  const copies = { 'h2.bias': weights['h1.bias'], W_x2: weights.W_x, W_2: weights.W, V_2: weights.V }
  const steps = Array.from({ length: 8 }, (_, t) => [0.5 + 0.4 * Math.sin(t)])
  return draw(
    {
      x: { type: 'input', size: 1 },
      h1: { type: 'layer', size: 1 },
      h2: { type: 'layer', size: 1, ...like('h1') },
      c1: { type: 'context' },
      c2: { type: 'context', delay: 2 },
      y: { type: 'output', size: 1, activation: 'linear' },
    },
    {
      W_x: 'x → h1',
      W_x2: { from: 'x', to: 'h2', ...like('W_x') },
      k1: 'h1 → c1',
      k2: 'h2 → c2',
      W: 'c1 → h1',
      W_2: { from: 'c2', to: 'h2', ...like('W') },
      V: 'h1 → y',
      V_2: { from: 'h2', to: 'y', scale: 0.5, ...like('V') },
    },
    {
      version: shared ? 2 : 1,
      weights: shared ? weights : { ...weights, ...copies },
      data: { kind: 'inline', sequences: [{ x: steps, y: steps.map((_, t) => (t === 6 ? [-1] : null)) }] },
    },
  )
}

function flowOf(shared: boolean, byLag: boolean): Flow {
  const drawn = document(shared)
  const found = finish(analyzingFlow(analysisModel(modelOf(drawn).network), inlineSequences(drawn)[0]!, { byLag }))
  if ('code' in found) throw new Error(found.message)
  return found
}

describe('the gradient flow of a shared parameter', () => {
  it.each([false, true])('is the sum of those of its users without sharing, also by lag: %s', (byLag) => {
    const shared = flowOf(true, byLag)
    const apart = flowOf(false, byLag)
    expect(Object.keys(shared.parameters).sort()).toEqual(['V', 'W', 'W_x', 'h1.bias', 'y.bias'])
    for (const [user, owner] of Object.entries(sharers)) {
      expect(apart.parameters[user]).toBeGreaterThan(0)
      expect(shared.parameters[owner]).toBeCloseTo(apart.parameters[owner]! + apart.parameters[user]!, 12)
      shared.parameterLags?.[owner]!.forEach((value, l) => {
        const [own, other] = [owner, user].map((name) => apart.parameterLags![name]![l])
        if (value === null) expect([own, other]).toEqual([null, null])
        else expect(value).toBeCloseTo(own! + other!, 12)
      })
    }
    expect(shared.flow).toEqual(apart.flow)
    expect(shared.parameterLags !== undefined).toBe(byLag)
  })
})
