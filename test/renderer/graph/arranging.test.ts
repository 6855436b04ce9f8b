// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { documentStore, open, select, undo } from '../../../renderer/editing/store'
import { align, connectMarked, markSources } from '../../../renderer/graph/arranging'
import { areLarge, noneEnlargeable, toggleLarge } from '../../../renderer/graph/enlarging'
import { useCanvas } from '../../../renderer/graph/canvasStore'
import { boxAt } from '../../../renderer/drawing/geometry'
import { align as aligned } from '../../../renderer/drawing/layout/align'
import { crosses } from '../../../renderer/drawing/wires/crossing'
import { onGrid } from '../drawing/drawings'

const five = () =>
  onGrid(
    { format: 'unfold-graph', version: 1, edges: {}, nodes: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, { type: 'layer', size: 2 }])) },
    3,
  )
const now = () => documentStore.getState().document
const ends = () => Object.values(now().edges).map(({ from, to }) => `${from}${to}`)

beforeEach(() => {
  open(five(), { path: null, name: '' })
  useCanvas.setState({ marked: [], inside: undefined })
})

describe('aligning', () => {
  it('aligns edges and middles', () => {
    const boxes = new Map([
      ['a', { x: 0, y: 0, width: 100, height: 40 }],
      ['b', { x: 60, y: 100, width: 60, height: 80 }],
    ])
    const at = (how: Parameters<typeof aligned>[1]) => [...aligned(boxes, how).values()].map(({ x, y }) => [x, y])
    expect(at('left')).toEqual([
      [0, 0],
      [0, 100],
    ])
    expect(at('right')).toEqual([
      [20, 0],
      [60, 100],
    ])
    expect(at('top')).toEqual([
      [0, 0],
      [60, 0],
    ])
    expect(at('bottom')).toEqual([
      [0, 140],
      [60, 100],
    ])
    expect(at('middle')).toEqual([
      [0, 72],
      [60, 52],
    ])
    expect(at('centre')).toEqual([
      [12, 0],
      [32, 100],
    ])
  })

  it('makes the gaps equal; the first and the last do not move', () => {
    const row = new Map([
      ['a', { x: 0, y: 0, width: 40, height: 40 }],
      ['c', { x: 360, y: 5, width: 40, height: 40 }],
      ['b', { x: 44, y: 9, width: 80, height: 40 }],
    ])
    expect([...aligned(row, 'horizontal')]).toEqual([
      ['a', { x: 0, y: 0 }],
      ['b', { x: 160, y: 9 }],
      ['c', { x: 360, y: 5 }],
    ])
  })

  it('is one step, and moves a collapsed group as one', () => {
    open({ ...five(), view: { ...five().view, groups: { g: { nodes: ['a', 'e'], collapsed: true } } } }, { path: null, name: '' })
    const before = now()
    select({ nodes: ['a', 'e', 'c'], edges: [] })
    align('left')
    const { a, c, e } = now().view!.nodes!
    expect(c!.x).toBe(0)
    expect(e!.x - a!.x).toBe(300)
    undo()
    expect(now()).toEqual(before)
  })
})

describe('a cutting stroke', () => {
  const line = (...xy: readonly (readonly [number, number])[]) => xy.map(([x, y]) => ({ x, y }))
  it('crosses segments that it intersects, not parallel or collinear ones', () => {
    const wire = line([0, 0], [50, 0], [50, 40])
    expect(crosses(wire, line([20, -10], [20, 10]))).toBe(true)
    expect(crosses(wire, line([40, 20], [60, 20]))).toBe(true)
    expect(crosses(wire, line([20, 5], [20, 30]))).toBe(false)
    expect(crosses(wire, line([60, 0], [90, 0]))).toBe(false)
  })
})

describe('connecting many', () => {
  it('wires each source to each target as one step, keeping existing wires', () => {
    select({ nodes: ['a', 'b'], edges: [] })
    markSources()
    select({ nodes: ['d', 'e'], edges: [] })
    connectMarked('all')
    expect(ends()).toEqual(['ad', 'ae', 'bd', 'be'])
    expect(useCanvas.getState().marked).toEqual([])
    select({ nodes: ['a'], edges: [] })
    markSources()
    select({ nodes: ['c', 'd'], edges: [] })
    connectMarked('all')
    expect(ends()).toEqual(['ad', 'ae', 'bd', 'be', 'ac'])
    undo()
    undo()
    expect(now().edges).toEqual({})
  })

  it('wires one to one, and sparsely', () => {
    select({ nodes: ['a', 'd'], edges: [] })
    markSources()
    select({ nodes: ['e', 'b', 'c'], edges: [] })
    connectMarked('one')
    expect(ends()).toEqual(['ab', 'dc'])
    select({ nodes: ['e'], edges: [] })
    markSources()
    select({ nodes: ['a'], edges: [] })
    connectMarked('sparse')
    expect(Object.values(now().edges).at(-1)).toEqual({ from: 'e', to: 'a', kind: 'sparse', density: 0.1 })
  })
})

describe('enlarging', () => {
  const height = (id: string) => boxAt(now(), id).height

  it('makes nodes higher as one edit, and gives them the usual size again', () => {
    const usual = height('a')
    toggleLarge(['a'])
    expect([height('a') > 1.5 * usual, height('b') === usual]).toEqual([true, true])
    toggleLarge(['a', 'b'])
    expect([height('a'), height('b')]).toEqual([height('a'), height('a')])
    expect(areLarge(['a', 'b'])).toBe(true)
    undo()
    expect(height('b')).toBe(usual)
    toggleLarge(['a'])
    expect(now().view?.nodes?.a).toEqual({ x: 0, y: 0 })
  })

  it('is refused for a reservoir, whose picture has one size', () => {
    open({ ...five(), nodes: { ...five().nodes, r: { type: 'reservoir', size: 9 } } }, { path: null, name: '' })
    expect(noneEnlargeable(['r'])).toBe('canvas.reason.one-size')
    expect(noneEnlargeable(['r', 'a'])).toBeUndefined()
    toggleLarge(['r', 'a'])
    expect(areLarge(['a', 'r'])).toBe(true)
    expect(now().view?.nodes?.r?.large).toBeUndefined()
  })
})
