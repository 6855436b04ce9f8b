import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import { createRandom } from '../renderer/document/random'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
/** What may be lost at most, in milliseconds. */
const LIMIT = 2000
/** People who edit at the same time, and how often each of them loses the machine: KILLS in all. */
const PEOPLE = 10
const LIVES = Math.ceil(Number(process.env.KILLS ?? 100) / PEOPLE)

const folder = mkdtempSync(join(tmpdir(), 'unfold-lost-'))
const program = join(folder, 'editing.mjs')
beforeAll(async () => {
  await build({
    entryPoints: ['test/electron/editing-child.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning',
    banner: { js: "globalThis.navigator ??= { language: 'en' }" },
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** So large that writing it takes a while. */
const TEXT = JSON.stringify({
  format: 'unfold-graph', version: 1, name: 'edit 0',
  nodes: { x: { type: 'input', size: 200 }, h: { type: 'layer', size: 200 } }, edges: { W_xh: { from: 'x', to: 'h', kind: 'dense' } },
  weights: { W_xh: { shape: [200, 200], data: Array.from({ length: 40_000 }, (_, i) => Math.sin(i)) } },
})

interface Told {
  readonly what: string
  readonly n: number
  readonly at: number
}

/** One life of the program, ended `ms` after it has begun to be edited; with `early`, after its start. */
async function live(settings: string, file: string, seed: number, ms: number, early: boolean): Promise<{ told: readonly Told[]; killed: number; err: string }> {
  const child = spawn(process.execPath, [program, settings, file, String(seed)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => void (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => void (err += text.toString()))
  const closed = new Promise((resolve) => child.once('close', resolve))
  if (!early) await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), closed])
  await Promise.race([wait(ms), closed])
  const killed = Date.now()
  child.kill('SIGKILL')
  await closed
  const told = out.split('\n').slice(0, -1).map((line): Told => {
    const [what = '', n, at] = line.split(' ')
    return { what, n: Number(n), at: Number(at) }
  })
  return { told, killed, err }
}

describe(`documents whose program is killed at any moment (SEED=${SEED})`, () => {
  it.concurrent.each(Array.from({ length: PEOPLE }, (_, i) => i))(`are whole, and have every edit older than two seconds, ${LIVES} times: person %i`, async (person) => {
    const random = createRandom(SEED + person)
    const home = join(folder, `person-${person}`)
    mkdirSync(home)
    const file = join(home, 'mine.unfold')
    writeFileSync(file, TEXT)
    /** What the next life must find at least, and can at most; what the file may hold. */
    let [least, most] = [0, 0]
    let held = [0]
    let why = ''
    let edits = 0
    for (let life = 0; life <= LIVES; life++) {
      // Some while they start, the rest up to longer than what may be lost; the last one only looks.
      const early = life < LIVES && random() < 0.2
      const ms = life === LIVES ? 0 : random() * (early ? 500 : 1.5 * LIMIT)
      const { told, killed, err } = await live(join(home, 'settings'), file, SEED + 100 * person + life, ms, early)
      expect(err).toBe('')
      const all = (what: string): readonly Told[] => told.filter((entry) => entry.what === what)
      const [found] = all('found')
      if (found) {
        expect(found.n, `life ${life}: ${why}`).toBeGreaterThanOrEqual(least)
        expect(found.n, `life ${life}`).toBeLessThanOrEqual(most)
        expect(all('tabs')[0]?.n, `life ${life}`).toBe(1)
        edits += all('edit').length
        // A disk or a processor that is busy with others makes everything later by what it makes one write or one edit later.
        const gap = (list: readonly Told[]): number => Math.max(0, ...[...list.map(({ at }) => at), killed].map((at, i, times) => (i === 0 ? 0 : at - times[i - 1]!)))
        const writes = [...all('keeping'), ...all('kept')].sort((a, b) => a.at - b.at)
        const busy = Math.max(0, ...writes.map(({ what, at }, i) => (what === 'keeping' ? (writes[i + 1]?.at ?? killed) - at : 0)))
        const limit = LIMIT + 2 * busy + gap(all('edit'))
        least = Math.max(found.n, ...all('kept').map(({ n }) => n), ...all('edit').filter(({ at }) => at < killed - limit).map(({ n }) => n))
        why = told.slice(-40).map(({ what, n, at }) => `${what} ${n} ${at - killed}`).join(', ')
        most = Math.max(found.n, ...all('edit').map(({ n }) => n))
      }
      const { document } = parseDocument(readFileSync(file, 'utf8'), registry)
      const holds = Number(document?.name?.slice(5))
      held = [...all('saved').slice(-1).map(({ n }) => n), ...(all('saved').length > 0 ? [] : held), ...all('saving').slice(-1).map(({ n }) => n)]
      expect(held, `life ${life}: the person’s file`).toContain(holds)
      held = [holds]
      expect(document?.weights?.W_xh?.shape).toEqual([200, 200])
    }
    expect(edits, 'edits in all').toBeGreaterThan(LIVES < 5 ? -1 : LIVES) // a single life may end before its first edit
    // What a kill has left half written in the journal is cleared away at the next start.
    expect(readdirSync(join(home, 'settings', 'journal')).filter((name) => name.endsWith('.tmp')).length).toBeLessThan(2)
  }, 120_000 + LIVES * 10_000)
})
