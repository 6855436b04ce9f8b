import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import type { Ask, ForecastAnswer } from '../../engine/run/questions'
import { registry } from '../../nodes'
import { json, placeOfTest } from '../cli/terminal'
import { nextLetter } from '../documents'
import { exampleNames, folder, readExample } from '../reproduce/examples'
import { Stage } from '../run/stage'

const documentOf = (text: string): GraphDocument => parseDocument(text, registry).document!

const here = placeOfTest()

type Rows = Record<string, number[][]>
interface Forecast {
  readonly sequences: readonly Rows[]
  readonly more?: readonly { readonly text?: string; readonly bands?: Record<string, { share: number; low: number[][]; high: number[][] }[]> }[]
}
const forecastOf = async (...args: string[]): Promise<Forecast> => {
  const { out, err } = await here.unfold('forecast', ...args, '--json')
  if (out === '') throw new Error(err)
  return json(out) as unknown as Forecast
}

/** A session with a document whose data file, if any, is in the folder of the test. */
function windowOf(name: string): Stage {
  const document = documentOf(readFileSync(join(here.folder, name), 'utf8'))
  const { data } = document
  const stage = new Stage({ ...document, ...(data?.kind === 'file' ? { data: { kind: 'task', task: 'sine' } } : {}) })
  if (data?.kind === 'file') give(stage, 1, data.path)
  if (data?.kind === 'file') stage.send({ kind: 'load', revision: 9, document, fresh: true, table: 1 })
  return stage
}

/** Gives a session a table of the folder. */
function give(stage: Stage, table: number, path: string): void {
  stage.send({ kind: 'table-begin', table, path, format: undefined, options: {} })
  stage.ask({ kind: 'table-piece', table, bytes: new Uint8Array(readFileSync(join(here.folder, path))) })
  stage.ask({ kind: 'table-end', table })
}

let requests = 1_000_000
function answer(stage: Stage, ask: Ask<'forecast'> = {}): ForecastAnswer {
  const request = ++requests
  stage.send({ kind: 'ask', request, question: { kind: 'forecast', ...ask } })
  const found = stage.last('answer')
  if (found?.request !== request || found.of !== 'forecast') throw new Error(stage.last('failure').problem.message)
  return found.answer!
}
/** The steps of a curve in closed loop. */
const beyond = ({ from, steps, first }: ForecastAnswer, curve: Float64Array): number[] => Array.from(curve.subarray(from - first, from - first + steps))

/** From the last two values of v, and from u if there is such an input. */
const series = (rows: number): string =>
  `v,u\n${Array.from({ length: rows }, (_, t) => `${(50 + 20 * Math.sin(t / 2)).toFixed(4)},${(t % 5) / 10}`).join('\n')}\n`
const predictor = (open = false): object => ({
  format: 'unfold-graph',
  version: 1,
  nodes: {
    x: { type: 'input', columns: ['v'] },
    ...(open ? { e: { type: 'input', columns: ['u'] } } : {}),
    h: { type: 'layer', size: 3, activation: 'tanh' },
    c: { type: 'context' },
    y: { type: 'output', columns: ['v'], ahead: 1 },
  },
  edges: { W_xh: 'x h', ...(open ? { W_eh: 'e h' } : {}), copy: 'h c', W_ch: 'c h', W_hy: 'h y' },
  training: { seed: 3 },
  data: { kind: 'file', path: 'v.csv', normalize: 'standard', split: [0.6, 0.2, 0.2] },
})
const drawn = (open = false): object => {
  const { edges, ...rest } = predictor(open) as { edges: Record<string, string> }
  const wires = Object.entries(edges).map(([id, ends]) => [
    id,
    { from: ends.split(' ')[0], to: ends.split(' ')[1], ...(id === 'copy' ? { kind: 'identity' } : {}) },
  ])
  return { ...rest, edges: Object.fromEntries(wires) }
}

describe('the forecast that the window shows', () => {
  it('has the values and the bands of `unfold forecast`, and scores them against the last value', async () => {
    here.put('v.csv', series(60))
    here.put('a.unfold', drawn())
    const shown = answer(windowOf('a.unfold'), { from: 45, steps: 10, paths: 20, seed: 4 })
    const { sequences, more } = await forecastOf('a.unfold', '--from', '45', '--steps', '10', '--paths', '20', '--seed', '4')
    const said = sequences[0]!.y!.flat()
    const [curve] = shown.curves
    expect(beyond(shown, curve!.forecast)).toEqual(said)
    const [fifty, ninety] = more![0]!.bands!.y!
    expect(curve!.bands.map(({ low }) => beyond(shown, low))).toEqual([fifty!.low.flat(), ninety!.low.flat()])
    expect(curve!.bands.map(({ high }) => beyond(shown, high))).toEqual([fifty!.high.flat(), ninety!.high.flat()])
    // Row t + 1 is what step t predicts; row 44 is the last one known.
    const v = series(60)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[0]))
    const root = (of: (s: number) => number): number => Math.sqrt(Array.from({ length: 10 }, (_, s) => of(s) ** 2).reduce((a, b) => a + b) / 10)
    expect(shown.scores).toHaveLength(1)
    expect(shown.scores[0]).toMatchObject({ output: 'y', column: 'v', kind: 'numbers', steps: 10 })
    expect(shown.scores[0]!.value).toBeCloseTo(
      root((s) => said[s]! - v[46 + s]!),
      9,
    )
    expect(shown.scores[0]!.last).toBeCloseTo(
      root((s) => v[44]! - v[46 + s]!),
      9,
    )
    // The curve over the data is that of `unfold run`, and the forecast begins on it.
    const run = json((await here.unfold('run', 'a.unfold', '--json')).out) as unknown as Forecast
    expect(Array.from(curve!.forced.subarray(0, 60))).toEqual(run.sequences[0]!.y!.flat())
    expect(curve!.forecast[44]).toBe(curve!.forced[44])
    expect(curve!.labels[59]).toBe(60)
  })

  it('begins at the test part by default, and writes the table of `--out`', async () => {
    here.put('v.csv', series(60))
    here.put('a.unfold', drawn())
    const shown = answer(windowOf('a.unfold'), { csv: true })
    const test = shown.parts.find(({ part }) => part === 'test')!
    expect([shown.from, shown.steps]).toEqual([test.first, test.end - test.first])
    await here.unfold('forecast', 'a.unfold', '--from', String(shown.from), '--steps', String(shown.steps), '--out', 'out.csv')
    expect(shown.csv).toBe(readFileSync(join(here.folder, 'out.csv'), 'utf8'))
  })

  it('takes the rows of open inputs from another table that has only their columns', async () => {
    here.put('v.csv', series(60))
    here.put('u.csv', 'u\n0.4\n0.3\n0.2\n0.1\n')
    here.put('a.unfold', drawn(true))
    const stage = windowOf('a.unfold')
    expect(answer(stage).open).toEqual(['e'])
    expect(() => answer(stage, { from: 60, steps: 4 })).toThrow('(u)')
    give(stage, 2, 'u.csv')
    const shown = answer(stage, { from: 60, steps: 4, table: 2 })
    const { sequences } = await forecastOf('a.unfold', '--from', '60', '--steps', '4', '--data', 'u.csv')
    expect(beyond(shown, shown.curves[0]!.forecast)).toEqual(sequences[0]!.y!.flat())
    // One row too many.
    expect(() => answer(stage, { from: 60, steps: 5, table: 2 })).toThrow('4 rows were given')
  })

  it('continues a text of the data or a typed one, and refuses unknown characters', async () => {
    here.put('t.txt', 'abcabcabcabc')
    here.put('a.unfold', { ...nextLetter, data: { ...nextLetter.data, split: [1, 0, 0] } })
    const stage = windowOf('a.unfold')
    expect(answer(stage, { from: 5, steps: 6 }).text).toEqual({ kind: 'characters', before: 'abcab', written: 'cabcab', truth: 'cabcab' })
    expect(answer(stage, { text: 'cab', steps: 4 }).text).toEqual({ kind: 'characters', before: 'cab', written: 'cabc' })
    expect(() => answer(stage, { text: 'abz', steps: 4 })).toThrow('z')
    const warm = answer(stage, { steps: 40, from: 12, temperature: 9, seed: 5 }).text!.written
    expect(warm).toBe((await forecastOf('a.unfold', '--steps', '40', '--temperature', '9', '--seed', '5')).more![0]!.text)
    expect(warm).not.toBe('abc'.repeat(13) + 'a')
  })

  it('uses the weights of the shown epoch, and leaves the newest unchanged', async () => {
    here.put('v.csv', series(60))
    here.put('a.unfold', { ...drawn(), training: { seed: 3, epochs: 3, optimizer: { kind: 'adam', learningRate: 0.05 } } })
    const stage = windowOf('a.unfold')
    stage.train()
    const now = answer(stage)
    const before = answer(stage, { epoch: 1 })
    expect([now.epoch, before.epoch]).toEqual([3, 1])
    await here.unfold('train', 'a.unfold', '--epochs', '1', '--out', 'b.unfold')
    const { sequences } = await forecastOf('b.unfold', '--from', String(before.from), '--steps', String(before.steps))
    expect(beyond(before, before.curves[0]!.forecast)).toEqual(sequences[0]!.y!.flat())
    expect(answer(stage)).toEqual(now)
    expect(now.curves[0]!.forecast).not.toEqual(before.curves[0]!.forecast)
    // An epoch that was not kept.
    expect(answer(stage, { epoch: 77 })).toEqual(now)
  })

  it('says why there are no bands, and refuses a network that needs later data', () => {
    here.put('v.csv', series(30))
    here.put('a.unfold', { ...drawn(), data: { kind: 'file', path: 'v.csv', split: [0.8, 0, 0.2] } })
    const { paths, bandless, curves } = answer(windowOf('a.unfold'), { paths: 10 })
    expect([paths, bandless?.key, curves[0]!.bands]).toEqual([0, 'forecast-no-validation', []])
  })
})

const generators = exampleNames().filter((name) => {
  const { document, expect: stated } = readExample(name)
  return !stated.slow && (document.training?.teacherForcing ?? []).length > 0
})

describe.each(generators)('%s, trained', (name) => {
  it('runs freely to the same numbers in `run`, in `forecast`, and in the scores of `train`', async () => {
    here.put('a.unfold', readFileSync(join(folder, `${name}.unfold`), 'utf8'))
    const trained = await here.unfold('train', 'a.unfold', '--out', 'b.unfold', '--json')
    const scores = json(trained.out.trim().split('\n').at(-1)!) as Record<string, { outputs?: Record<string, { columns: { rmse: number }[] }> }>
    const run = json((await here.unfold('run', 'b.unfold', '--part', 'test', '--json')).out) as unknown as Forecast
    const stage = windowOf('b.unfold')
    const shown = answer(stage)
    const { washout = 0 } = documentOf(readFileSync(join(here.folder, 'b.unfold'), 'utf8')).training ?? {}
    const series = shown.sequences === 1
    const first = shown.sequence
    const nothing = await forecastOf('b.unfold', '--steps', '0')
    expect(nothing.sequences).toHaveLength(shown.sequences)
    expect(nothing.sequences.every(({ y }) => y!.length === 0)).toBe(true)
    for (const [s, { y }] of run.sequences.slice(0, 2).entries()) {
      // A series is scored in its last steps; a separate sequence, after the washout.
      const free = series ? y! : y!.slice(washout)
      const from = series ? shown.from : washout
      const { sequences } = await forecastOf('b.unfold', '--sequence', String(first + s), '--from', String(from), '--steps', String(free.length))
      expect(sequences[0]!.y).toEqual(free)
      if (s === 0) expect(beyond(shown, shown.curves[0]!.forecast)).toEqual(free.flat())
    }
    // The root mean square over all scored sequences equals that of `train`.
    const judged = run.sequences.map((_, s) => answer(stage, { sequence: first + s }).scores[0]!)
    const steps = judged.reduce((sum, score) => sum + score.steps, 0)
    const rmse = Math.sqrt(judged.reduce((sum, score) => sum + score.steps * score.value ** 2, 0) / steps)
    const { rmse: byTrain } = scores.test!.outputs!.y!.columns[0]!
    expect(Math.abs(rmse / byTrain - 1)).toBeLessThan(1e-9)
  })
})
