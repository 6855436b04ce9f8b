import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { compile } from '../../engine/compile'
import { acceptedJson } from '../../engine/document/accept'
import { parseDocument } from '../../engine/document/parse'
import { Model } from '../../engine/learn/model/model'
import { streamSizes } from '../../engine/stream/columns'
import { streamSchema, type StreamState } from '../../engine/stream/state'
import { Stream, type RowOutput } from '../../engine/stream/stream'
import { registry } from '../../nodes'
import { place } from '../cli/terminal'
import { feed } from './feed'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)

/** An Elman network with a window, a slow context and a later target; its optimizer is Adam. */
const document = (algorithm: object, more: { carry?: true; [key: string]: unknown } = {}, data: object = {}, edges: object = {}) => ({
  format: 'unfold-graph',
  version: more.carry || JSON.stringify(edges).includes('variational') ? 2 : 1,
  nodes: {
    x: { type: 'input', columns: ['a'], window: { past: 2, future: 1 } },
    h: { type: 'layer', size: 5 },
    c: { type: 'context', delay: 2, decay: 0.5, initial: more.carry ? 0.1 : 'trainable' },
    y: { type: 'output', columns: ['b'], ahead: 2 },
  },
  edges: { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' }, ...edges },
  data: { kind: 'file', path: 'gone.csv', ...data },
  training: { algorithm, optimizer: { kind: 'adam', learningRate: 0.01 }, seed: 1, ...more },
})

const ROWS = 400
const random = stream(SEED, 'rows')
const rows = Array.from({ length: ROWS }, (_, i) => {
  const target = random.uniform() < 0.1 ? '' : (Math.sin(i / 4) + 0.1 * random.normal()).toFixed(4)
  // Some rows are broken.
  return `${i % 37 === 36 ? 'broken' : Math.cos(i / 5).toFixed(4)},${target},${Math.floor(i / 90)}`
})
const header = 'a,b,run'

function begin(written: object): { made: Stream; take: (line: string, number: number) => RowOutput[] } {
  const { document: parsed, errors } = parseDocument(JSON.stringify(written), registry)
  const { network } = compile(parsed!, registry, streamSizes(parsed!, registry))
  expect(errors).toEqual([])
  const made = Stream.make(new Model(network!), registry, { learn: true, epoch: 0 })
  if (!(made instanceof Stream)) throw new Error(JSON.stringify(made))
  const take = (text: string, number: number): RowOutput[] => {
    const { row } = made.reader.read({ text, number })
    return row ? made.take(row) : []
  }
  take(header, 1)
  return { made, take }
}

/** Weights, moments and random streams, which must be bit-identical. */
function learned(made: Stream): object {
  const { updates, weights, optimizer, streams } = made.state()!.learner
  return { updates, weights, optimizer, streams, score: made.speaker.takeScore(), rows: made.rows, sequences: made.sequences }
}

describe(`a stream that is stopped continues bit for bit (SEED=${SEED})`, () => {
  const cases: [string, object][] = [
    ...['exact', 'snap-1', 'e-prop', 'rflo', 'uoro', 'hybrid'].map((variant): [string, object] => [`RTRL ${variant}`, document({ kind: 'rtrl', variant })]),
    ['RTRL, an update every 7 steps, with washout', document({ kind: 'rtrl', every: 7 }, { washout: 50 })],
    ['the hybrid in blocks of 9', document({ kind: 'rtrl', variant: 'hybrid', every: 9 })],
    ['RTRL with one update a sequence', document({ kind: 'rtrl', every: null }, {}, { sequenceColumn: 'run' })],
    ['BPTT(20; 6)', document({ kind: 'bptt', horizon: 20, every: 6 })],
    ['BPTT over whole sequences', document({ kind: 'bptt', horizon: null }, {}, { sequenceLength: 60 })],
    ['BPTT with recomputed windows, in float32', document({ kind: 'bptt', horizon: 5, every: 2, recompute: true }, { precision: 'float32' })],
    ['dropout', document({ kind: 'rtrl' }, {}, {}, { W_hy: { from: 'h', to: 'y', dropout: 0.3 } })],
    [
      'one mask of dropout a sequence',
      document(
        { kind: 'bptt', horizon: 8, every: 3 },
        {},
        { sequenceColumn: 'run' },
        { W_ch: { from: 'c', to: 'h', dropout: 0.3, dropoutKind: 'variational' } },
      ),
    ],
    [
      'a state carried from one sequence to the next',
      document({ kind: 'bptt', horizon: 8, every: 3 }, { carry: true, shuffle: false }, { sequenceLength: 30 }),
    ],
  ]
  it.each(cases)('%s', (kind, written) => {
    const whole = begin(written)
    const said = rows.flatMap((row, i) => whole.take(row, i + 2))
    const draw = stream(SEED, kind)
    let { made, take } = begin(written)
    const broken: RowOutput[] = []
    const cuts = [draw.integer(ROWS / 2), ROWS / 2 + draw.integer(ROWS / 2)]
    rows.forEach((row, i) => {
      broken.push(...take(row, i + 2))
      if (!cuts.includes(i)) return
      const state = acceptedJson(streamSchema, JSON.stringify(made.state()))
      ;({ made, take } = begin(written))
      expect(made.resume(state!)).toBe(true)
    })
    expect(broken).toEqual(said)
    expect(made.end()).toEqual(whole.made.end())
    expect(learned(made)).toEqual(learned(whole.made))
    expect(whole.made.learner!.updates).toBeGreaterThan(0)
  })

  it('and refuses the state of another network, or an invalid one', () => {
    const { made, take } = begin(document({ kind: 'rtrl' }))
    rows.slice(0, 50).forEach((row, i) => take(row, i + 2))
    const state = made.state()!
    const other = begin(document({ kind: 'bptt', horizon: 3, every: 1 })).made
    expect(other.resume(state)).toBe(false)
    const wrong = (change: Partial<StreamState>): boolean => begin(document({ kind: 'rtrl' })).made.resume({ ...state, ...change })
    expect(wrong({})).toBe(true)
    expect(wrong({ learner: { ...state.learner, weights: 'AAAA' } })).toBe(false)
    expect(wrong({ learner: { ...state.learner, within: state.learner.within!.slice(1) } })).toBe(false)
    expect(wrong({ sequence: { ...state.sequence!, rows: 1_000_000 } })).toBe(false)
    expect(wrong({ speaker: { ...state.speaker, spoken: 3 } })).toBe(false)
    expect(wrong({ sequence: null })).toBe(false)
  })
})

describe(`unfold stream --learn --out, killed (SEED=${SEED})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-stream-killed-'))
  const program = join(folder, 'unfold.mjs')
  beforeAll(async () => {
    await build({ entryPoints: ['cli/unfold.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const read = (name: string): unknown => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { weights: unknown }).weights
  const text = (from: number, to = ROWS): string =>
    rows
      .slice(from, to)
      .map((row) => `${row}\n`)
      .join('')

  it.each([
    ['the rows from the checkpoint on', { kind: 'rtrl', variant: 'exact' }, false],
    ['all rows again with --from-start', { kind: 'bptt', horizon: 10, every: 4 }, true],
  ])(
    'and restarted with --out as FILE, ends in the bits of an uninterrupted stream: given %s',
    async (_, algorithm, again) => {
      const here = place({ input: feed(`${header}\n${text(0)}`) })
      here.put('a.unfold', document(algorithm))
      expect(await here.unfold('stream', 'a.unfold', '--learn', '--out', 'whole.unfold')).toMatchObject({ status: 0 })
      writeFileSync(join(folder, 'a.unfold'), JSON.stringify(document(algorithm)))
      writeFileSync(join(folder, 'whole.unfold'), readFileSync(join(here.folder, 'whole.unfold')))
      here.remove()
      const state = join(folder, 'state.json')
      for (const name of [state, join(folder, 'out.unfold')]) rmSync(name, { force: true })

      const life = (file: string) => {
        const args = [program, 'stream', file, '--learn', '--out', 'out.unfold', '--checkpoint', 'state.json', ...(again ? ['--from-start'] : [])]
        const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] })
        child.stdin.on('error', () => undefined)
        let err = ''
        child.stderr.on('data', (piece: Buffer) => void (err += piece.toString()))
        return { child, ended: new Promise<{ code: number | null; err: string }>((resolve) => child.once('close', (code) => resolve({ code, err }))) }
      }
      const lines = (): number => (existsSync(state) ? (JSON.parse(readFileSync(state, 'utf8')) as { lines: number }).lines : 0)
      const first = stream(SEED, String(again)).integer(ROWS / 2) + 1
      const one = life('a.unfold')
      one.child.stdin.write(`${header}\n${text(0, first)}`)
      while (lines() < first) await wait(20)
      // These rows are lost, or half learned, at the kill.
      one.child.stdin.write(text(first, first + 60))
      one.child.kill('SIGKILL')
      expect((await one.ended).code).toBeNull()

      const known = lines()
      const two = life(existsSync(join(folder, 'out.unfold')) ? 'out.unfold' : 'a.unfold')
      two.child.stdin.end(`${header}\n${text(again ? 0 : known)}`)
      const { code, err } = await two.ended
      expect(code, err).toBe(0)
      expect(err).toContain(`${known} lines after the header`)
      expect(err).toContain(again ? 'all rows from the first' : `line ${known + 1} after it`)
      expect(read('out.unfold')).toEqual(read('whole.unfold'))
    },
    60_000,
  )
})
