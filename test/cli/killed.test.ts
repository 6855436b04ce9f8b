import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { draw, elman } from '../documents'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'unfold-killed-'))
const program = join(folder, 'unfold.mjs')

beforeAll(async () => {
  await build({ entryPoints: ['cli/unfold.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * The clock of the programs runs ten times as fast, so that the time for a checkpoint comes after a tenth of the
 * training.
 */
const FASTER = 10
const clock = `data:text/javascript,const now = performance.now.bind(performance); performance.now = () => ${FASTER} * now()`

/** Everything that draws random numbers in training: dropout before the recurrence, a reservoir with noise, batches in a new order. */
const restless = (training: TrainingSpec): GraphDocument => {
  const base = elman()
  return draw(
    { ...base.nodes, r: { type: 'reservoir', size: 6, density: 0.5, seed: 2 } },
    { W_xh: { from: 'x', to: 'h', dropout: 0.3 }, copy: 'h → c', W_ch: 'c → h', W_hy: { from: 'h', to: 'y', dropout: 0.2 }, W_xr: 'x → r', W_ry: 'r → y' },
    { training: { noise: 0.1, seed: 3, shuffle: true, ...training }, data: base.data! },
  )
}

const documents: Record<string, GraphDocument> = {
  'Adam with dropout and noise': restless({ epochs: 1_000, algorithm: { kind: 'bptt', horizon: 4, every: 2 } }),
  'SGD with momentum in float32': restless({ epochs: 1_000, batchSize: 2, precision: 'float32', optimizer: { kind: 'sgd', momentum: 0.9 } }),
  'RTRL, an update every step': elman({ epochs: 700, algorithm: { kind: 'rtrl' } }),
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly err: string
}

function start(name: string, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', clock, program, 'train', `${name}.unfold`, '--json', ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr.on('data', (text: Buffer) => void (err += text.toString()))
  return { child, ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, err }))) }
}

describe(`unfold train, killed at any moment (SEED=${SEED})`, () => {
  it.concurrent.each(Object.entries(documents))(
    'continues from its checkpoint to the same weights bit for bit: %s',
    async (kind, document) => {
      const random = stream(SEED, kind)
      const name = kind.replace(/\W/g, '')
      writeFileSync(join(folder, `${name}.unfold`), JSON.stringify(document))
      const whole = start(name, '--out', `${name}-whole.unfold`)
      expect(await whole.ended).toMatchObject({ code: 0 })

      const state = `${name}-state.json`
      // There are also checkpoints within the first epoch; training continues from one of a later epoch.
      const reached = (): number => (existsSync(join(folder, state)) ? (JSON.parse(readFileSync(join(folder, state), 'utf8')) as { epoch: number }).epoch : 0)
      let killed = 0
      // If a run ends first, another one is killed sooner after its first checkpoint.
      let longest = 250
      for (let life = 0; life < 8 && killed < 2; life++) {
        const { child, ended } = start(name, '--checkpoint', state)
        const late = Math.floor(random.uniform() * longest)
        const over = ended.then(() => true)
        while (reached() === 0 && !(await Promise.race([over, wait(5, false)]))) continue
        await Promise.race([over, wait(late)])
        child.kill('SIGKILL')
        if ((await ended).signal === 'SIGKILL') killed++
        else {
          rmSync(join(folder, state), { force: true })
          killed = 0
          longest /= 2
        }
      }
      expect(killed).toBeGreaterThan(0)
      expect(reached()).toBeGreaterThan(0)

      const last = start(name, '--checkpoint', state, '--out', `${name}-broken.unfold`)
      const { code, err } = await last.ended
      expect(code, err).toBe(0)
      expect(err).toContain(state)
      const read = (which: string): unknown => (JSON.parse(readFileSync(join(folder, `${name}-${which}.unfold`), 'utf8')) as GraphDocument).weights
      expect(read('broken')).toEqual(read('whole'))
    },
    60_000,
  )

  it('with only --out resumes with the same command, and never damages FILE', async () => {
    const random = stream(SEED, 'out alone')
    const put = (epochs: number): void =>
      writeFileSync(join(folder, 'alone.unfold'), JSON.stringify(restless({ epochs, algorithm: { kind: 'bptt', horizon: 4, every: 2 } })))
    const weights = (which: string): unknown => (JSON.parse(readFileSync(join(folder, which), 'utf8')) as GraphDocument).weights
    const kept = (): string | undefined => readdirSync(folder).find((name) => name.startsWith('alone-out.unfold.') && name.endsWith('.checkpoint'))
    // Long enough for a checkpoint during training.
    const took = async (count: number): Promise<number> => {
      put(count)
      const begun = performance.now()
      expect(await start('alone', '--out', 'alone-first.unfold').ended).toMatchObject({ code: 0 })
      return performance.now() - begun
    }
    const short = await took(200)
    let epochs = Math.ceil(((38_000 / FASTER) * 3_800) / Math.max(100, (await took(4_000)) - short))
    const out = join(folder, 'alone-out.unfold')
    const before = JSON.stringify(elman())
    let killed = false
    for (let life = 0; life < 4; life++) {
      put(epochs)
      writeFileSync(out, before)
      const { child, ended } = start('alone', '--out', 'alone-out.unfold')
      const over = ended.then(() => true)
      while (!kept() && !(await Promise.race([over, wait(20, false)]))) continue
      await Promise.race([over, wait(Math.floor(random.uniform() * 300))])
      child.kill('SIGKILL')
      killed = (await ended).signal === 'SIGKILL'
      // The old file stays unchanged, to the last byte, until training ends.
      if (readFileSync(out, 'utf8') !== before) {
        expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ extensions: { learned: { epoch: epochs } } })
        killed = false
      }
      if (killed) break
      rmSync(join(folder, kept() ?? 'none'), { force: true })
      epochs *= 2
    }
    expect(killed).toBe(true)
    const state = kept()!
    expect((JSON.parse(readFileSync(join(folder, state), 'utf8')) as { epoch: number }).epoch).toBeGreaterThan(0)
    const { code, err } = await start('alone', '--out', 'alone-out.unfold').ended
    expect(code, err).toBe(0)
    expect(err).toContain(state)
    expect(kept()).toBeUndefined()
    expect(await start('alone', '--out', 'alone-whole.unfold').ended).toMatchObject({ code: 0 })
    expect(weights('alone-out.unfold')).toEqual(weights('alone-whole.unfold'))
  }, 120_000)
})
