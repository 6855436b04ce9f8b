import { createStore } from 'zustand/vanilla'
import { notify } from '../controls/notice'
import type { DocumentPlace, RunFile } from '../../electron/contract'
import { all, anyObject, list, nullable, number, record } from '../../engine/contract/schema'
import { acceptedJson, faultIn } from '../../engine/document/accept'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import type { RunReport } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import { noMark, rowOf, type Mark, type RunRow } from '../../engine/sweep/row'
import { withSettings } from '../../engine/sweep/settings'
import { reasonOf } from '../../engine/run/careful'
import { registry } from '../../nodes'
import { keyOf, sourceOf, type Library, type Source } from './library'
import { placeOf } from './loading'
import type { Change, Run } from './runLog'
import { shownTab, tabsStore, type Tab } from './tabs'

const none: Library = { sources: undefined, numbers: new Map(), whole: new Map() }

/** The libraries of open documents, by tab. */
export const librariesStore = createStore<{ readonly of: ReadonlyMap<string, Library> }>(() => ({ of: new Map() }))
export const libraryOf = (id: string): Library => librariesStore.getState().of.get(id) ?? none

const change = (id: string, next: (library: Library) => Partial<Library>): void =>
  librariesStore.setState(({ of }) => ({ of: new Map(of).set(id, { ...(of.get(id) ?? none), ...next(of.get(id) ?? none) }) }))

const asked = (tab: Tab): { readonly id: string; readonly from: DocumentPlace } => ({ id: tab.id, from: placeOf(tab.documents.store.getState().origin) })

/** Where the runs of each session were written; if the path changes, they are written again. */
const homes = new Map<string, string | null>()

/** The number under which a run is kept beside the document; null if it is not. */
export function keptNow(id: string, path: string | null, { number }: Run): number | null {
  return homes.get(id) === path ? (libraryOf(id).numbers.get(number) ?? null) : null
}

/** Called when a run was written. */
export function kept(id: string, path: string | null, { number }: Run, run: number, result: unknown): void {
  const moved = homes.get(id) !== path
  homes.set(id, path)
  change(id, ({ numbers, sources }) => ({
    numbers: new Map(moved ? [] : numbers).set(number, run),
    failed: undefined,
    ...(sources && !moved
      ? { sources: sources.map((source) => (source.name === '' ? withRow(source, rowOf(run, result, markIn(source, run))) : source)) }
      : {}),
  }))
  if (moved && libraryOf(id).sources) void readLibrary()
}

/** Shows why a run was not written: once over the canvas until one is written again, and above the table of runs. */
export function showKeepFailure(id: string, failed: string): void {
  if (libraryOf(id).failed === undefined) notify('runs.not-kept', { reason: failed })
  change(id, () => ({ failed }))
}

const markIn = ({ rows }: Source, run: number): Mark | undefined => rows.find((row) => row.run === run)?.mark
const withRow = (source: Source, row: RunRow): Source => ({
  ...source,
  rows: source.rows.some(({ run }) => run === row.run) ? source.rows.map((old) => (old.run === row.run ? row : old)) : [...source.rows, row],
})

/** Reads the runs of the document on screen. */
export async function readLibrary(tab: Tab = shownTab()): Promise<void> {
  const found = await window.unfold.listRuns(asked(tab)).catch((error: unknown) => ({ ok: false as const, reason: reasonOf(error) }))
  change(tab.id, () => (found.ok ? { sources: found.sources.map(sourceOf) } : { sources: [], failed: found.reason }))
}

/** Shows the runs of a folder that the user chooses; returns why not. */
export async function openRunsFolder(): Promise<string | undefined> {
  const tab = shownTab()
  const found = await window.unfold.openRuns(asked(tab))
  if (found === null) return undefined
  if (!found.ok) return found.reason
  const fresh = sourceOf(found.source)
  change(tab.id, ({ sources = [] }) => ({ sources: [...sources.filter(({ name }) => name !== fresh.name), fresh] }))
  return undefined
}

/** Stores the result of a run of a sweep that has just ended; returns its state. */
export function putResult(id: string, source: string, run: number, text: string): RunRow['state'] {
  const result = acceptedJson(anyObject, text)
  const row = rowOf(run, result, undefined)
  reading.delete(`${id} ${keyOf(source, run)}`)
  change(id, ({ sources, whole }) => ({
    ...(sources ? { sources: sources.map((one) => (one.name === source ? withRow(one, rowOf(run, result, markIn(one, run))) : one)) } : {}),
    // Its curve was read while it was still training.
    whole: new Map([...whole].filter(([key]) => key !== keyOf(source, run))),
  }))
  return row.state
}

/** Called while a run of a sweep is trained. */
export function putAtWork(id: string, source: string, run: number): void {
  const found = libraryOf(id).sources?.find(({ name }) => name === source)
  const row = found?.rows.find((one) => one.run === run)
  if (row?.state === 'waiting' || row?.state === 'paused')
    change(id, ({ sources = [] }) => ({ sources: sources.map((one) => (one.name === source ? withRow(one, { ...row, state: 'running' }) : one)) }))
}

/** Changes the names, tags and notes of some runs. */
export async function markRuns(source: string, runs: readonly number[], next: (mark: Mark) => Mark): Promise<void> {
  const tab = shownTab()
  const rows = libraryOf(tab.id).sources?.find(({ name }) => name === source)?.rows ?? []
  const marks = runs.map((run) => ({ run, mark: next(rows.find((row) => row.run === run)?.mark ?? noMark) }))
  const marked = new Map(marks.map(({ run, mark }) => [run, mark]))
  const answer = await window.unfold.markRuns({ ...asked(tab), source, marks })
  if (!answer.ok) return showKeepFailure(tab.id, answer.reason)
  change(tab.id, ({ sources = [] }) => ({
    sources: sources.map((one) => {
      if (one.name !== source) return one
      const changed = one.rows.map((row) => (marked.has(row.run) ? { ...row, mark: marked.get(row.run)! } : row))
      return { ...one, rows: changed }
    }),
  }))
}

/** One file of a run; undefined if it has none that can be read. */
export async function readRunFile(source: string, run: number, file: RunFile): Promise<string | undefined> {
  const answer = await window.unfold.readRun({ ...asked(shownTab()), source, run, file })
  return answer.ok ? answer.text : undefined
}

/** The document at the start of a run. */
async function documentOf({ name, plan }: Source, row: RunRow): Promise<GraphDocument | undefined> {
  const set = plan && withSettings(plan.document, row.settings)
  const text = set && 'document' in set ? JSON.stringify(set.document) : await readRunFile(name, row.run, 'document')
  return text === undefined ? undefined : parseDocument(text, registry).document
}

const PARTS = ['train', 'validation', 'test'] as const

/** Runs that are being read, by tab and key. */
const reading = new Map<string, Promise<Run | undefined>>()
/** Runs that were read but are not shown yet: runs that are read at the same time are shown together. */
let read: { readonly id: string; readonly key: string; readonly run: Run }[] = []
let showing: ReturnType<typeof setTimeout> | undefined
/** Milliseconds after which these are shown even if others are still being read. */
const TOGETHER = 250

function showRead(): void {
  clearTimeout(showing)
  showing = undefined
  const fresh = read
  read = []
  for (const id of new Set(fresh.map((one) => one.id)))
    change(id, ({ whole }) => ({ whole: new Map([...whole, ...fresh.filter((one) => one.id === id).map(({ key, run }) => [key, run] as const)]) }))
}

/** Reads a run with its document and its curves, once; undefined if it cannot be read. */
export async function readWhole(source: Source, row: RunRow): Promise<Run | undefined> {
  const { id } = shownTab()
  const key = keyOf(source.name, row.run)
  const whole = libraryOf(id).whole.get(key)
  if (whole) return whole
  const asked = `${id} ${key}`
  const known = reading.get(asked)
  if (known) return known
  // If its result has arrived meanwhile, it is no longer in `reading`, and is read again.
  const isWanted = (): boolean => reading.get(asked) === work
  const work = readRun(source, row)
    .then((run) => {
      if (run && isWanted()) read.push({ id, key, run })
      return run
    })
    .finally(() => {
      if (isWanted()) reading.delete(asked)
      if (reading.size === 0) showRead()
      else showing ??= setTimeout(showRead, TOGETHER)
    })
  reading.set(asked, work)
  return work
}

/** A run, read from its files; undefined if its document cannot be read. */
async function readRun(source: Source, row: RunRow): Promise<Run | undefined> {
  const [document, log, text] = await Promise.all([
    documentOf(source, row),
    readRunFile(source.name, row.run, 'log'),
    readRunFile(source.name, row.run, 'result'),
  ])
  if (!document) return undefined
  const result = acceptedJson(anyObject, text ?? '') ?? {}
  const parts = Object.fromEntries(PARTS.flatMap((part) => (faultIn(scoreSchema, result[part]) === undefined ? [[part, result[part]]] : []))) as Scores['parts']
  return {
    number: row.run,
    document,
    started: row.started ?? 0,
    reports: (log ?? '').split('\n').flatMap(reportOf),
    ...(Object.keys(parts).length > 0 ? { scores: { epoch: row.epochs, parts } } : {}),
    fastMath: result.fastMath === true,
    changes: Array.isArray(result.changes) ? result.changes.filter(isChange) : [],
    pending: [],
    ended: 'elsewhere',
    ...(isProblem(result.problem) ? { failed: result.problem } : {}),
  }
}

const anyText = { is: 'text' } as const
/** The form in which a part's scores are written. */
const scoreSchema = all({ loss: number() }, { outputs: record(all({ columns: list(all({ column: anyText })) })) })
const changeSchema = all({ epoch: number(), found: list(all({ path: list(anyText) })) })
const isChange = (value: unknown): value is Change => faultIn(changeSchema, value) === undefined
const problemSchema = all({ key: anyText })
const isProblem = (value: unknown): value is NonNullable<Run['failed']> => faultIn(problemSchema, value) === undefined
const reportSchema = all({ epoch: number(), loss: number() }, { validation: nullable(number()) })

function reportOf(line: string): RunReport[] {
  const found = acceptedJson(reportSchema, line)
  return found ? [{ validation: null, ...found, gradientNorm: 0 }] : []
}

/** Called when a document without a file was saved: moves its runs beside it. */
export async function settleRuns(tab: Tab): Promise<void> {
  // The document is saved even if its runs could not be moved.
  const answer = await window.unfold.settleRuns(asked(tab)).catch((error: unknown) => ({ ok: false as const, reason: reasonOf(error) }))
  if (!answer.ok) return showKeepFailure(tab.id, answer.reason)
  homes.set(tab.id, asked(tab).from.path)
  change(tab.id, ({ numbers }) => ({ numbers: new Map([...numbers].map(([number, run]) => [number, run + answer.before])), whole: new Map() }))
  if (libraryOf(tab.id).sources) await readLibrary(tab)
}

tabsStore.subscribe(({ tabs }) => {
  const { of } = librariesStore.getState()
  const open = new Set(tabs.map(({ id }) => id))
  if ([...of.keys()].some((id) => !open.has(id))) librariesStore.setState({ of: new Map([...of].filter(([id]) => open.has(id))) })
})
