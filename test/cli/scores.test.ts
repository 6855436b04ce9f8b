import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { NumberScore, PartScore } from '../../engine/learn/evaluate/measures/scores'
import { placeOfTest } from './terminal'

const here = placeOfTest()

const put = (name: string, content: unknown): string => {
  writeFileSync(join(here.folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}
const read = (name: string): GraphDocument => JSON.parse(readFileSync(join(here.folder, name), 'utf8')) as GraphDocument
const example = (name: string): GraphDocument =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../examples', `${name}.unfold`), 'utf8')) as GraphDocument
const ended = (out: string): Record<'train' | 'validation' | 'test', PartScore> => JSON.parse(out.trim().split('\n').at(-1)!) as never
const values = (out: string): number[][] => (JSON.parse(out) as { sequences: { y: number[][] }[] }).sequences.map(({ y }) => y.map(([v]) => v!))

const table = (rows: readonly (readonly unknown[])[]): string => `${rows.map((row) => row.join(',')).join('\n')}\n`
const regression = (data: Record<string, unknown>, more: Partial<GraphDocument> = {}): unknown => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'] } },
  edges: { W: { from: 'x', to: 'y' } },
  data: { kind: 'file', path: 'a.csv', normalize: 'standard', ...data },
  training: { epochs: 2 },
  ...more,
})

describe('a column that does not change in the training part', () => {
  it.each(['standard', 'range'])('is only shifted: %s', async (normalize) => {
    put('a.csv', table([['x', 'y'], ...Array.from({ length: 10 }, (_, i) => [i < 7 ? 0.1 : 0.2, i % 3])]))
    const { out } = await here.unfold(
      'train',
      put('a.unfold', regression({ normalize, split: [0.7, 0.15, 0.15] }, { weights: { W: { shape: [1, 1], data: [0.5] } } })),
      '--json',
      '--out',
      'b.unfold',
    )
    expect(read('b.unfold').fitted!.columns!.x).toEqual(normalize === 'standard' ? { mean: 0.1, deviation: 0 } : { minimum: 0.1, maximum: 0.1 })
    expect(ended(out).validation.loss).toBeLessThan(10)
  })
})

describe('run over a table without the target', () => {
  it.each([
    ['standard', { mean: 200, deviation: 100 }],
    ['range', { minimum: 100, maximum: 200 }],
  ] as const)('reports the units of the fitted scaling: %s', async (normalize, y) => {
    put('other.csv', table([['x'], [-1], [1]]))
    const fitted = { columns: { x: normalize === 'standard' ? { mean: 0, deviation: 1 } : { minimum: 0, maximum: 1 }, y } }
    const weights = { W: { shape: [1, 1], data: [1] }, 'y.bias': { shape: [1], data: [0] } }
    const { status, out, err } = await here.unfold('run', put('a.unfold', regression({ normalize }, { weights, fitted })), '--data', 'other.csv', '--json')
    expect([status, err, values(out)]).toEqual([0, '', [normalize === 'standard' ? [100, 300] : [0, 200]]])
    // A number of classes comes from there, too.
    const classes = regression(
      { normalize },
      {
        nodes: {
          x: { type: 'input', columns: ['x'] },
          y: { type: 'output', columns: ['y'], encoding: 'one-hot', activation: 'softmax', loss: 'cross-entropy' },
        },
        fitted: { columns: { ...fitted.columns, y: { categories: ['a', 'b', 'c'] } } },
        weights: { W: { shape: [3, 1], data: [0, 0, 0] }, 'y.bias': { shape: [3], data: [0, 0, 0] } },
      },
    )
    const report = await here.unfold('run', put('c.unfold', classes), '--data', 'other.csv', '--json')
    expect((JSON.parse(report.out) as { sequences: { y: number[][] }[] }).sequences[0]!.y[0]).toHaveLength(3)
  })

  it('says so if nothing was fitted', async () => {
    put('other.csv', table([['x'], [-1], [1]]))
    const { status, err } = await here.unfold('run', put('a.unfold', regression({})), '--data', 'other.csv')
    expect([status, err]).toEqual([0, expect.stringContaining('column “y” of y')])
  })
})

describe('run --all', () => {
  it('reports inputs and outputs in the units of the data', async () => {
    put('a.csv', table([['x', 'y'], ...Array.from({ length: 10 }, (_, i) => [100 + i, 3 * i])]))
    const { out } = await here.unfold('run', put('a.unfold', regression({ split: [0.5, 0.2, 0.3] })), '--all', '--json')
    const [ports] = (JSON.parse(out) as { sequences: Record<string, number[][]>[] }).sequences
    ports!['x.out']!.forEach(([v], i) => expect(v).toBeCloseTo(100 + i, 9))
    const csv = (await here.unfold('export', 'a.unfold', '--to', 'signals-csv')).out.split('\r\n')
    const at = csv[0]!.split(',').indexOf('x.out.0')
    expect(Number(csv[4]!.split(',')[at])).toBeCloseTo(103, 9)
  })
})

describe('a network with teacher forcing', () => {
  const short = {
    'mackey-glass': { length: 1300, test: 2, testLength: 1084 },
    'mackey-glass-30': { length: 1300, validation: 1, test: 2, testLength: 1084 },
    'force-sine': {},
    narx: { length: 400 },
  }

  it.each(Object.keys(short) as (keyof typeof short)[])('is run as it was scored: %s', async (name) => {
    const document = example(name)
    if (document.data?.kind !== 'task') throw new Error('a task')
    const options = { ...document.data.options, ...short[name] }
    const { training } = document
    const nodes = Object.fromEntries(Object.entries(document.nodes).map(([id, node]) => [id, node.type === 'reservoir' ? { ...node, size: 40 } : node]))
    const lighter = {
      ...document,
      nodes,
      data: { ...document.data, options },
      training: { ...training, ...(training?.algorithm?.kind === 'readout' ? {} : { epochs: 2 }) },
    }
    const { out } = await here.unfold('train', put('a.unfold', lighter), '--json', '--out', 'b.unfold')
    const report = ended(out)
    const csv =
      (await here.unfold('export', 'b.unfold', '--to', 'signals-csv', '--out', 'all.csv'))
      && readFileSync(join(here.folder, 'all.csv'), 'utf8')
        .split('\r\n')
        .slice(0, -1)
        .map((line) => line.split(','))
    const [sequence, target, said] = ['sequence', 'y.target.0', 'y.out.0'].map((head) => csv[0]!.indexOf(head)) as [number, number, number]
    const sequences: { d: number[]; y: number[] }[] = []
    for (const row of csv.slice(1)) {
      const { d, y } = (sequences[Number(row[sequence])] ??= { d: [], y: [] })
      d.push(row[target] === '' ? NaN : Number(row[target]))
      y.push(Number(row[said]))
    }
    let before = 0
    for (const part of ['train', 'validation', 'test'] as const) {
      const ran = values((await here.unfold('run', 'b.unfold', '--part', part, '--json')).out)
      if (ran.length === 0) continue
      // Steps of a series are numbered across its parts; sequences are listed one by one.
      const single = sequences.length === 1
      let squares = 0
      let count = 0
      ran.forEach((y, s) => {
        const from = single ? before : 0
        const all = sequences[single ? 0 : before + s]!
        y.forEach((v, t) => {
          expect(all.y[from + t]).toBe(v)
          if (from + t < training!.washout! || Number.isNaN(all.d[from + t])) return
          squares += (v - all.d[from + t]!) ** 2
          count++
        })
      })
      before += single ? ran[0]!.length : ran.length
      expect(Math.sqrt(squares / count) / report[part].rmse!).toBeCloseTo(1, 9)
    }
  })
})

describe('fitted', () => {
  it('of another split is reported, and refitted on request', async () => {
    put('a.csv', table([['x', 'y'], ...Array.from({ length: 20 }, (_, i) => [i, i * i])]))
    await here.unfold('train', put('a.unfold', regression({ split: [0.5, 0.25, 0.25] })), '--out', 'b.unfold')
    expect((await here.unfold('train', 'b.unfold', '--out', 'c.unfold')).err).not.toContain('fitted')
    const changed = put('d.unfold', { ...read('b.unfold'), data: { kind: 'file', path: 'a.csv', normalize: 'standard', split: [0.1, 0.4, 0.5] } })
    const checked = JSON.parse((await here.unfold('check', changed, '--json')).out) as { errors: unknown[]; warnings: { code: string; path: string }[] }
    expect(checked).toMatchObject({ errors: [], warnings: [{ code: 'data-changed', path: '/fitted' }] })
    const kept = await here.unfold('train', changed, '--out', 'e.unfold')
    expect([kept.err.includes('--refit'), read('e.unfold').fitted]).toEqual([true, read('b.unfold').fitted])
    const anew = await here.unfold('train', changed, '--refit', '--out', 'f.unfold')
    expect([anew.err.includes('fitted'), read('f.unfold').fitted!.columns!.x]).toEqual([false, { mean: 0.5, deviation: 0.5 }])
  })

  it.each(['range', 'none'] as const)('gives a warning if the weights were learned with another normalization than %s', async (normalize) => {
    put('a.csv', table([['x', 'y'], ...Array.from({ length: 20 }, (_, i) => [i, i * i])]))
    await here.unfold('train', put('a.unfold', regression({ normalize: 'standard' })), '--out', 'b.unfold')
    const changed = put('d.unfold', { ...read('b.unfold'), data: { kind: 'file', path: 'a.csv', normalize } })
    expect(JSON.parse((await here.unfold('check', changed, '--json')).out)).toMatchObject({ errors: [], warnings: [{ code: 'data-changed', path: '/fitted' }] })
    expect((await here.unfold('train', changed, '--refit', '--out', 'e.unfold')).err).not.toContain('fitted')
  })
})

describe('cross-entropy', () => {
  const logistic = { x: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'], activation: 'logistic', loss: 'cross-entropy' } }

  it('refuses a target slightly above 1, and names it', async () => {
    const document = regression({}, { nodes: logistic, data: { kind: 'inline', sequences: [{ x: [[1]], y: [[1.000000001]] }] } })
    expect(
      (
        await here.unfold(
          'check',
          put('a.unfold', { ...(document as object), nodes: { x: { type: 'input', size: 1 }, y: { ...logistic.y, columns: undefined, size: 1 } } }),
        )
      ).err,
    ).toContain('got 1.000000001 in')
  })

  it('refuses targets outside 0 … 1, with remedies that train', async () => {
    put('a.csv', table([['x', 'y'], ...Array.from({ length: 20 }, (_, i) => [i, i % 2])]))
    const errors = async (document: unknown): Promise<{ code: string; message: string; path: string }[]> =>
      (JSON.parse((await here.unfold('train', put('a.unfold', document), '--json')).out.split('\n')[0]!) as { errors?: never[] }).errors ?? []
    const [error] = await errors(regression({}, { nodes: logistic }))
    expect(error).toMatchObject({ code: 'loss-activation', path: '/nodes/y/loss' })
    expect(error!.message).toContain('“normalize” to none')
    expect(error!.message).toMatch(/Normalizing turns 0 in “y” \(step 0 of sequence 0\) into -/)
    expect(await errors(regression({ normalize: 'none' }, { nodes: logistic }))).toEqual([])
    expect(await errors(regression({}, { nodes: { x: logistic.x, y: { type: 'output', columns: ['y'] } } }))).toEqual([])
    put('a.csv', table([['x', 'y'], ...Array.from({ length: 20 }, (_, i) => [i, i % 3])]))
    expect((await errors(regression({ normalize: 'none' }, { nodes: logistic })))[0]!.message).toContain('got 2 in “y”')
    expect(await errors(regression({ normalize: 'none' }, { nodes: { x: logistic.x, y: { ...logistic.y, encoding: 'one-hot' } } }))).toEqual([])
  })
})

describe('text output', () => {
  it('shows each column in its unit, classes in a table, and the task’s own measure', async () => {
    put(
      'a.csv',
      table([['x', 'degrees', 'power', 'state'], ...Array.from({ length: 40 }, (_, i) => [i % 5, 20 + (i % 7), 1000 * (i % 3), i % 4 === 0 ? 'on' : 'off'])]),
    )
    const document = regression(
      { normalize: 'standard' },
      {
        nodes: {
          x: { type: 'input', columns: ['x'] },
          y: { type: 'output', columns: ['degrees', 'power'] },
          s: { type: 'output', columns: ['state'], encoding: 'one-hot', activation: 'softmax', loss: 'cross-entropy' },
        },
        edges: { W: { from: 'x', to: 'y' }, V: { from: 'x', to: 's' } },
      },
    )
    const { out } = await here.unfold('train', put('a.unfold', document))
    expect(out).toMatch(/y “degrees”: RMSE [\d.]+ {2}MAE /)
    expect(out).toMatch(/y “power”: RMSE [\d.]+ {2}MAE /)
    expect(out).toMatch(/s “state”: accuracy [\d.]+ %/)
    expect(out).toMatch(/off +on\n +off +\d+ +\d+\n +on +\d+ +\d+/)
    const json = ended((await here.unfold('train', 'a.unfold', '--json')).out)
    expect(Object.keys(json.test.outputs!)).toEqual(['y', 's'])
    const [degrees, power] = json.test.outputs!.y!.columns as NumberScore[]
    expect(power!.rmse! / degrees!.rmse!).toBeGreaterThan(50)
    const reber = { ...example('reber'), training: { epochs: 1 } }
    expect((await here.unfold('train', put('r.unfold', reber))).out).toMatch(/strings solved: \d+ of \d+/)
  })
})
