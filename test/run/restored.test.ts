import { describe, expect, it } from 'vitest'
import { tensorOf } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { elman } from '../documents'
import { Stage } from './stage'

function values(stage: Stage, name: string): number[] {
  return [...stage.look({ kind: 'parameter', name }).found!.values]
}
const warnings = (stage: Stage): string[] => stage.last('compiled').warnings.map(({ key }) => key)

const stored = (data: number[], shape: number[]) => ({ shape, data })

describe('an edit of stored weights', () => {
  const base = elman({ epochs: 1 }, 3)
  const fixed: GraphDocument = {
    ...base,
    edges: { ...base.edges, W_xh: { ...base.edges.W_xh!, trainable: false, init: { kind: 'constant', value: 2 } } as never },
    weights: { W_xh: stored([5, 5, 5, 5, 5, 5], [3, 2]) },
  }
  const { weights: _, ...without } = fixed

  it('initializes stored weights again, keeps the other learned weights, and removes the warning', () => {
    const stage = new Stage(fixed)
    stage.train()
    const learned = values(stage, 'W_ch')
    expect(values(stage, 'W_xh')).toEqual([5, 5, 5, 5, 5, 5])
    expect(warnings(stage)).toContain('idle-stored')
    stage.load(without, { restored: ['W_xh'] })
    expect(values(stage, 'W_xh')).toEqual([2, 2, 2, 2, 2, 2])
    expect(values(stage, 'W_ch')).toEqual(learned)
    expect(warnings(stage)).not.toContain('idle-stored')
    // Undone, it is again as it was stored.
    stage.load(fixed, { restored: ['W_xh'] })
    expect(values(stage, 'W_xh')).toEqual([5, 5, 5, 5, 5, 5])
    expect(tensorOf(fixed.weights!.W_xh!).values).toEqual(Float64Array.of(5, 5, 5, 5, 5, 5))
  })

  it('repairs a document whose stored weights do not fit', () => {
    const stage = new Stage({ ...without, weights: { W_xh: stored([1, 2], [2, 1]) } })
    const errors = () => stage.last('compiled').errors
    expect(errors()).not.toEqual([])
    stage.load(without, { restored: ['W_xh'] })
    expect(errors()).toEqual([])
    expect(values(stage, 'W_xh')).toEqual([2, 2, 2, 2, 2, 2])
  })
})

describe('weights learned under other settings', () => {
  it('are reported by name, until initialized again', () => {
    const stage = new Stage(elman({ epochs: 1 }, 3))
    const overrides = () => stage.last('state').overrides
    expect(overrides()).toEqual([])
    stage.train()
    expect(overrides()!.toSorted()).toEqual(['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias'])
    stage.load({ ...elman({ epochs: 1 }, 3), training: { epochs: 1, seed: 9 } })
    expect(overrides(), 'a new seed leaves it as it is').toHaveLength(5)
    stage.send({ kind: 'reset' })
    expect(overrides()).toEqual([])
  })
})
