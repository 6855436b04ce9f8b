import i18next from 'i18next'
import { createStore } from 'zustand/vanilla'
import type { SweepEvent } from '../../electron/contract'
import { withoutLearned } from '../../engine/document/learned'
import { serializeDocument } from '../../engine/document/serialize'
import { combinations, drawn, freshRuns, readSeeds, readVariation, variationText, type Variation } from '../../engine/sweep/plan'
import type { Settings } from '../../engine/sweep/settings'
import { limits } from '../../engine/document/limits'
import { librariesStore, libraryOf, putAtWork, putResult, readLibrary } from './keptRuns'
import { notifyEnd } from './endNotices'
import type { Source } from './library'
import { placeOf } from './loading'
import { prepared } from './newest'
import { asStored } from './saving'
import { shownTab, tabsStore } from './tabs'

/** A setting that a sweep is to vary, with its values as typed. */
interface Varied {
  readonly path: string
  readonly text: string
}

/** The settings that a document's next sweep varies. */
export interface Draft {
  readonly open: boolean
  /** The sweep to which the runs are added; undefined for a new one. */
  readonly into: string | undefined
  readonly varied: readonly Varied[]
  readonly seeds: string
  /** Combinations to draw; undefined for all. */
  readonly random: number | undefined
  /** Whether each run starts with newly initialized weights, or with the current ones. */
  readonly start: 'new' | 'stored'
  /** Whether successive halving stops runs early. */
  readonly asha: boolean
  readonly jobs: number
  /** The setting whose field gets the focus next. */
  readonly focus: string | undefined
  /** Why the last sweep did not start, or ended early. */
  readonly reason: string | undefined
}

/** The progress of a running sweep. */
export interface Course {
  /** Milliseconds since the window began. */
  readonly begun: number
  /** Runs that ended since then. */
  readonly ended: number
  readonly failed: number
  /** The finished share of each run in progress. */
  readonly shares: ReadonlyMap<number, number>
  readonly stopping: boolean
}

/** Runs at the same time: all processors but one. */
export const processors = Math.max(1, navigator.hardwareConcurrency - 1)
const draft: Draft = {
  open: false,
  into: undefined,
  varied: [],
  seeds: '',
  random: undefined,
  start: 'new',
  asha: false,
  jobs: processors,
  focus: undefined,
  reason: undefined,
}

export const sweepsStore = createStore<{
  readonly drafts: ReadonlyMap<string, Draft>
  /** By tab and source. */
  readonly courses: ReadonlyMap<string, Course>
}>(() => ({ drafts: new Map(), courses: new Map() }))

export const draftOf = (id: string): Draft => sweepsStore.getState().drafts.get(id) ?? draft
export const changeDraft = (change: Partial<Draft>, id = shownTab().id): void =>
  sweepsStore.setState(({ drafts }) => ({ drafts: new Map(drafts).set(id, { ...(drafts.get(id) ?? draft), ...change }) }))

/** Adds a setting to those that are varied, with its current value; or removes it. */
export function toggleVaried(path: string, value: unknown): boolean {
  const { varied } = draftOf(shownTab().id)
  if (varied.some((one) => one.path === path)) {
    changeDraft({ varied: varied.filter((one) => one.path !== path) })
    return false
  }
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  changeDraft({ open: true, varied: [...varied, { path, text }], focus: path, reason: undefined })
  return true
}

/** Prepares an addition to a sweep: fills the fields with the settings that it varies. */
export function addTo({ name, plan }: Source): void {
  if (!plan) return
  const { vary, runs } = plan
  const seeds = [...plan.seeds].sort((a, b) => a - b)
  const [first, last] = [seeds[0], seeds.at(-1)]
  changeDraft({
    open: true,
    into: name,
    varied: vary.map((one) => ({ path: one.path, text: variationText(one) })),
    seeds: first === undefined ? '' : first === last ? String(first) : `${first}..${last}`,
    start: 'weights' in plan.document ? 'stored' : 'new',
    random: vary.some(({ between }) => between) ? Math.ceil(runs.length / Math.max(1, seeds.length)) : undefined,
    focus: vary[0]?.path,
    reason: undefined,
  })
}

/** The number of new runs that a draft describes, or the problem with it. */
export function countRuns(
  { varied, seeds, random }: Draft,
  known: readonly Settings[] = [],
): { readonly count: number } | { readonly wrong: 'seeds' | 'runs' | 'nothing' | { readonly path: string } } {
  const vary: Variation[] = []
  for (const { path, text } of varied) {
    const found = readVariation(`${path}=${text}`, random !== undefined)
    if (!found) return { wrong: { path } }
    vary.push(found)
  }
  const numbers = seeds.trim() === '' ? [] : readSeeds(seeds.trim())
  if (!numbers) return { wrong: 'seeds' }
  if (vary.length === 0 && numbers.length === 0) return { wrong: 'nothing' }
  if (random !== undefined) {
    const runs = drawn({ vary, seeds: numbers }, random, 0)
    return 'problem' in runs ? { wrong: 'runs' } : { count: freshRuns(runs, known).length }
  }
  const count = vary.reduce((product, { values }) => product * values.length, Math.max(1, numbers.length))
  const runs = count > limits.runs ? undefined : combinations({ vary, seeds: numbers })
  return !runs || 'problem' in runs ? { wrong: 'runs' } : { count: freshRuns(runs, known).length }
}

const courseKey = (id: string, source: string): string => `${id} ${source}`
const setCourse = (key: string, next: (course: Course) => Course | undefined): void =>
  sweepsStore.setState(({ courses }) => {
    const old = courses.get(key)
    if (!old) return {}
    const rest = new Map(courses)
    const course = next(old)
    if (course) rest.set(key, course)
    else rest.delete(key)
    return { courses: rest }
  })

/** Starts the sweep of the draft, or adds its runs to one; or continues one (`again`). */
export async function startSweep(again?: string): Promise<void> {
  const tab = shownTab()
  const { id, documents } = tab
  const { into, varied, seeds, random, start, asha, jobs } = draftOf(id)
  changeDraft({ reason: undefined }, id)
  const stored = start === 'stored' && again === undefined && into === undefined ? await prepared(tab) : asStored(tab)
  if (!stored) return
  const document = start === 'stored' ? stored.document : withoutLearned(stored.document)
  const { origin } = documents.store.getState()
  const adds = again === undefined
  const answer = await window.unfold.startSweep({
    id,
    from: placeOf(origin),
    text: serializeDocument(document),
    data: document.data?.kind === 'file' ? document.data.path : null,
    vary: adds ? varied.map(({ path, text }) => `${path}=${text}`) : [],
    seeds: adds ? seeds.trim() : '',
    random: adds ? (random ?? null) : null,
    asha: adds && into === undefined && asha,
    jobs,
    source: again ?? into ?? null,
  })
  if (!answer.ok) return changeDraft({ reason: answer.reason }, id)
  // Closing would delete the runs of a document without a file, so it asks.
  if (documents.store.getState().origin.path === null) documents.unhold()
  // Make room for the table.
  changeDraft({ open: false, into: undefined }, id)
  const course: Course = { begun: performance.now(), ended: 0, failed: 0, shares: new Map(), stopping: false }
  sweepsStore.setState(({ courses }) => ({ courses: new Map(courses).set(courseKey(id, answer.source), course) }))
}

export function stopSweep(source: string): void {
  const { id } = shownTab()
  setCourse(courseKey(id, source), (course) => ({ ...course, stopping: true }))
  void window.unfold.stopSweep({ id, source })
}

function onSweepEvent(event: SweepEvent): void {
  const { id, source } = event
  const key = courseKey(id, source)
  if (event.kind === 'share') {
    const known = libraryOf(id).sources?.some((one) => one.name === source && event.run <= (one.plan?.runs.length ?? 0))
    if (!known && librariesStore.getState().of.has(id)) void readLibrary()
    putAtWork(id, source, event.run)
    setCourse(key, (course) => ({ ...course, shares: new Map(course.shares).set(event.run, event.share) }))
  } else if (event.kind === 'run') {
    const state = putResult(id, source, event.run, event.result)
    setCourse(key, (course) => {
      const shares = new Map(course.shares)
      shares.delete(event.run)
      return { ...course, shares, ended: course.ended + (state === 'paused' ? 0 : 1), failed: course.failed + (state === 'failed' ? 1 : 0) }
    })
  } else {
    const course = sweepsStore.getState().courses.get(key)
    const tab = tabsStore.getState().tabs.find((one) => one.id === id)
    if (tab && course && !course.stopping) {
      const { ended: count, failed } = course
      notifyEnd(tab, course.begun, event.reason ?? i18next.t(failed > 0 ? 'sweep.end.failed' : 'sweep.end', { count, failed }))
    }
    setCourse(key, () => undefined)
    if (event.reason !== null) changeDraft({ open: true, reason: event.reason }, id)
    if (tab && librariesStore.getState().of.has(id)) void readLibrary(tab)
  }
}

/** Follows the sweeps that the main process runs. */
export const startSweeps = (): void => void window.unfold.onSweep(onSweepEvent)
