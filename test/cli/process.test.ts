import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixtures } from '../document/fixtures'
import { sunspots } from './terminal'

const folder = mkdtempSync(join(tmpdir(), 'unfold-process-'))
const program = join(folder, 'unfold.mjs')
const at = (name: string): string => join(folder, name)
const put = (name: string, epochs: number): void => writeFileSync(at(name), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs } }))

beforeAll(async () => {
  await build({ entryPoints: ['cli/unfold.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' })
  cpSync(join(fixtures, 'sunspots.csv'), at('sunspots.csv'))
  put('short.unfold', 400)
  put('long.unfold', 1_000_000)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly err: string
}

/** Runs the program; `out`: where its standard output goes, `reader`: what happens to the process that reads it. */
function run(
  args: readonly string[],
  { out = 'pipe' as 'pipe' | number, after = async (_kill: (signal: NodeJS.Signals) => void, _close: () => void): Promise<void> => undefined } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', out, 'pipe'] })
  let err = ''
  child.stderr!.on('data', (text: Buffer) => void (err += text.toString()))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, err })))
  const first = child.stdout ? new Promise<void>((resolve) => child.stdout!.once('data', () => resolve())) : Promise.resolve()
  void first.then(() =>
    after(
      (signal) => void child.kill(signal),
      () => child.stdout?.destroy(),
    ),
  )
  return ended
}

const closes = { after: async (_kill: unknown, close: () => void): Promise<void> => close() }
const weightsOf = (name: string): unknown => (JSON.parse(readFileSync(at(name), 'utf8')) as { weights?: unknown }).weights

describe('the program', () => {
  it('continues training and saves when the reader closes its standard output', async () => {
    const { code, err } = await run(['train', 'short.unfold', '--json', '--out', 'whole.unfold'], closes)
    expect({ code, err }).toMatchObject({ code: 0, err: expect.not.stringMatching(/^\s+at /m) as string })
    expect(weightsOf('whole.unfold')).toBeDefined()
  })

  it('stops if there is no other output, and says so', async () => {
    const { code, err } = await run(['train', 'long.unfold', '--json'], closes)
    expect({ code, reported: err.includes('Standard output was closed') }, err).toEqual({ code: 141, reported: true })
  })

  it.skipIf(!existsSync('/dev/full'))('says that standard output is full, and writes its files', async () => {
    for (const args of [
      ['train', 'short.unfold', '--epochs', '3', '--out', 'full.unfold'],
      ['check', 'short.unfold'],
      ['run', 'short.unfold', '--json'],
      ['--help'],
    ]) {
      const { code, err } = await run(args, { out: openSync('/dev/full', 'w') })
      expect({ code, reported: err.split('ENOSPC').length - 1, stack: /^\s+at /m.test(err) }, args.join(' ')).toEqual({ code: 2, reported: 1, stack: false })
    }
    expect(weightsOf('full.unfold')).toBeDefined()
  })

  it.skipIf(process.platform === 'win32')('reports that its folder no longer exists', async () => {
    const gone = mkdtempSync(join(tmpdir(), 'unfold-gone-'))
    const shell = spawn('sh', ['-c', `cd "${gone}" && rmdir "${gone}" && exec "${process.execPath}" "${program}" check a.unfold`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let err = ''
    shell.stderr.on('data', (text: Buffer) => void (err += text.toString()))
    const code = await new Promise((resolve) => shell.once('close', resolve))
    expect({ code, reported: err.includes('no longer exists'), stack: /^\s+at /m.test(err) }, err).toEqual({ code: 2, reported: true, stack: false })
  })

  it.skipIf(process.platform === 'win32').each([
    // A shell that closes with its terminal sends SIGHUP a second time.
    ['SIGHUP', 2, 129, 'the terminal was closed'],
    ['SIGINT', 1, 130, 'Stopped by Ctrl+C'],
    ['SIGTERM', 3, 143, 'Stopped by another program (SIGTERM)'],
  ] as const)('saves on %s, %i times, with exit status %i and the cause', async (signal, times, status, cause) => {
    const out = `${signal}.unfold`
    const { code, err } = await run(['train', 'long.unfold', '--json', '--out', out], {
      after: async (kill) => {
        await wait(200)
        for (let n = 0; n < times; n++) kill(signal)
      },
    })
    expect({ code, reported: err.includes(cause) }, err).toEqual({ code: status, reported: true })
    expect(weightsOf(out)).toBeDefined()
    expect(readdirSync(folder).filter((name) => name.endsWith('.part') || name.endsWith('.checkpoint'))).toEqual([])
  })

  it.skipIf(process.platform === 'win32').each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that learns from a stream saves on %s, though the input stays open', async (signal, status) => {
    const out = `stream-${signal}.unfold`
    const child = spawn(process.execPath, [program, 'stream', 'whole.unfold', '--learn', '--out', out], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.write(`SUNACTIVITY\n${Array.from({ length: 40 }, (_, i) => `${50 + i}\n`).join('')}`)
    child.stderr.resume()
    child.stdout.once('data', () => setTimeout(() => child.kill(signal), 300))
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(status)
    expect(weightsOf(out)).not.toEqual(weightsOf('whole.unfold'))
    expect(readdirSync(folder).filter((name) => name.endsWith('.part') || name.endsWith('.checkpoint'))).toEqual([])
  })
})
