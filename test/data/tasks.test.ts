import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { buildDataset, dataSizes, readData, taskNames, tasks } from '../../engine/data'
import { columnOf } from '../../engine/data/table'
import { mackeyGlassSeries } from '../../engine/data/tasks/mackey-glass'
import { narma } from '../../engine/data/tasks/narma'
import { registry } from '../../nodes'
import type { GraphDocument } from '../../engine/document/types'
import { sequencesOf } from './sequencesOf'

const column = (task: string, name: string, options: Record<string, unknown> = {}, seed = 0): number[] => [
  ...columnOf(tasks[task]!.generate(options, seed).table!, name)!.numbers,
]

/** A task with an input and an output without columns. */
function drawn(data: { task: string; options: Record<string, unknown>; seed?: number }) {
  const document: GraphDocument = {
    format: 'unfold-graph',
    version: 1,
    nodes: { x: { type: 'input' }, y: { type: 'output' } },
    edges: { W: { from: 'x', to: 'y' } },
    data: { kind: 'task', ...data },
  }
  const read = readData(document, { text: () => undefined })
  return { document, data: read, sizes: dataSizes(document, registry, read) }
}

describe('delayed XOR', () => {
  it('has the exclusive or of two bits two steps earlier as its target', () => {
    const [a, b, xor] = ['a', 'b', 'xor'].map((name) => column('delayed-xor', name, { length: 500 }))
    for (let t = 2; t < 500; t++) expect(xor![t]).toBe(a![t - 2]! ^ b![t - 2]!)
    expect(xor!.slice(0, 2)).toEqual([NaN, NaN])
    for (const bits of [a!, b!]) {
      expect(new Set(bits)).toEqual(new Set([0, 1]))
      const mean = bits.reduce((sum, bit) => sum + bit, 0) / 500
      // Four standard deviations of the mean of 500 fair bits.
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.09)
    }
  })

  it('depends on its seed alone', () => {
    expect(column('delayed-xor', 'a', {}, 1)).toEqual(column('delayed-xor', 'a', {}, 1))
    expect(column('delayed-xor', 'a', {}, 1)).not.toEqual(column('delayed-xor', 'a', {}, 2))
  })

  it('gives its columns to inputs and outputs without columns', () => {
    const { document, data, sizes } = drawn({ task: 'delayed-xor', options: { length: 100 } })
    expect(sizes).toEqual({ x: 2, y: 1 })
    const { dataset } = buildDataset(document, registry, sizes, data)
    expect(dataset!.train[0]!.length).toBe(70)
    expect([...dataset!.train[0]!.targets.y!.present.subarray(0, 4)]).toEqual([0, 0, 1, 1])
  })
})

describe('the sine', () => {
  it('is ½ sin(n/4) without noise', () => {
    const y = column('sine', 'y', { length: 10 })
    expect(y).toEqual(Array.from({ length: 10 }, (_, i) => 0.5 * Math.sin((i + 1) / 4)))
  })

  it('may be noisy', () => {
    const clean = column('sine', 'y')
    const noise = column('sine', 'y', { noise: 0.1 }, 3).map((y, i) => y - clean[i]!)
    const deviation = Math.sqrt(noise.reduce((sum, e) => sum + e * e, 0) / noise.length)
    expect(deviation).toBeGreaterThan(0.08)
    expect(deviation).toBeLessThan(0.12)
  })
})

/** Names of those columns that are 1. */
const hot = (row: Record<string, number>, names: readonly string[]): string => names.filter((name) => row[name] === 1).join('')

describe('temporal XOR', () => {
  it('determines every third bit by the two before; the target is the next bit', () => {
    const [bit, next] = ['bit', 'next'].map((name) => column('temporal-xor', name))
    expect(bit!.length).toBe(3000)
    for (let t = 2; t < 3000; t += 3) expect(bit![t]).toBe(bit![t - 2]! ^ bit![t - 1]!)
    expect(next!.slice(0, -1)).toEqual(bit!.slice(1))
    expect(next!.at(-1)).toBeNaN()
    // Four standard deviations of the mean of 2,000 fair bits.
    const free = bit!.filter((_, t) => t % 3 !== 2)
    expect(Math.abs(free.reduce((a, b) => a + b, 0) / free.length - 0.5)).toBeLessThan(0.045)
  })
})

describe('memory capacity', () => {
  it('has the input k steps earlier as its target', () => {
    const names = ['u', 'lag0', 'lag1', 'lag3']
    const [u, lag0, lag1, lag3] = names.map((name) => column('memory-capacity', name, { length: 200, lags: 3 }))
    expect(lag0!.slice(0, 4)).toEqual([NaN, NaN, NaN, u![3]])
    for (let n = 3; n < 200; n++) expect([lag0![n], lag1![n], lag3![n]]).toEqual([u![n], u![n - 1], u![n - 3]])
    expect(Math.max(...u!.map(Math.abs))).toBeLessThanOrEqual(0.8)
    expect(Math.max(...u!)).toBeGreaterThan(0.7)
  })
})

describe('Mackey–Glass', () => {
  it('makes the Euler steps of its delay equation', () => {
    // Past 1.2 everywhere, τ = 1: ten delayed values are 1.2, so ẏ = 0.2 · 1.2 / (1 + 1.2¹⁰) − 0.1 y at first.
    const next = mackeyGlassSeries(1, () => 1.2)
    let y = 1.2
    for (let i = 0; i < 10; i++) y += 0.1 * (0.24 / (1 + 1.2 ** 10) - 0.1 * y)
    expect(next()).toBeCloseTo(y, 14)
  })

  it('has a fixed point at y = 1, where 0.2 / (1 + y¹⁰) = 0.1', () => {
    const next = mackeyGlassSeries(17, () => 1)
    for (let t = 0; t < 100; t++) expect(next()).toBeCloseTo(1, 12)
  })

  it('with τ = 17 varies as published: mean of y near 0.93, standard deviation near 0.23', () => {
    const y = column('mackey-glass', 'x', { test: 0 }).map((x) => 1 + Math.atanh(x))
    const mean = y.reduce((a, b) => a + b, 0) / y.length
    const deviation = Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length)
    expect(mean).toBeGreaterThan(0.88)
    expect(mean).toBeLessThan(0.98)
    expect(deviation).toBeGreaterThan(0.2)
    expect(deviation).toBeLessThan(0.26)
  })

  it('gives each sequence a trajectory of its own', () => {
    const [a, b, c] = sequencesOf('mackey-glass', { length: 50, test: 2, testLength: 30 })
    expect([a!.rows.length, b!.rows.length, c!.rows.length]).toEqual([50, 30, 30])
    expect([a!.part, b!.part]).toEqual([0, 2])
    expect(a!.rows[0]).not.toEqual(b!.rows[0])
    expect(c!.rows[0]).not.toEqual(b!.rows[0])
  })
})

describe('NARMA-10', () => {
  it('follows its recursion, from zero', () => {
    // With u = ½ throughout: y(1) = 0.1, for u(−9) = 0; from t = 9 on 1.5 u(t−9) u(t) = 0.375.
    const y = narma(new Float64Array(12).fill(0.5))
    expect(y[0]).toBeCloseTo(0.1, 15)
    // y(2) = 0.3 · 0.1 + 0.05 · 0.1 · 0.1 + 0.1
    expect(y[1]).toBeCloseTo(0.1305, 15)
    const before = [...y.slice(0, 9)].reduce((a, b) => a + b, 0)
    expect(y[9]).toBeCloseTo(0.3 * y[8]! + 0.05 * y[8]! * before + 0.375 + 0.1, 14)
    const window = [...y.slice(0, 10)].reduce((a, b) => a + b, 0)
    expect(y[10]).toBeCloseTo(0.3 * y[9]! + 0.05 * y[9]! * window + 0.375 + 0.1, 14)
  })

  it('never diverges', () => {
    for (let seed = 0; seed < 20; seed++) expect(Math.max(...column('narma-10', 'y', { length: 5000 }, seed))).toBeLessThanOrEqual(1.5)
  })
})

const reberNames = ['B', 'T', 'P', 'S', 'X', 'V', 'E']
const textOf = (rows: Record<string, number>[]): string =>
  rows.map((row) => hot(row, reberNames)).join('')
  + hot(
    rows.at(-1)!,
    reberNames.map((n) => `next-${n}`),
  ).replace('next-', '')

describe('the Reber grammar', () => {
  // Reber 1967 as a regular expression: T S* (X X (T* V P X)* T* V V | X S) or the same from P.
  const inner = '(?:(?:TS*X(?:S|X(?:T*VPX)*T*V(?:V|PS)))|(?:P(?:T*VPX)*T*V(?:V|PS)))'

  it('makes strings of the grammar', () => {
    for (const { rows } of sequencesOf('reber', { train: 300 })) expect(textOf(rows)).toMatch(new RegExp(`^B${inner}E$`))
  })

  it('embeds them between two equal symbols', () => {
    for (const { rows } of sequencesOf('embedded-reber', { train: 300 })) expect(textOf(rows)).toMatch(new RegExp(`^B([TP])B${inner}E\\1E$`))
  })

  it('names the symbols that may follow, including the actual one, and the second symbol again before the end', () => {
    for (const { rows } of sequencesOf('embedded-reber')) {
      for (const row of rows) {
        const next = hot(
          row,
          reberNames.map((n) => `next-${n}`),
        ).slice(5)
        expect(row[`legal-${next}`]).toBe(1)
      }
      const may = rows.map((row) => reberNames.filter((n) => row[`legal-${n}`] === 1).join(''))
      expect(may.slice(0, 3)).toEqual(['TP', 'B', 'TP'])
      expect(may.slice(-3)).toEqual(['E', hot(rows[1]!, reberNames), 'E'])
    }
  })

  it('keeps the strings of the test part out of the training part', () => {
    const all = sequencesOf('embedded-reber')
    const texts = (part: number): string[] => all.filter((s) => s.part === part).map((s) => textOf(s.rows))
    expect(texts(0).length).toBe(256)
    expect(new Set(texts(2)).size).toBe(256)
    expect(texts(2).filter((text) => texts(0).includes(text))).toEqual([])
  })
})

describe('adding', () => {
  it('has the target ½ + (X₁ + X₂)/4 of the two marked values', () => {
    let first = false
    for (const { rows } of sequencesOf('adding', { length: 30, train: 300, test: 0 })) {
      expect(rows.length).toBeGreaterThanOrEqual(30)
      expect(rows.length).toBeLessThanOrEqual(33)
      const marked = rows.flatMap((row, t) => (row.marker === 1 ? [t] : []))
      expect([rows[0]!.marker, rows.at(-1)!.marker]).toEqual([-1, -1])
      expect(rows.slice(1, -1).every((row) => row.marker === 0 || row.marker === 1)).toBe(true)
      // The mark of the first pair cannot be seen, and counts 0.
      if (marked.length === 1) first = true
      else {
        expect(marked.length).toBe(2)
        expect(Math.min(...marked)).toBeLessThan(10)
      }
      expect(Math.max(...marked)).toBeLessThan(15)
      expect(rows.at(-1)!.sum).toBeCloseTo(0.5 + marked.reduce((sum, t) => sum + rows[t]!.value!, 0) / 4, 14)
      expect(rows.slice(0, -1).every((row) => Number.isNaN(row.sum))).toBe(true)
    }
    expect(first).toBe(true)
  })
})

describe('temporal order', () => {
  it.each([
    [
      2,
      [
        [10, 20],
        [50, 60],
      ],
    ],
    [
      3,
      [
        [10, 20],
        [33, 43],
        [66, 76],
      ],
    ],
  ] as const)('of %i marks has their order as its target', (marks, ranges) => {
    const names = ['E', 'B', 'a', 'b', 'c', 'd', 'X', 'Y']
    const classes = new Set<string>()
    for (const { rows } of sequencesOf('temporal-order', { marks, train: 200, test: 0 })) {
      const symbols = rows.map((row) => hot(row, names))
      expect([symbols[0], symbols.at(-1)]).toEqual(['E', 'B'])
      const at = symbols.flatMap((symbol, t) => (symbol === 'X' || symbol === 'Y' ? [t] : []))
      expect(at.length).toBe(marks)
      at.forEach((t, k) => {
        expect(t).toBeGreaterThanOrEqual(ranges[k]![0])
        expect(t).toBeLessThanOrEqual(ranges[k]![1])
      })
      const order = at.map((t) => symbols[t]).join('')
      expect(rows.at(-1)![order]).toBe(1)
      expect(Object.entries(rows.at(-1)!).filter(([name, value]) => name.length === marks && value === 1).length).toBe(1)
      expect(rows.at(-2)![order]).toBeNaN()
      classes.add(order)
    }
    expect(classes.size).toBe(2 ** marks)
  })
})

describe('copy', () => {
  it('has the symbols as its targets after the signal', () => {
    const read = [...Array.from({ length: 4 }, (_, i) => `s${i + 1}`), 'blank', 'recall']
    for (const { rows } of sequencesOf('copy', { symbols: 4, length: 3, delay: 5, train: 20, test: 0 })) {
      const seen = rows.map((row) => hot(row, read))
      const said = rows.map((row) =>
        hot(
          row,
          read.map((name) => `say-${name}`),
        ).slice(4),
      )
      expect(seen.length).toBe(11)
      expect(seen.slice(3)).toEqual(['blank', 'blank', 'blank', 'blank', 'recall', 'blank', 'blank', 'blank'])
      expect(said).toEqual([...Array<string>(8).fill('blank'), ...seen.slice(0, 3)])
    }
  })

  it('may spread the symbols among the blanks, and then has only them as its targets', () => {
    const firsts = new Set<number>()
    for (const { rows } of sequencesOf('copy', { symbols: 4, length: 3, delay: 5, selective: 1, train: 300, test: 0 })) {
      const word = rows.slice(0, 7).flatMap((row) => hot(row, ['s1', 's2', 's3', 's4']).match(/../g) ?? [])
      expect(word).toHaveLength(3)
      expect(rows[7]!.recall).toBe(1)
      expect(rows.slice(0, 8).every((row) => Number.isNaN(row['say-blank']))).toBe(true)
      expect(rows.slice(8).map((row) => hot(row, ['say-s1', 'say-s2', 'say-s3', 'say-s4']).slice(4))).toEqual(word)
      firsts.add(rows.findIndex((row) => row.blank === 0))
    }
    expect(firsts).toEqual(new Set([0, 1, 2, 3, 4]))
  })
})

describe('parity', () => {
  it('is the parity of all bits so far', () => {
    for (const { rows } of sequencesOf('parity', { train: 20 })) {
      let ones = 0
      for (const row of rows) {
        ones += row.bit!
        expect(row.parity).toBe(ones % 2)
      }
    }
  })

  it('may be the target only at the end', () => {
    const [first] = sequencesOf('parity', { every: 0, length: 6 })
    expect(first!.rows.map((row) => Number.isNaN(row.parity))).toEqual([true, true, true, true, true, false])
  })
})

describe('aⁿbⁿ', () => {
  it('has the symbols that may follow as its target', () => {
    const [one, two] = sequencesOf('anbn')
    const linesOf = (rows: Record<string, number>[]): string[] =>
      rows.map((row) => `${hot(row, ['S', 'a', 'b'])}:${['a', 'b', 'T'].filter((s) => row[`next-${s}`] === 1).join('')}`)
    expect(linesOf(one!.rows)).toEqual(['S:a', 'a:ab', 'b:T'])
    expect(linesOf(two!.rows)).toEqual(['S:a', 'a:ab', 'a:ab', 'b:b', 'b:T'])
  })

  it('tests on longer strings than it trains on', () => {
    const all = sequencesOf('anbn', { longest: 3, testLongest: 5 })
    expect(all.map(({ rows, part }) => [(rows.length - 1) / 2, part])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 2],
      [5, 2],
    ])
    const between = sequencesOf('anbn', { longest: 2, validationLongest: 4, testLongest: 5 })
    expect(between.map(({ rows, part }) => [(rows.length - 1) / 2, part])).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
      [5, 2],
    ])
  })
})

describe('a task of many sequences', () => {
  it('divides them among the parts as its options say', () => {
    const { document, data, sizes } = drawn({ task: 'temporal-order', options: { length: 20, train: 5, validation: 3, test: 2 }, seed: 4 })
    expect(sizes).toEqual({ x: 8, y: 4 })
    const { dataset } = buildDataset(document, registry, sizes, data)
    expect([dataset!.train.length, dataset!.validation.length, dataset!.test.length]).toEqual([5, 3, 2])
    const [first] = dataset!.test
    expect([...first!.targets.y!.present]).toEqual([...Array<number>(first!.length - 1).fill(0), 1])
  })
})

describe('every task', () => {
  it.each(taskNames)('%s refuses options that it does not know', (name) => {
    expect(tasks[name]!.generate({ lenght: 5 }, 0).errors).toMatchObject([{ code: 'document-invalid', path: '/data/options/lenght' }])
    const [option] = Object.keys(tasks[name]!.options.keys)
    expect(tasks[name]!.generate({ [option!]: -1 }, 0).errors).toMatchObject([{ code: 'document-invalid', path: `/data/options/${option}` }])
  })

  it.each(taskNames)('%s has the columns that it names', (name) => {
    const { table, inputs, outputs } = tasks[name]!.generate({}, 0)
    expect(outputs.length).toBeGreaterThan(0)
    for (const wanted of [...inputs, ...outputs]) expect(columnOf(table!, wanted)).toBeDefined()
  })

  it.each(taskNames)('%s refuses, before it starts, to make more than fits in memory', (name) => {
    const { options } = tasks[name]!
    const most = Object.fromEntries(
      Object.keys(options.keys).map((key) => {
        const schema = options.keys[key]!
        return [key, schema.is === 'number' ? (schema.max ?? 1) : 1]
      }),
    )
    const { table, errors } = tasks[name]!.generate(most, 0)
    if (table) expect(table.rows * table.columns.length).toBeLessThanOrEqual(2 ** 27)
    else expect(errors).toMatchObject([{ code: 'limit-exceeded' }])
  })

  it.each(taskNames)('%s makes the same from the same seed', (name) => {
    const read = (seed: number): string => {
      const hash = createHash('sha1')
      for (const { numbers } of tasks[name]!.generate({}, seed).table!.columns) hash.update(numbers)
      return hash.digest('hex')
    }
    const made = read(3)
    expect(read(3)).toBe(made)
    if (name !== 'anbn' && name !== 'sine') expect(read(4)).not.toBe(made)
  })

  it.each(['nothing', 'constructor', '__proto__'])('%s is unknown, and the message lists the existing tasks', (task) => {
    const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {}, data: { kind: 'task', task } }
    const { errors } = readData(document, { text: () => undefined })
    expect(errors.map((e) => e.code)).toEqual(['data-missing'])
    expect(errors[0]!.message).toContain('delayed-xor')
  })
})
