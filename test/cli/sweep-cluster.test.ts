import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixtures } from '../document/fixtures'
import { Cluster, whyNoCluster } from './cluster'
import { lines, sunspots } from './terminal'

const why = whyNoCluster()
const folder = mkdtempSync(join(tmpdir(), 'unfold-cluster-'))
const program = join(folder, 'unfold.mjs')
let cluster: Cluster | undefined

const unfold = (...args: string[]): Promise<{ status: number; out: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, 'sweep', ...args, '--json'], { cwd: folder, env: cluster!.environment }, (error, stdout) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out: stdout }),
    )
  })
const weights = (...path: string[]): unknown => (JSON.parse(readFileSync(join(folder, ...path), 'utf8')) as { weights: unknown }).weights

describe.skipIf(why !== undefined)(`unfold sweep --slurm on a real scheduler${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  beforeAll(async () => {
    cluster = await Cluster.start()
    await build({ entryPoints: ['cli/unfold.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' })
    cpSync(join(fixtures, 'sunspots.csv'), join(folder, 'sunspots.csv'))
    writeFileSync(join(folder, 'net.unfold'), JSON.stringify(sunspots))
  }, 60_000)
  afterAll(async () => {
    await cluster?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('collects tasks that succeeded, failed or were cancelled, and submits the rest again', async () => {
    // The second combination fails; the third does not end while the test waits.
    const vary = ['--vary', 'training.washout=0,100000', '--vary', 'training.epochs=4,100000000']
    const first = await unfold('net.unfold', ...vary, '--out', 'far', '--slurm', '--time=10')
    const [{ job, runs }] = lines(first.out) as [{ job: string; runs: number[] }]
    expect(runs).toEqual([1, 2, 3, 4])
    const ended = (run: number): boolean => existsSync(join(folder, 'far', 'runs', `000${run}`, 'result.json'))
    while (![1, 3, 4].every(ended) || !existsSync(join(folder, 'far', 'runs', '0002', 'at-work'))) await wait(100)
    await cluster!.command('scancel', job)
    await cluster!.empty()
    const gathered = await unfold('--collect', 'far')
    expect(gathered.status).toBe(1)
    expect(lines(gathered.out)).toMatchObject([{ runs: 4, failed: 2, missing: 1 }])
    const again = await unfold('net.unfold', '--out', 'far', '--resume', '--slurm', '')
    expect(lines(again.out)).toMatchObject([{ runs: [2] }])
    await cluster!.command('scancel', (lines(again.out)[0] as { job: string }).job)
    await cluster!.empty()
    await unfold('net.unfold', '--vary', 'training.washout=0', '--vary', 'training.epochs=4', '--out', 'near')
    expect(weights('far', 'runs', '0001', 'trained.unfold')).toEqual(weights('near', 'runs', '0001', 'trained.unfold'))
  }, 90_000)

  it('reports the scheduler’s objection', async () => {
    const { status, out } = await unfold('net.unfold', '--seeds', '1..2', '--out', 'refused', '--slurm', '--partition=nowhere')
    expect(status).toBe(2)
    expect(out).toMatch(/partition/i)
  })
})
