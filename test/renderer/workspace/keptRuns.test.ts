// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rowOf } from '../../../engine/sweep/row'
import { librariesStore, libraryOf, putResult, readWhole } from '../../../renderer/workspace/keptRuns'
import { tabsStore } from '../../../renderer/workspace/tabs'
import { elman } from '../drawing/drawings'

const asked: string[] = []
const answers: (() => void)[] = []
let loss = 1

/** Answers what was asked for so far. */
const answer = async (): Promise<void> => {
  for (const give of answers.splice(0)) give()
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = answers.length = 0
  const readRun = ({ run, file }: { run: number; file: string }) =>
    new Promise((resolve) => {
      asked.push(`${run} ${file}`)
      const text = { document: JSON.stringify(elman()), log: JSON.stringify({ epoch: 1, loss, validation: null }), result: '{}' }[file]
      answers.push(() => resolve({ ok: true, text }))
    })
  vi.stubGlobal('unfold', { readRun })
  const tab = { id: 'a', documents: { store: { getState: () => ({ origin: { path: '/net.unfold', name: 'net' } }) } } }
  tabsStore.setState({ tabs: [tab], shown: tab } as never)
  librariesStore.setState({ of: new Map([['a', { sources: [source], numbers: new Map(), whole: new Map() }]]) })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const rows = Array.from({ length: 200 }, (_, i) => rowOf(i + 1, { state: 'done' }, undefined))
const source = { name: '', title: '', rows, plan: null }
const key = (run: number): string => `/${run}`

it('reads each of two hundred runs once, however often it is asked, and shows them together', async () => {
  let shown = 0
  const leave = librariesStore.subscribe(() => shown++)
  for (let again = 0; again < 3; again++) for (const row of rows) void readWhole(source, row)
  await answer()
  await vi.runAllTimersAsync()
  leave()
  expect(asked).toHaveLength(3 * rows.length)
  expect(libraryOf('a').whole.size).toBe(rows.length)
  expect(shown).toBe(1)
})

it('shows runs that were read while others are awaited', async () => {
  void readWhole(source, rows[0]!)
  const [first] = [answers.splice(0)]
  void readWhole(source, rows[1]!)
  for (const give of first) give()
  await vi.advanceTimersByTimeAsync(1_000)
  expect([...libraryOf('a').whole.keys()]).toEqual([key(1)])
  await answer()
  expect([...libraryOf('a').whole.keys()]).toEqual([key(1), key(2)])
})

it('does not show a run as it was before its result arrived', async () => {
  const before = readWhole(source, rows[0]!)
  putResult('a', '', 1, '{"state":"done"}')
  await answer()
  await before
  expect(libraryOf('a').whole.size).toBe(0)
  loss = 0.5
  const after = readWhole(source, rows[0]!)
  await answer()
  expect((await after)?.reports[0]?.loss).toBe(0.5)
  expect(libraryOf('a').whole.get(key(1))?.reports[0]?.loss).toBe(0.5)
})
