import { describe, expect, it } from 'vitest'
import { rowOf, type RunRow } from '../../../../engine/sweep/row'
import { bandOf } from '../../../../renderer/panels/runs/band'
import { allItems, bySettings, columnsOf, filtered, sorted, type Item } from '../../../../renderer/panels/runs/items'
import { scaleOf } from '../../../../renderer/panels/runs/scales'
import { sourceOf } from '../../../../renderer/workspace/library'

const row = (run: number, more: Partial<RunRow> & { readonly settings?: Record<string, unknown> } = {}): RunRow => ({
  ...rowOf(run, undefined, undefined),
  ...more,
})
const plan = (runs: readonly object[]): string => JSON.stringify({ document: { nodes: { h: { type: 'layer', size: 4 } }, training: { seed: 1 } }, runs })
const sweep = sourceOf({
  name: 'sweep-1',
  title: 'sweep-1',
  plan: plan([{}, {}, {}, {}]),
  rows: JSON.stringify([
    row(1, {
      state: 'done',
      settings: { 'nodes.h.size': 8, 'training.seed': 1 },
      validation: 0.3,
      mark: { name: '', tags: ['good'], note: 'first try', removed: false },
    }),
    row(2, { state: 'done', settings: { 'nodes.h.size': 8, 'training.seed': 2 }, validation: 0.1 }),
    row(3, { state: 'failed', settings: { '/nodes/h/size': 16, '/training/seed': 1 }, problem: 'Not finite' }),
    row(4, { state: 'done', settings: { 'training.seed': 3 }, validation: 0.2, mark: { name: '', tags: [], note: '', removed: true } }),
  ]),
})
const { list: items, parts } = allItems({ sources: [sweep], numbers: new Map() }, [], false)
const keys = (found: readonly Item[]): readonly number[] => found.map(({ number }) => number)

describe('the table of runs', () => {
  it('shows settings of the plan if a run sets none, in one spelling, and no deleted run', () => {
    expect(items.map(({ settings }) => settings['nodes.h.size'])).toEqual([8, 8, 16])
    expect(items.map(({ row: { seed } }) => seed)).toEqual([1, 2, 1])
    expect(columnsOf(parts).standard).toContain('set:nodes.h.size')
  })
  it('keeps what is sound of the plan of a sweep, and shows runs without a plan', () => {
    const of = (text: string | null) => sourceOf({ name: 's', title: 's', rows: JSON.stringify([row(2)]), plan: text })
    const vary = [
      { path: 'training.epochs', values: [1, 2] },
      { path: 3, values: [1] },
      { path: 'seed', values: [1], between: true },
    ]
    const { plan: found, rows } = of(JSON.stringify({ document: {}, runs: [{}, {}, 'c'], vary, seeds: [1, 'two'] }))
    expect(found).toEqual({ document: {}, runs: [{}, {}], vary: vary.slice(0, 1), seeds: [1] })
    expect(rows.map(({ run }) => run)).toEqual([2, 1])
    for (const text of [null, '', '{', '[]', '{"document":{}}', '{"document":[],"runs":[]}']) expect(of(text)).toMatchObject({ plan: null, rows: [{ run: 2 }] })
  })
  it('does not show a run of an earlier session as running', () => {
    const own = sourceOf({ name: '', title: '', plan: null, rows: JSON.stringify([row(1, { state: 'running', epochs: 5 }), row(2, { state: 'done' })]) })
    const { list } = allItems({ sources: [own, sweep], numbers: new Map() }, [], false)
    expect(list.filter(({ source }) => source === '').map(({ number, row: { state, epochs } }) => [number, state, epochs])).toEqual([
      [2, 'done', 0],
      [1, 'stopped', 5],
    ])
  })
  it.each([
    ['size=8', [1, 2]],
    ['validation<0.2', [2]],
    ['validation<=0.3 seed>1', [2]],
    ['tag:good', [1]],
    ['state:failed', [3]],
    ['first', [1]],
    ['not finite', [3]],
    ['', [1, 2, 3]],
    ['nothing-like-it', []],
  ])('filters by “%s”', (filter, found) => {
    expect(keys(filtered(items, filter, columnsOf(parts).all))).toEqual(found)
  })
  it('sorts by any column, with runs without a value last both ways', () => {
    expect(keys(sorted(items, { column: 'validation', down: false }))).toEqual([2, 1, 3])
    expect(keys(sorted(items, { column: 'validation', down: true }))).toEqual([1, 2, 3])
    expect(keys(sorted(items, { column: 'set:nodes.h.size', down: true }))[0]).toBe(3)
  })
  it('groups runs that differ in their seed alone', () => {
    expect(bySettings(items).map(keys)).toEqual([[1, 2], [3]])
  })
})

it('averages curves over the epochs that they share, without values that are not finite', () => {
  const curve = (...values: (number | null)[]) => values.map((value, i) => ({ epoch: i + 1, value }))
  const band = bandOf([curve(1, 2, Infinity), curve(3, 4)])
  expect(band.epochs).toEqual([1, 2, 3])
  expect(band.mean).toEqual([2, 3, null])
  expect(band.high[0]! - band.mean[0]!).toBeCloseTo(Math.SQRT2)
})

it('averages curves with different kept epochs by interpolation', () => {
  const curve = (...epochs: number[]) => epochs.map((epoch) => ({ epoch, value: 10 - epoch }))
  const { epochs, mean, high } = bandOf([curve(1, 4, 7), curve(3, 6)])
  expect(epochs).toEqual([1, 3, 4, 6, 7])
  expect(mean.map((value, i) => value! + epochs[i]!)).toEqual([10, 10, 10, 10, 10])
  expect(high).toEqual(mean)
})

it('scales numbers over decades by their logarithms, and texts by their order', () => {
  const of = (values: readonly unknown[]): Item[] => values.map((value, i) => ({ ...items[0]!, number: i, settings: { a: value } }))
  const decades = of([0.001, 0.1, 10])
  expect(decades.map(scaleOf(decades, 'set:a')!.of)).toEqual([0, expect.closeTo(0.5), 1])
  const words = of(['relu', 'tanh', undefined])
  expect(words.map(scaleOf(words, 'set:a')!.of)).toEqual([0, 1, undefined])
  expect(scaleOf(words, 'set:b')).toBeUndefined()
})
