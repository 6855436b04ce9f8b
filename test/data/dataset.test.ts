import { describe, expect, it } from 'vitest'
import { dataSizes, readData } from '../../engine/data'
import type { DataSpec } from '../../engine/document/types'
import { registry } from '../../nodes'
import { documentOf, build, right, input, target, rows, type Spec } from './built'

describe('one series', () => {
  it('is split by rows, in order', () => {
    const data = right({ data: { split: [0.5, 0.3, 0.2] } }, rows(10))
    expect(data.train.map((s) => input(s))).toEqual([[0, 1, 2, 3, 4]])
    expect(data.validation.map((s) => input(s))).toEqual([[5, 6, 7]])
    expect(data.test.map((s) => target(s))).toEqual([[80, 90]])
    expect([...data.series!.parts!]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 2, 2])
    expect(input(data.series!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('is split 70, 15 and 15 % by default; rows outside a given split are unused', () => {
    expect(right({ data: {} }, rows(100)).test[0]!.length).toBe(15)
    expect(right({ data: {} }, rows(100)).train[0]!.length).toBe(70)
    const some = right({ data: { split: [0.5, 0, 0.2] } }, rows(10))
    expect(some.validation).toEqual([])
    expect([...some.series!.parts!]).toEqual([0, 0, 0, 0, 0, 2, 2, 3, 3, 3])
  })

  it('rounds the cumulative fractions, so that no row is lost', () => {
    const third = right({ data: { split: [1 / 3, 1 / 3, 1 / 3] } }, rows(11))
    expect([third.train[0]!.length, third.validation[0]!.length, third.test[0]!.length]).toEqual([4, 3, 4])
  })

  it('hides later parts from training: a step belongs to the part of its target', () => {
    const data = right({ y: { ahead: 2 }, data: { split: [0.5, 0.3, 0.2] } }, rows(10))
    expect(data.train.map((s) => [input(s), target(s)])).toEqual([
      [
        [0, 1, 2],
        [20, 30, 40],
      ],
    ])
    expect(data.validation.map((s) => [input(s), target(s)])).toEqual([
      [
        [3, 4, 5],
        [50, 60, 70],
      ],
    ])
    expect(data.test.map((s) => [input(s), target(s)])).toEqual([
      [
        [6, 7, 8, 9],
        [80, 90, null, null],
      ],
    ])
  })

  it('hides later parts from training through a window, too', () => {
    const data = right({ x: { window: { past: 0, future: 2 } }, data: { split: [0.5, 0.5, 0] } }, rows(6))
    expect(data.train.map((s) => input(s))).toEqual([[0, 1, 2]])
    expect(input(data.series!)).toEqual([0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 0, 5, 0, 0])
  })

  it('has labels if a column rises', () => {
    const csv = `year,u,d\n${Array.from({ length: 4 }, (_, i) => `${1700 + i},${i},0`).join('\n')}`
    expect([...right({ data: { split: [0.5, 0.5, 0] } }, csv).validation[0]!.labels!]).toEqual([1702, 1703])
  })
})

describe('a window', () => {
  it('gives the values around each step, oldest first, zeros beyond the ends', () => {
    const { sizes } = build({ x: { window: { past: 2, future: 1 } }, data: { split: [1, 0, 0] } }, rows(4))
    expect(sizes.x).toBe(4)
    const data = right({ x: { window: { past: 2, future: 1 }, size: 4 }, data: { split: [1, 0, 0] } }, rows(4))
    expect(input(data.series!)).toEqual([0, 0, 0, 1, 0, 0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 0])
  })

  it('keeps the columns of a step together', () => {
    const data = right({ x: { columns: ['u', 'd'], window: { past: 1 } }, data: { split: [1, 0, 0] } }, rows(3))
    expect(input(data.series!)).toEqual([0, 0, 0, 0, 0, 0, 1, 10, 1, 10, 2, 20])
  })

  it('ends where its sequence ends', () => {
    const data = right({ x: { window: { past: 1, future: 1 } }, y: { ahead: 1 }, data: { sequenceLength: 2, split: [1, 0, 0] } }, rows(4))
    expect(data.train.map((s) => [input(s), target(s)])).toEqual([
      [
        [0, 0, 1, 0, 1, 0],
        [10, null],
      ],
      [
        [0, 2, 3, 2, 3, 0],
        [30, null],
      ],
    ])
  })
})

describe('sequences', () => {
  it('are cut by length, the last one shorter, and dealt out whole', () => {
    const data = right({ data: { sequenceLength: 3, split: [0.5, 0.25, 0.25] } }, rows(10))
    expect(data.series).toBeUndefined()
    expect(data.train.map((s) => input(s))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    expect(data.validation.map((s) => input(s))).toEqual([[6, 7, 8]])
    expect(data.test.map((s) => input(s))).toEqual([[9]])
  })

  it.each(['b', '7'])('are grouped by a column, in order of appearance (%s)', (first) => {
    const csv = `id,u,d\n${first},1,1\na,2,2\n${first},3,3\nc,4,4\na,5,5\n`
    const data = right({ data: { sequenceColumn: 'id', split: [0.34, 0.33, 0] } }, csv)
    expect(data.train.map((s) => input(s))).toEqual([[1, 3]])
    expect(data.validation.map((s) => input(s))).toEqual([[2, 5]])
    expect(data.rest!.map((s) => input(s))).toEqual([[4]])
  })
})

describe('normalization', () => {
  const csv = 'u,d\n1,100\n3,300\n5,900\n1000,1\n'
  const split: [number, number, number] = [0.75, 0.25, 0]

  it('is fitted only to the training part', () => {
    const data = right({ data: { normalize: 'standard', split } }, csv)
    const deviation = Math.sqrt(8 / 3)
    expect(data.fitted!.columns!.u).toEqual({ mean: 3, deviation })
    expect(input(data.series!)).toEqual([-2 / deviation, 0, 2 / deviation, 997 / deviation])
    expect(data.units.y).toEqual([{ column: 'd', mean: 1300 / 3, deviation: Math.sqrt((100 ** 2 + 300 ** 2 + 900 ** 2) / 3 - (1300 / 3) ** 2) }])
    const back = target(data.series!).map((v) => v! * data.units.y![0]!.deviation + data.units.y![0]!.mean)
    back.forEach((value, i) => expect(value).toBeCloseTo([100, 300, 900, 1][i]!, 9))
  })

  it('by range maps the training part to 0 … 1', () => {
    const data = right({ data: { normalize: 'range', split } }, csv)
    expect(data.fitted!.columns!.u).toEqual({ minimum: 1, maximum: 5 })
    expect(input(data.series!)).toEqual([0, 0.5, 1, 999 / 4])
  })

  it('maps constant columns to zero, and changes nothing if there is none', () => {
    expect(input(right({ data: { normalize: 'standard', split } }, 'u,d\n2,1\n2,2\n2,3\n7,4\n').series!)).toEqual([0, 0, 0, 5])
    const none = right({ data: { split } }, csv)
    expect(none.fitted).toBeUndefined()
    expect(input(none.series!)).toEqual([1, 3, 5, 1000])
  })

  it('uses the scaling with which the stored weights were trained', () => {
    const fitted = { columns: { u: { mean: 1, deviation: 2 }, d: { mean: 0, deviation: 1 } } }
    const weights = { W: { shape: [1, 1], data: [1] } }
    expect(input(right({ data: { normalize: 'standard', split }, rest: { fitted, weights } }, csv).series!)).toEqual([0, 1, 2, 499.5])
    expect(input(right({ data: { normalize: 'standard', split }, rest: { fitted } }, csv).series!)[1]).toBe(0)
  })

  it('ignores missing targets in fitting', () => {
    const data = right({ data: { normalize: 'standard', split } }, 'u,d\n1,1\n2,\n3,3\n4,4\n')
    expect(data.fitted!.columns!.d).toEqual({ mean: 2, deviation: 1 })
    expect(target(data.series!)).toEqual([-1, null, 1, 2])
  })

  it('refuses numbers whose spread overflows', () => {
    expect(build({ data: { normalize: 'standard' } }, 'u,d\n1.7e308,1\n1.6e308,1\n1.7e308,1\n').errors).toMatchObject([{ code: 'not-finite' }])
  })
})

describe('one-hot encoding', () => {
  it('has a unit for each category, in code-point order', () => {
    const csv = 'u,d\nb,x\n\u{FF5E},y\na,x\n😀,x\nb,y\n'
    const { sizes } = build({ x: { encoding: 'one-hot' }, y: { encoding: 'one-hot' }, data: { split: [1, 0, 0] } }, csv)
    expect(sizes).toEqual({ x: 4, y: 2 })
    const data = right({ x: { encoding: 'one-hot' }, y: { encoding: 'one-hot' }, data: { split: [1, 0, 0] } }, csv)
    expect(data.fitted!.columns!.u!.categories).toEqual(['a', 'b', '\u{FF5E}', '😀'])
    expect(input(data.series!)).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0])
    expect(data.categories).toEqual({ y: ['x', 'y'] })
    expect(data.units).toEqual({})
  })

  it('of several columns is concatenated', () => {
    const data = right({ x: { columns: ['u', 'd'], encoding: 'one-hot' }, y: { encoding: 'number' }, data: { split: [1, 0, 0] } }, 'u,d\na,1\nb,2\n')
    expect(input(data.series!)).toEqual([1, 0, 1, 0, 0, 1, 0, 1])
  })

  it('refuses a category that does not occur in training', () => {
    const rest = { fitted: { columns: { u: { categories: ['a', 'b'] } } }, weights: { W: { shape: [1, 2], data: [1, 2] } } }
    const { errors } = build({ x: { encoding: 'one-hot' }, data: {}, rest }, 'u,d\na,1\nz,2\n')
    expect(errors).toMatchObject([{ code: 'data-shape', key: 'column-category-unknown', values: { row: 2, got: '"z"' }, nodes: ['x'] }])
  })

  it('takes the characters of a text', () => {
    const document = documentOf({
      x: { columns: ['char'], encoding: 'one-hot' },
      y: { columns: ['char'], encoding: 'one-hot', ahead: 1 },
      data: { path: 'a.txt', split: [1, 0, 0] },
    })
    const data = readData(document, { text: () => 'abca' })
    expect(dataSizes(document, registry, data)).toEqual({ x: 3, y: 3 })
  })
})

describe('the variance of a target', () => {
  it('is over the whole series, in the units of the data', () => {
    const data = right({ y: { ahead: 1 }, data: { normalize: 'standard', split: [0.5, 0.25, 0.25] } }, 'u,d\n1,1\n1,2\n1,3\n1,10\n')
    expect(data.variance.y).toMatchObject([{ value: expect.closeTo(12.5, 12) as number, power: 0 }])
  })
})

describe('inline sequences', () => {
  const inline = (sequences: object[], y = { size: 2 }): Spec => ({
    x: { columns: undefined, size: 2 },
    y: { columns: undefined, ...y },
    data: { kind: 'inline', path: undefined, sequences } as unknown as Partial<DataSpec>,
  })
  const ok = {
    x: [
      [1, 2],
      [3, 4],
    ],
    y: [[5, 6], null],
  }

  it('are all for training', () => {
    const data = right(inline([ok, { x: [[1, 1]] }]), '')
    expect(data.train.map((s) => s.length)).toEqual([2, 1])
    expect(input(data.train[0]!)).toEqual([1, 2, 3, 4])
    expect(target(data.train[0]!)).toEqual([5, 6, null])
    expect(data.train[1]!.targets).toEqual({})
    expect([data.validation, data.test, data.series]).toEqual([[], [], undefined])
    expect(data.units.y).toEqual([
      { column: 'y[0]', mean: 0, deviation: 1 },
      { column: 'y[1]', mean: 0, deviation: 1 },
    ])
  })

  it.each<[string, object[], string, string[]]>([
    ['none at all', [], 'data-missing', []],
    ['without an input', [{ y: [[1, 2]] }], 'data-shape', ['x']],
    ['with a stray id', [{ ...ok, z: [[1], [1]] }], 'data-shape', []],
    ['with the id of an edge', [{ ...ok, W: [[1], [1]] }], 'data-shape', []],
    ['of no steps', [{ x: [], y: [] }], 'data-shape', []],
    [
      'of different lengths',
      [
        {
          x: [[1, 2]],
          y: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      'data-shape',
      ['y'],
    ],
    ['with vectors of another size', [{ x: [[1, 2], [1]], y: [null, null] }], 'data-shape', ['x']],
    [
      'with a missing input',
      [
        {
          x: [[1, 2], null],
          y: [
            [1, 2],
            [1, 2],
          ],
        },
      ],
      'data-shape',
      ['x'],
    ],
    [
      'with a missing component',
      [
        {
          x: [
            [1, 2],
            [1, 2],
          ],
          y: [
            [1, null],
            [1, 2],
          ],
        },
      ],
      'data-shape',
      ['y'],
    ],
  ])('%s are refused', (_, sequences, code, nodes) => {
    const { errors } = build(inline(sequences), '')
    expect(errors.map((e) => e.code)).toEqual([code])
    expect(errors[0]!.nodes).toEqual(nodes)
  })

  it('do not determine sizes', () => {
    expect(build({ ...inline([ok]), x: { columns: undefined } }, '').errors.map((e) => e.code)).toContain('data-shape')
  })
})
