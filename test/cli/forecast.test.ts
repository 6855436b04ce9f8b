import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nextLetter } from '../documents'
import { placeOfTest } from './terminal'

const here = placeOfTest()

const { put } = here
const series = (rows: number, of: (t: number) => readonly unknown[]): string => `${Array.from({ length: rows }, (_, t) => of(t).join(',')).join('\n')}\n`

interface Forecast {
  readonly steps: number
  readonly sequences: readonly Record<string, number[][]>[]
  readonly more?: readonly {
    readonly text?: string
    readonly paths?: readonly Record<string, number[][]>[]
    readonly bands?: Record<string, { share: number; low: number[][]; high: number[][] }[]>
  }[]
}
const forecastOf = ({ out }: { out: string }): Forecast => JSON.parse(out) as Forecast

/** y repeats the last value: a forecast from x stays constant, whatever the units. */
const again = (data: object = {}, node: object = {}): object => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', columns: ['v'] }, y: { type: 'output', columns: ['v'], ahead: 1, bias: false, ...node } },
  edges: { W: { from: 'x', to: 'y' } },
  weights: { W: { shape: [1, 1], data: [1] } },
  data: { kind: 'file', path: 'v.csv', normalize: 'standard', split: [0.6, 0.2, 0.2], ...data },
})
const half = (document: object): object => ({ ...document, weights: { W: { shape: [1, 1], data: [0.5] } } })

describe('unfold forecast', () => {
  it('pairs an input with the output that predicts its columns, in the units of the data', async () => {
    put('v.csv', `v\n${series(10, (t) => [100 + t])}`)
    const { steps, sequences } = forecastOf(await here.unfold('forecast', put('a.unfold', again()), '--json'))
    // As many as the test part: the steps whose targets are rows 7 to 9.
    expect(steps).toBe(3)
    expect(sequences[0]!.y!.flat().map((v) => v.toFixed(6))).toEqual(['109.000000', '109.000000', '109.000000'])
  })

  it('begins at a row, and uses the output of `ahead` steps before', async () => {
    put('v.csv', `v\n${series(10, (t) => [t])}`)
    const from = forecastOf(await here.unfold('forecast', put('a.unfold', again({ normalize: 'none' })), '--from', '4', '--steps', '3', '--json'))
    expect(from.sequences[0]!.y).toEqual([[3], [3], [3]])
    const two = forecastOf(await here.unfold('forecast', put('b.unfold', again({ normalize: 'none' }, { ahead: 2 })), '--from', '6', '--steps', '4', '--json'))
    expect(two.sequences[0]!.y).toEqual([[4], [5], [4], [5]])
  })

  it('requires rows for inputs that no output predicts, and takes them from another table', async () => {
    put('v.csv', `v,u\n${series(6, (t) => [t, 1])}`)
    const document = {
      ...again({ normalize: 'none', split: [0.5, 0.5, 0] }),
      nodes: { ...(again() as { nodes: object }).nodes, u: { type: 'input', columns: ['u'] } },
      edges: { W: { from: 'x', to: 'y' }, U: { from: 'u', to: 'y' } },
      weights: { W: { shape: [1, 1], data: [1] }, U: { shape: [1, 1], data: [1] } },
    }
    const refused = await here.unfold('forecast', put('a.unfold', document), '--steps', '2')
    expect(refused.status).toBe(1)
    expect(refused.err).toContain('(u)')
    expect(refused.err).toContain('--data')
    // Up to the end of the data, its rows are known.
    expect(forecastOf(await here.unfold('forecast', 'a.unfold', '--from', '3', '--steps', '3', '--json')).sequences[0]!.y).toEqual([[4], [5], [6]])
    put('more.csv', `v,u\n${series(2, (t) => [0, 10 * (t + 1)])}`)
    expect(forecastOf(await here.unfold('forecast', 'a.unfold', '--steps', '2', '--data', 'more.csv', '--json')).sequences[0]!.y).toEqual([[16], [36]])
  })

  it('draws paths with the errors of the validation part, and the bands that contain half and nine tenths of them', async () => {
    put('v.csv', `v\n${series(40, (t) => [Math.sin(t) * 5])}`)
    const args = ['forecast', put('a.unfold', half(again({ normalize: 'none' }))), '--steps', '5', '--paths', '50', '--seed', '3', '--json']
    const first = forecastOf(await here.unfold(...args))
    expect(forecastOf(await here.unfold(...args))).toEqual(first)
    const { paths, bands } = first.more![0]!
    expect(paths).toHaveLength(50)
    const [fifty, ninety] = bands!.y!
    for (let t = 1; t < 5; t++) {
      const values = paths!.map(({ y }) => y![t]![0]!)
      const inside = ({ low, high }: { low: number[][]; high: number[][] }): number => values.filter((v) => v >= low[t]![0]! && v <= high[t]![0]!).length
      expect(inside(fifty!)).toBeGreaterThanOrEqual(24)
      expect(inside(fifty!)).toBeLessThan(50)
      expect(inside(ninety!)).toBeGreaterThanOrEqual(44)
      expect(ninety!.low[t]![0]).toBeLessThan(fifty!.low[t]![0]!)
    }
  })

  it('continues a text: with the most probable letters, or with sampled ones', async () => {
    put('t.txt', 'abcabcabcabc')
    const { sequences, more } = forecastOf(await here.unfold('forecast', put('a.unfold', nextLetter), '--steps', '6', '--json'))
    expect(sequences[0]!.y).toHaveLength(6)
    expect(more![0]!.text).toBe('abcabc')
    const drawn = forecastOf(await here.unfold('forecast', 'a.unfold', '--steps', '200', '--temperature', '9', '--seed', '4', '--json')).more![0]!.text!
    expect([...drawn]).toHaveLength(200)
    // softmax(9/9, 0, 0): the next letter is right in 57.6 % of the draws.
    const right = [...drawn].filter((letter, i) => i > 0 && letter === { a: 'b', b: 'c', c: 'a' }[drawn[i - 1]!]).length / 199
    expect(right).toBeGreaterThan(0.45)
    expect(right).toBeLessThan(0.7)
  })

  it('writes the date that each row predicts', async () => {
    put('v.csv', `month,v\n${series(14, (m) => [new Date(Date.UTC(2020, 10 + m, 1)).toISOString().slice(0, 7), m])}`)
    await here.unfold('forecast', put('a.unfold', again({ normalize: 'none', steps: ['month'] })), '--steps', '3', '--out', 'dated.csv')
    // The data end with 2021-12, whose step predicts 2022-01; the first step of the closed loop takes this and predicts 2022-02.
    expect(readFileSync(join(here.folder, 'dated.csv'), 'utf8').split('\r\n').slice(0, 5)).toEqual([
      'sequence,step,month,v',
      '0,-1,2022-01-01,13',
      '0,0,2022-02-01,13',
      '0,1,2022-03-01,13',
      '0,2,2022-04-01,13',
    ])
  })

  it('writes a table with its bands', async () => {
    put('v.csv', `v\n${series(20, (t) => [t % 3])}`)
    const { status } = await here.unfold('forecast', put('a.unfold', again({ normalize: 'none' })), '--steps', '2', '--paths', '10', '--out', 'out.csv')
    expect(status).toBe(0)
    const lines = readFileSync(join(here.folder, 'out.csv'), 'utf8').trim().split('\r\n')
    expect(lines[0]).toBe('sequence,step,v,v 50% low,v 50% high,v 90% low,v 90% high')
    // The row after the data, which the last step with data predicts, has bands too.
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join())).toEqual(['0,-1', '0,0', '0,1'])
    expect(lines[1]!.split(',').every((cell) => cell !== '' && Number.isFinite(Number(cell)))).toBe(true)
  })

  it('that is not finite is refused with its step, and writes nothing', async () => {
    put('v.csv', `v\n${series(10, (t) => [1 + t])}`)
    const document = { ...again({ normalize: 'none' }), weights: { W: { shape: [1, 1], data: [1e120] } } }
    for (const more of [[], ['--out', 'none.csv'], ['--paths', '3']]) {
      const { status, out, err } = await here.unfold('forecast', put('a.unfold', document), '--steps', '5', ...more)
      expect({ status, out }, more.join(' ')).toEqual({ status: 1, out: '' })
      expect(err).toMatch(/not-finite: The forecast of y is Infinity at its step 1/)
    }
    expect(existsSync(join(here.folder, 'none.csv'))).toBe(false)
  })

  it('refuses with a message what cannot be forecast', async () => {
    put('v.csv', `v\n${series(10, (t) => [t])}`)
    const backward = {
      ...again(),
      nodes: { ...(again() as { nodes: object }).nodes, c: { type: 'context', direction: 'backward', size: 1 } },
      edges: { W: { from: 'x', to: 'y' }, a: { from: 'x', to: 'c' }, b: { from: 'c', to: 'y' } },
      training: { algorithm: { kind: 'bptt', horizon: null } },
    }
    const loop = (closedLoop: object): object => again({ closedLoop })
    const cases: readonly (readonly [object, readonly string[], string])[] = [
      [backward, [], 'backward in time'],
      [loop({ z: 'y' }), [], 'not an input'],
      [loop({ x: 'z' }), [], 'not an output'],
      [again({ split: [0.8, 0, 0.2] }), ['--paths', '5'], 'validation part'],
      [again({ split: [1, 0, 0] }), [], '--steps N'],
      [again(), ['--from', '11'], 'at most 10'],
      [again(), ['--steps', '70000000'], '67108864'],
      [again(), ['--temperature', 'hot'], '“hot”'],
      [again(), ['--sequence', '1'], 'below 1'],
    ]
    for (const [document, args, text] of cases) {
      const { status, err } = await here.unfold('forecast', put('a.unfold', document), ...args)
      expect(status, text).toBeGreaterThan(0)
      expect(err).toContain(text)
    }
  })
})
