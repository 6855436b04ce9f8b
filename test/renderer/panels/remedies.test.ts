// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import type { FlowView } from '../../../engine/run/streams'
import { documentStore, open, undo } from '../../../renderer/editing/store'
import { recurrentWires, remediesFor } from '../../../renderer/panels/gradients-through-time/remedies'
import { placeOn, scaleOf } from '../../../renderer/panels/gradients-through-time/scale'
import { elman } from '../drawing/drawings'

const shapes = Object.fromEntries(Object.entries(elman().edges).map(([id, { from, to }]) => [id, from === 'c' && to === 'h' ? [4, 4] : [4, 1]]))
const view = (kind: FlowView['verdict']['kind'], reach: FlowView['reach'], cut = 0): Pick<FlowView, 'verdict' | 'reach'> => ({ verdict: { kind, cut }, reach })
const names = (of: Pick<FlowView, 'verdict' | 'reach'>): string[] => remediesFor(of, documentStore.getState().document, shapes).map(({ name }) => name)

describe('remedies', () => {
  it('fit the finding and the algorithm', () => {
    open(elman(), { path: null, name: '' })
    expect(recurrentWires(elman(), shapes)).toHaveLength(1)
    expect(names(view('exploding', { kind: 'bptt', horizon: null }))).toEqual(['clip', 'orthogonal'])
    expect(names(view('vanishing', { kind: 'bptt', horizon: 4 }, 0.3))).toEqual(['orthogonal', 'omega', 'horizon', 'decay'])
    expect(names(view('vanishing', { kind: 'rtrl', horizon: null }))).toEqual(['orthogonal', 'decay'])
    expect(names(view('vanishing', { kind: 'readout', horizon: 0 }))).toEqual([])
    expect(names(view('steady', { kind: 'bptt', horizon: 20 }, 0.001))).toEqual([])
  })

  it.each([
    ['exploding', 'clip', { clip: { kind: 'norm', threshold: 1 } }],
    ['vanishing', 'omega', { regularize: { gradientNorm: 1 } }],
    ['vanishing', 'horizon', { algorithm: { kind: 'bptt', horizon: 8 } }],
  ] as const)('against %s: %s is one edit that can be undone', (kind, name, training) => {
    open(elman(), { path: null, name: '' })
    const before = documentStore.getState().document
    remediesFor(view(kind, { kind: 'bptt', horizon: 4 }, 0.3), before, shapes)
      .find((remedy) => remedy.name === name)!
      .apply()
    expect(documentStore.getState().document.training).toMatchObject(training)
    undo()
    expect(documentStore.getState().document).toEqual(before)
  })
})

describe('the logarithmic scale of colours', () => {
  it('spans at most eight decades, and distinguishes 0 from no value', () => {
    const scale = scaleOf({ values: Float64Array.of(1, 1e-20, 0, NaN) })!
    expect(scale).toEqual({ low: 1e-8, high: 1 })
    expect(placeOn(scale, 1e-4)).toBeCloseTo(0.5, 12)
    expect([placeOn(scale, 1), placeOn(scale, 1e-20), placeOn(scale, 0), placeOn(scale, NaN)]).toEqual([1, 0, -1, NaN])
    expect(scaleOf({ values: Float64Array.of(0, NaN) })).toBeUndefined()
  })
})
