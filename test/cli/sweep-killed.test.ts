import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { fixtures } from '../document/fixtures'
import { lines, sunspots } from './terminal'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'unfold-sweep-'))
const program = join(folder, 'unfold.mjs')
const RUNS = 4

beforeAll(async () => {
  await build({ entryPoints: ['cli/unfold.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' })
  cpSync(join(fixtures, 'sunspots.csv'), join(folder, 'sunspots.csv'))
  writeFileSync(join(folder, 'net.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs: 60 } }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
}

function start(args: readonly string[], path = process.env.PATH): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, 'sweep', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: path } })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => void (out += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => void (out += bytes.toString()))
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, out }))) }
}

const sweepInto = (name: string, ...more: string[]): ReturnType<typeof start> =>
  start(['net.unfold', '--seeds', `1..${RUNS}`, '--jobs', '2', '--out', name, ...more])
const runs = (name: string): string[] => readdirSync(join(folder, name, 'runs')).sort()
const weights = (name: string, run: string, which: string): unknown =>
  (JSON.parse(readFileSync(join(folder, name, 'runs', run, which), 'utf8')) as { weights: unknown }).weights

/** Resolves when so many runs are in progress, or the program has ended. */
async function atWork(name: string, ended: Promise<Ended>, count = 1): Promise<void> {
  const over = ended.then(() => true)
  const busy = (): boolean =>
    existsSync(join(folder, name, 'runs')) && runs(name).filter((run) => existsSync(join(folder, name, 'runs', run, 'at-work'))).length >= count
  while (!busy() && !(await Promise.race([over, wait(5, false)]))) continue
}

/** The numbers of the processes that a process has started. */
const childrenOf = (pid: number): readonly number[] => {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number)
    return parent === pid ? [child!] : []
  })
}

function expectSame(name: string): void {
  expect(runs(name)).toEqual(runs('whole'))
  for (const run of runs(name)) {
    for (const which of ['trained.unfold', 'best.unfold']) expect(weights(name, run, which)).toEqual(weights('whole', run, which))
    const log = lines(readFileSync(join(folder, name, 'runs', run, 'log.jsonl'), 'utf8'))
    expect(log.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    expect(readdirSync(join(folder, name, 'runs', run)).filter((file) => /part$|checkpoint$|at-work/.test(file))).toEqual([])
  }
}

describe(`unfold sweep in processes (SEED=${SEED})`, () => {
  it('killed or stopped at any moment continues to the same weights, no run twice', async () => {
    const random = stream(SEED, 'sweep')
    expect(await sweepInto('whole').ended).toMatchObject({ code: 0 })
    for (let life = 0; life < 4; life++) {
      const { child, ended } = sweepInto('broken', ...(life === 0 ? [] : ['--resume']))
      await atWork('broken', ended)
      await Promise.race([ended, wait(random.uniform() * 300)])
      child.kill(life % 2 === 0 ? 'SIGKILL' : 'SIGINT')
      await ended
    }
    const done = (): string[] => runs('broken').filter((run) => existsSync(join(folder, 'broken', 'runs', run, 'result.json')))
    const before = done()
    // The programs that a killed one had started end a moment later; until then, their runs are not taken over.
    const again: unknown[] = []
    let code: number | null = 1
    for (let tries = 0; code !== 0 && tries < 10; tries++) {
      const ended = await sweepInto('broken', '--resume', '--json').ended
      code = ended.code
      again.push(...[...ended.out.matchAll(/^\{"run":(\d+),/gm)].map(([, run]) => run!.padStart(4, '0')))
    }
    expect(code).toBe(0)
    expect(again.filter((run, i) => before.includes(run as string) || again.indexOf(run) !== i)).toEqual([])
    expectSame('broken')
  }, 60_000)

  it('stopped by a signal to all of its processes, saves each run and reports the cause', async () => {
    writeFileSync(join(folder, 'long.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs: 1_000_000 } }))
    for (const [signal, status] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      const { child, ended } = start(['long.unfold', '--seeds', '1..3', '--jobs', '2', '--out', signal])
      await atWork(signal, ended, 2)
      for (const pid of [...childrenOf(child.pid!), child.pid!]) process.kill(pid, signal)
      const { code, out } = await ended
      expect({ code, crashed: /error: /.test(out) }, out).toEqual({ code: status, crashed: false })
      const saved = runs(signal).filter((run) => readdirSync(join(folder, signal, 'runs', run)).some((name) => name.endsWith('.checkpoint')))
      expect(saved.slice(0, 2)).toEqual(['0001', '0002'])
    }
  }, 60_000)

  it('with ASHA, killed between rungs, continues each run at its epoch, none lost and none twice', async () => {
    const random = stream(SEED, 'asha')
    const halving = ['net.unfold', '--seeds', `1..${RUNS}`, '--jobs', '2', '--out', 'halved', '--json', '--asha', '--eta', '2', '--min-epochs', '10']
    const messages: string[] = []
    let code: number | null = 1
    for (let life = 0; code !== 0 && life < 14; life++) {
      const { child, ended } = start([...halving, ...(life === 0 ? [] : ['--resume'])])
      // Later ones are not killed, so that the test ends.
      if (life < 4) {
        await atWork('halved', ended)
        await Promise.race([ended, wait(random.uniform() * 200)])
        child.kill(life % 2 === 0 ? 'SIGKILL' : 'SIGINT')
      }
      const { out, ...end } = await ended
      code = end.code
      messages.push(...[...out.matchAll(/^\{"run":(\d+),/gm)].map(([, run]) => run!))
    }
    expect(code).toBe(0)
    expect(messages.filter((run, i) => messages.indexOf(run) !== i)).toEqual([])
    const states = runs('halved').map((run) => {
      const { state, epochs } = JSON.parse(readFileSync(join(folder, 'halved', 'runs', run, 'result.json'), 'utf8')) as { state: string; epochs: number }
      const log = lines(readFileSync(join(folder, 'halved', 'runs', run, 'log.jsonl'), 'utf8'))
      expect(log.map(({ epoch }) => epoch)).toEqual(Array.from({ length: epochs }, (_, i) => i + 1))
      expect(readdirSync(join(folder, 'halved', 'runs', run)).filter((file) => /part$|checkpoint$|at-work/.test(file))).toEqual([])
      if (state === 'done') expect(weights('halved', run, 'trained.unfold')).toEqual(weights('whole', run, 'trained.unfold'))
      return state
    })
    expect(states).toHaveLength(RUNS)
    expect(states).toContain('done')
    expect(states.every((state) => state === 'done' || state === 'given-up')).toBe(true)
  }, 60_000)

  it('submits one array job with a task for each remaining run, and collects the results', async () => {
    const bin = join(folder, 'bin')
    mkdirSync(bin, { recursive: true })
    // Replaces the scheduler: runs every task of the array except the last.
    writeFileSync(
      join(bin, 'sbatch'),
      [
        '#!/bin/sh',
        'for a in "$@"; do case "$a" in --array=*) range=$(echo "$a" | cut -d= -f2);; esac; script="$a"; done',
        'echo "$@" > sbatch.txt',
        'i=$(echo "$range" | cut -d- -f1); last=$(echo "$range" | cut -d- -f2)',
        'while [ "$i" -lt "$last" ]; do SLURM_ARRAY_TASK_ID="$i" sh "$script" >/dev/null || exit 1; i=$((i+1)); done',
        'echo "77;cluster"',
        '',
      ].join('\n'),
    )
    chmodSync(join(bin, 'sbatch'), 0o755)
    const path = `${bin}${delimiter}${process.env.PATH}`
    const one = await start(['net.unfold', '--seeds', `1..${RUNS}`, '--out', 'off', '--slurm', '--time=10 --comment="two words"', '--json'], path).ended
    expect(one).toMatchObject({ code: 0 })
    expect(lines(one.out)).toMatchObject([{ job: '77', runs: [1, 2, 3, 4] }])
    expect(readFileSync(join(folder, 'sbatch.txt'), 'utf8')).toContain(`--time=10 --comment=two words --array=1-${RUNS}`)
    const some = await start(['--collect', 'off', '--json']).ended
    expect(some.code).toBe(1)
    expect(lines(some.out)).toMatchObject([{ missing: 1 }])
    expect(await start(['net.unfold', '--out', 'off', '--resume', '--jobs', '1']).ended).toMatchObject({ code: 0 })
    for (const run of runs('off')) expect(weights('off', run, 'trained.unfold')).toEqual(weights('whole', run, 'trained.unfold'))
    expect((await start(['net.unfold', '--seeds', '1..2', '--out', 'none', '--slurm', ''], folder).ended).code).toBe(2)
  }, 60_000)
})
