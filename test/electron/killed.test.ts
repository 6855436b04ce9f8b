import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import { createRandom } from '../renderer/editing/random'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
/** Most milliseconds of work that may be lost. */
const LIMIT = 2000
/** Number of simulated crashes: three of four while editing and saving, the others while training. */
const KILLS = Number(process.env.KILLS ?? 200)
/** Users who work at the same time, and how often the program of each is killed. */
const PEOPLE = 10
const LIVES = Math.ceil((KILLS * 3) / 4 / PEOPLE)
const TRAINERS = 5
const TRAINED_LIVES = Math.ceil(KILLS / 4 / TRAINERS)
/** Most milliseconds of training that may be lost, and the speed-up of the journal's clock. */
const TRAINING_LIMIT = 30_000
const RATE = 10

const folder = mkdtempSync(join(tmpdir(), 'unfold-lost-'))
const [editing, training] = [join(folder, 'editing-child.mjs'), join(folder, 'training-child.mjs')]
beforeAll(async () => {
  await build({
    entryPoints: ['test/electron/editing-child.ts', 'test/electron/training-child.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: "globalThis.navigator ??= { language: 'en' }" },
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** So large that writing it takes a while. */
const TEXT = JSON.stringify({
  format: 'unfold-graph',
  version: 1,
  name: 'edit 0',
  nodes: { x: { type: 'input', size: 200 }, h: { type: 'layer', size: 200 } },
  edges: { W_xh: { from: 'x', to: 'h', kind: 'dense' } },
  weights: { W_xh: { shape: [200, 200], data: Array.from({ length: 40_000 }, (_, i) => Math.sin(i)) } },
})

/** Has no end of its own. */
const LEARNING = JSON.stringify({
  format: 'unfold-graph',
  version: 1,
  name: 'mine',
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 8 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: { kind: 'inline', sequences: [{ x: [[1], [0], [0], [1]], y: [[0], [1], [0], [0]] }] },
  training: { epochs: 1_000_000, seed: 1 },
})

interface Event {
  readonly what: string
  readonly n: number
  readonly at: number
}

/** One run of a program, killed `ms` after its first message; with `early`, after its start. */
async function live(program: string, words: readonly string[], ms: number, early: boolean): Promise<{ events: readonly Event[]; killed: number; err: string }> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => void (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => void (err += text.toString()))
  const closed = new Promise((resolve) => child.once('close', resolve))
  if (!early) await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), closed])
  await Promise.race([wait(ms), closed])
  const killed = Date.now()
  child.kill('SIGKILL')
  await closed
  const events = out
    .split('\n')
    .slice(0, -1)
    .map((line): Event => {
      const [what = '', n, at] = line.split(' ')
      return { what, n: Number(n), at: Number(at) }
    })
  return { events, killed, err }
}

const of = (events: readonly Event[], kind: string): readonly Event[] => events.filter(({ what }) => what === kind)

/** The longest time between two events of a kind, or the last one and the end. */
const longestGap = (events: readonly Event[], kind: string, killed: number): number =>
  Math.max(0, ...[...of(events, kind).map(({ at }) => at), killed].map((at, i, times) => (i === 0 ? 0 : at - times[i - 1]!)))

/** The longest time that the journal took to write. */
function longestWrite(events: readonly Event[], killed: number): number {
  const writes = [...of(events, 'keeping'), ...of(events, 'kept')].sort((a, b) => a.at - b.at)
  return Math.max(0, ...writes.map(({ what, at }, i) => (what === 'keeping' ? (writes[i + 1]?.at ?? killed) - at : 0)))
}

/** The least that the next life must find: what was found, what was certainly kept, and what happened more than `limit` before the end. */
const leastFound = (events: readonly Event[], found: number, kind: string, killed: number, limit: number): number =>
  Math.max(
    found,
    ...of(events, 'kept').map(({ n }) => n),
    ...of(events, kind)
      .filter(({ at }) => at < killed - limit)
      .map(({ n }) => n),
  )

describe(`documents whose program is killed at any moment (SEED=${SEED})`, () => {
  it.concurrent.each(Array.from({ length: PEOPLE }, (_, i) => i))(
    `are whole, and have every edit older than two seconds, ${LIVES} times: person %i`,
    async (person) => {
      const random = createRandom(SEED + person)
      const home = join(folder, `person-${person}`)
      mkdirSync(home)
      const file = join(home, 'mine.unfold')
      writeFileSync(file, TEXT)
      /** The least and the most that the next life may find, and what the file may hold. */
      let [least, most] = [0, 0]
      let held = [0]
      let why = ''
      let edits = 0
      for (let life = 0; life <= LIVES; life++) {
        // Some are killed during their start, the rest up to somewhat later than the limit; the last one only reads.
        const early = life < LIVES && random() < 0.2
        const ms = life === LIVES ? 0 : random() * (early ? 500 : 1.5 * LIMIT)
        const { events, killed, err } = await live(editing, [join(home, 'settings'), file, String(SEED + 100 * person + life)], ms, early)
        expect(err).toBe('')
        const all = (kind: string): readonly Event[] => of(events, kind)
        const [found] = all('found')
        if (found) {
          expect(found.n, `life ${life}: ${why}`).toBeGreaterThanOrEqual(least)
          expect(found.n, `life ${life}`).toBeLessThanOrEqual(most)
          expect(all('tabs')[0]?.n, `life ${life}`).toBe(1)
          edits += all('edit').length
          // A busy disk or processor delays everything by as much as it delays one write or one edit.
          least = leastFound(events, found.n, 'edit', killed, LIMIT + 2 * longestWrite(events, killed) + longestGap(events, 'edit', killed))
          why = events
            .slice(-40)
            .map(({ what, n, at }) => `${what} ${n} ${at - killed}`)
            .join(', ')
          most = Math.max(found.n, ...all('edit').map(({ n }) => n))
        }
        const { document } = parseDocument(readFileSync(file, 'utf8'), registry)
        const holds = Number(document?.name?.slice(5))
        held = [
          ...all('saved')
            .slice(-1)
            .map(({ n }) => n),
          ...(all('saved').length > 0 ? [] : held),
          ...all('saving')
            .slice(-1)
            .map(({ n }) => n),
        ]
        expect(held, `life ${life}: the person’s file`).toContain(holds)
        held = [holds]
        expect(document?.weights?.W_xh?.shape).toEqual([200, 200])
      }
      expect(edits, 'edits in all').toBeGreaterThan(LIVES < 5 ? -1 : LIVES) // a single life may end before its first edit
      // The next start removes files that a kill left half written in the journal.
      expect(readdirSync(join(home, 'settings', 'journal')).filter((name) => name.endsWith('.tmp')).length).toBeLessThan(2)
    },
    120_000 + LIVES * 20_000,
  )

  it.concurrent.each(Array.from({ length: TRAINERS }, (_, i) => i))(
    `have what they had learned thirty seconds before, and say so, ${TRAINED_LIVES} times: trainer %i`,
    async (person) => {
      const random = createRandom(SEED + 1000 + person)
      const home = join(folder, `trainer-${person}`)
      mkdirSync(home)
      const file = join(home, 'mine.unfold')
      writeFileSync(file, LEARNING)
      const since = Date.now()
      const clock = (at: number): number => since + (at - since) * RATE
      let [least, most] = [0, 0]
      let learned = 0
      let why = ''
      for (let life = 0; life <= TRAINED_LIVES; life++) {
        const early = life < TRAINED_LIVES && random() < 0.2
        const ms = life === TRAINED_LIVES ? 0 : random() * (early ? 500 : (1.5 * TRAINING_LIMIT) / RATE)
        const { events, killed: real, err } = await live(training, [join(home, 'settings'), file, String(since), String(RATE)], ms, early)
        expect(err).toBe('')
        expect(readFileSync(file, 'utf8'), 'the person’s file').toBe(LEARNING)
        const killed = clock(real)
        const all = (kind: string): readonly Event[] => of(events, kind)
        const [found] = all('found')
        if (!found) continue
        expect(found.n, `life ${life}: ${why}`).toBeGreaterThanOrEqual(least)
        expect(found.n, `life ${life}: ${why}`).toBeLessThanOrEqual(most)
        expect(all('notice')[0]?.n, `life ${life}: the notice has the epoch of the engine`).toBe(found.n)
        // As above; and the pause before a write does not follow the faster clock.
        const limit = TRAINING_LIMIT + (RATE - 1) * 400 + 2 * longestWrite(events, killed) + 2 * longestGap(events, 'epoch', killed)
        least = leastFound(events, found.n, 'epoch', killed, limit)
        most = Math.max(found.n, ...all('keeping').map(({ n }) => n))
        learned = Math.max(learned, most)
        why = events
          .filter(({ what }) => what !== 'epoch')
          .map(({ what, n, at }) => `${what} ${n} ${at - killed}`)
          .join(', ')
      }
      expect(learned, 'epochs in all').toBeGreaterThan(TRAINED_LIVES < 5 ? -1 : 0)
    },
    120_000 + TRAINED_LIVES * 20_000,
  )
})
