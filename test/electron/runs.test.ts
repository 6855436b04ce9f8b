import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { answerRuns } from '../../electron/answer-runs'
import { Bundles } from '../../electron/bundles'
import { INVOKE } from '../../electron/channels'
import { Documents } from '../../electron/documents'
import { runsOf } from '../../electron/packed-runs'
import { RecentDocuments } from '../../electron/recent'
import { KeptRuns, type RunsPlace, type RunToKeep } from '../../electron/runs'
import type { RunSource } from '../../electron/contract'
import type { Sweeps } from '../../electron/sweeps'
import { noMark, rowOf, type RunRow } from '../../engine/sweep/row'

vi.mock('electron', () => ({ app: {}, Menu: {} }))

const ID = '0e3b1c52-0000-4000-8000-000000000001'
let folder: string
let file: string
let documents: Documents
const place = (path: string | null = file): RunsPlace => ({ id: ID, from: { path } })
const unsaved = (): string => join(folder, 'settings', 'runs')
const rowsOf = (source: RunSource | undefined): readonly RunRow[] => JSON.parse(source!.rows) as readonly RunRow[]
const start = (): KeptRuns => new KeptRuns(unsaved(), documents)
const run = (loss: number, more: object = {}): RunToKeep => ({
  result: JSON.stringify({ state: 'done', settings: { a: loss }, epochs: 3, seconds: 1, last: { epoch: 3, loss }, ...more }),
  log: '{"epoch":1,"loss":1,"validation":null}\n',
  document: '{}',
  best: null,
  trained: null,
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-kept-'))
  file = join(folder, 'net.unfold')
  writeFileSync(file, '{}')
  documents = new Documents(join(folder, 'examples'), new RecentDocuments(join(folder, 'recent.json'), () => undefined), new Bundles(join(folder, 'bundles')))
  await documents.read(file)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('keeps runs beside the document and reads them in the next session, with and without the index', async () => {
  const runs = start()
  expect(await runs.keep(place(), null, run(0.5))).toBe(1)
  expect(await runs.keep(place(), null, run(0.25))).toBe(2)
  expect(await runs.keep(place(), 1, run(0.125))).toBe(1)
  await runs.settled()
  const losses = async (): Promise<unknown> => rowsOf((await start().list(place()))[0]).map(({ run: n, loss }) => [n, loss])
  expect(await losses()).toEqual([
    [1, 0.125],
    [2, 0.25],
  ])
  rmSync(join(folder, 'net.runs', 'index.json'))
  expect(await losses()).toEqual([
    [1, 0.125],
    [2, 0.25],
  ])
  expect(await runs.read(place(), '', 2, 'log')).toContain('"epoch":1')
})

it('shows the rung at which a run of a sweep waits, with its scores there', async () => {
  const at = join(folder, 'net.runs', 'sweep-1', 'runs', '0001')
  mkdirSync(at, { recursive: true })
  const outcome = { run: 1, settings: { 'training.seed': 1 }, state: 'given-up', epochs: 3, seconds: 1, train: { loss: 0.5 } }
  writeFileSync(join(at, 'rungs.json'), JSON.stringify({ losses: [0.75, 0.25], outcome }))
  const runs = start()
  const row = async (): Promise<unknown> => rowsOf((await runs.list(place())).at(-1))[0]
  expect(await row()).toMatchObject({
    state: 'paused',
    epochs: 3,
    settings: { 'training.seed': 1 },
    scores: { 'train loss': 0.5 },
    rung: { at: 2, loss: 0.25 },
  })
  const rung = { at: 2, loss: 0.25, place: 3, of: 4, on: 1 }
  writeFileSync(join(at, 'result.json'), JSON.stringify({ ...outcome, rung }))
  expect(await row()).toMatchObject({ state: 'given-up', rung })
  await runs.settled()
  expect(rowsOf((await start().list(place())).at(-1))[0], 'from the index').toMatchObject({ state: 'given-up', rung })
})

it('gives two programs with the same document different run numbers, and leaves no folder of a run that cannot be written', async () => {
  const [one, other] = [start(), start()]
  const numbers = await Promise.all([one, other, one, other].map((runs, i) => runs.keep(place(), null, run(i))))
  expect([...new Set(numbers)].sort()).toEqual([1, 2, 3, 4])
  const broken = { ...run(1), log: { length: 1 } as unknown as string }
  await expect(one.keep(place(), null, broken)).rejects.toThrow()
  expect(readdirSync(join(folder, 'net.runs', 'runs'))).toEqual(['0001', '0002', '0003', '0004'])
  await Promise.all([one.settled(), other.settled()])
  expect(rowsOf((await start().list(place()))[0]).map(({ run: n }) => n)).toEqual([1, 2, 3, 4])
})

it('deletes a run so that undo restores it; its files are deleted in the next session', async () => {
  const runs = start()
  await runs.keep(place(), null, run(0.5))
  await runs.keep(place(), null, run(0.25))
  const shown = async (from = runs): Promise<unknown> => rowsOf((await from.list(place()))[0]).map(({ run: n }) => n)
  await runs.mark(place(), '', [{ run: 1, mark: { ...noMark, removed: true } }])
  expect(await shown()).toEqual([2])
  await runs.mark(place(), '', [{ run: 1, mark: { ...noMark, tags: ['good'] } }])
  expect(await shown()).toEqual([1, 2])
  await runs.mark(place(), '', [{ run: 1, mark: { ...noMark, removed: true } }])
  await runs.settled()
  expect(await shown(start())).toEqual([2])
  expect(readdirSync(join(folder, 'net.runs', 'runs'))).toEqual(['0002'])
})

it('moves the runs of a document beside its file, after existing ones', async () => {
  const runs = start()
  await runs.keep(place(null), null, run(0.5))
  expect(readdirSync(unsaved())).toEqual([ID])
  await runs.keep(place(), null, run(0.25))
  expect(await runs.settle(place())).toBe(1)
  expect(rowsOf((await runs.list(place()))[0]).map(({ run: n, loss }) => [n, loss])).toEqual([
    [1, 0.25],
    [2, 0.5],
  ])
  expect(readdirSync(unsaved())).toEqual([])
  await runs.keep(place(null), null, run(0.5))
  await runs.forget(ID)
  expect(existsSync(join(unsaved(), ID))).toBe(false)
})

it('does not write beside a document that is not open, and reads no folder that the page names', async () => {
  const runs = start()
  await expect(runs.keep(place(join(folder, 'other.unfold')), null, run(1))).rejects.toThrow('is not open')
  for (const source of ['..', '../sweep-1', 'folder-1', '/etc', 'sweep-1/..'])
    await expect(runs.read(place(), source, 1, 'log')).rejects.toThrow('There is no run')
})

it('follows no link out of a folder of runs, which may come with a document', async () => {
  const home = join(folder, 'net.runs')
  const mine = join(folder, 'mine')
  const put = (): void => {
    mkdirSync(join(mine, '0001'), { recursive: true })
    writeFileSync(join(mine, 'letter'), 'mine')
    writeFileSync(join(mine, '0001', 'log.jsonl'), 'mine')
    mkdirSync(join(home, 'runs'), { recursive: true })
  }
  const removed = JSON.stringify({ index: 1, rows: [rowOf(1, JSON.parse(run(0.5).result), { ...noMark, removed: true })] })
  const kept = (): void => expect([readFileSync(join(mine, 'letter'), 'utf8'), readFileSync(join(mine, '0001', 'log.jsonl'), 'utf8')]).toEqual(['mine', 'mine'])
  const each: readonly (() => void)[] = [
    () => symlinkSync(join(mine, 'letter'), join(home, 'index.json')),
    () => (rmSync(home, { recursive: true }), symlinkSync(mine, home)),
    () => (rmSync(join(home, 'runs'), { recursive: true }), symlinkSync(mine, join(home, 'runs')), writeFileSync(join(home, 'index.json'), removed)),
  ]
  for (const lay of each) {
    put()
    lay()
    const runs = start()
    await expect(runs.list(place())).rejects.toThrow('is a link')
    await expect(runs.keep(place(), null, run(0.5))).rejects.toThrow('is a link')
    await runs.settled()
    kept()
    rmSync(home, { recursive: true })
  }
  put()
  mkdirSync(join(home, 'runs', '0002'))
  symlinkSync(join(mine, '0001'), join(home, 'runs', '0001'))
  symlinkSync(join(mine, 'letter'), join(home, 'runs', '0002', 'mark.json'))
  symlinkSync(join(mine, 'letter'), join(home, 'runs', '0002', 'trained.unfold'))
  writeFileSync(join(home, 'runs', '0002', 'result.json'), run(0.5).result)
  const runs = start()
  expect(
    rowsOf((await runs.list(place()))[0]).map(({ run: n }) => n),
    'a linked run is none',
  ).toEqual([2])
  await expect(runs.mark(place(), '', [{ run: 2, mark: { ...noMark, tags: ['x'] } }])).rejects.toThrow('is a link')
  await expect(runs.read(place(), '', 2, 'trained')).rejects.toThrow('is a link')
  await expect(runs.read(place(), '', 1, 'log')).rejects.toThrow('is a link')
  expect(
    (await runsOf(file)).map(([name]) => name),
    'nothing of it goes into a bundle',
  ).toEqual(['runs/0002/result.json'])
  kept()
})

it.skipIf(process.platform === 'win32')('does not wait for a pipe in place of a result', async () => {
  mkdirSync(join(folder, 'net.runs', 'runs', '0001'), { recursive: true })
  for (const path of ['index.json', 'sweep.json', 'runs/0001/result.json', 'runs/0001/mark.json']) execFileSync('mkfifo', [join(folder, 'net.runs', path)])
  expect(rowsOf((await start().list(place()))[0]).map(({ run: n, state }) => [n, state])).toEqual([[1, 'waiting']])
})

it('reads the intact part of a damaged folder, and runs of a sweep with its plan', async () => {
  const sweep = join(folder, 'net.runs', 'sweep-1')
  for (const name of ['0001', '0002', '0003', 'other']) mkdirSync(join(sweep, 'runs', name), { recursive: true })
  writeFileSync(join(sweep, 'sweep.json'), JSON.stringify({ sweep: 1, runs: [{}, {}] }))
  writeFileSync(
    join(sweep, 'runs', '0001', 'result.json'),
    JSON.stringify({ state: 'done', train: { loss: 'x', outputs: { y: { columns: 7 } } }, validation: { loss: 0.5 } }),
  )
  writeFileSync(join(sweep, 'runs', '0002', 'result.json'), '{"state":"do')
  writeFileSync(join(sweep, 'index.json'), JSON.stringify({ index: 1, rows: [null, { run: -1 }, { run: 9, state: 'done' }, 'x'] }))
  symlinkSync(join(folder, 'nowhere'), join(sweep, 'runs', '0003', 'result.json'))
  const [own, found] = await start().list(place())
  expect(rowsOf(own)).toEqual([])
  expect(rowsOf(found).map(({ run: n, state, validation }) => [n, state, validation])).toEqual([
    [1, 'done', 0.5],
    [2, 'waiting', undefined],
    [3, 'waiting', undefined],
  ])
})

/** Mounts a read-only disk, if this user may. */
function mountReadOnly(): boolean {
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' })
    execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

it('says that a disk is read-only, with the name of the folder', async ({ skip }) => {
  const answers = new Map<string, (request: unknown) => unknown>()
  answerRuns(
    (channel, handler) => answers.set(channel, handler),
    start(),
    { stop: () => Promise.resolve(false) } as unknown as Sweeps,
    () => Promise.resolve(null),
  )
  if (!mountReadOnly()) return skip()
  try {
    const answer = await answers.get(INVOKE.keepRun)!({ ...place(), run: null, files: run(0.5) })
    expect(answer).toEqual({ ok: false, reason: '“net.runs” is on a read-only disk. Choose another folder.' })
  } finally {
    execFileSync('umount', ['-l', folder])
  }
})
