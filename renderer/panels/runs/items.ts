import type { RunRow } from '../../../engine/sweep/row'
import { keysOf, settingsOf, type Settings } from '../../../engine/sweep/settings'
import { keyOf, type Library, type Source } from '../../workspace/library'
import { rowOfRun } from '../../workspace/keptResult'
import type { Run } from '../../workspace/runLog'

/** A run as the panel shows it. */
export interface Item {
  /** `session/N` for a run of this session, otherwise made by `keyOf`. */
  readonly key: string
  /** Name of its source; '' for runs of the window. */
  readonly source: string
  /** Title of the source. */
  readonly title: string
  /** Its number there; the next free number until it is written. */
  readonly number: number
  readonly row: RunRow
  /** Its own settings by dotted path, and those of its plan's document for all others. */
  readonly settings: Settings
  readonly base: Settings
  /** The run itself, if it is of this session. */
  readonly run?: Run
}

const sessionKey = (number: number): string => `session/${number}`
const dotted = (path: string): string => keysOf(path).join('.')

const normal = (settings: Settings): Settings =>
  Object.keys(settings).some((path) => path.startsWith('/')) ? Object.fromEntries(Object.entries(settings).map(([path, v]) => [dotted(path), v])) : settings

const nothing: Settings = {}
const made = new WeakMap<Source, readonly Item[]>()

/** The runs of a source that are not deleted; the same items as long as it is the same. */
function itemsOf(source: Source): readonly Item[] {
  const known = made.get(source)
  if (known) return known
  const { plan } = source
  const base = plan ? settingsOf(plan.document) : nothing
  const baseSeed = base['training.seed']
  // Only runs of this session can be running: others were saved while they ran, and ended with their window.
  const own = source.name === ''
  const items = source.rows.flatMap((row): Item[] => {
    if (row.mark?.removed === true) return []
    const settings = normal(row.settings)
    const seed = settings['training.seed'] ?? baseSeed
    return [
      {
        key: keyOf(source.name, row.run),
        source: source.name,
        title: source.title,
        number: row.run,
        row: { ...row, ...(row.seed === undefined && typeof seed === 'number' ? { seed } : {}), state: own && row.state === 'running' ? 'stopped' : row.state },
        settings,
        base,
      },
    ]
  })
  made.set(source, items)
  return items
}

/** The value that a setting has in a run. */
export const settingOf = ({ settings, base }: Item, path: string): unknown => (Object.hasOwn(settings, path) ? settings[path] : base[path])
/** The values of all settings of a run. */
export const allSettings = ({ settings, base }: Item): Settings => ({ ...base, ...settings })

export interface Items {
  /** Running sweeps, then the runs of the window from the newest on, then other sweeps. */
  readonly list: readonly Item[]
  /** The same, grouped by source. */
  readonly parts: readonly (readonly Item[])[]
}

/** All runs of a document. */
export function allItems({ sources = [], numbers }: Pick<Library, 'sources' | 'numbers'>, runs: readonly Run[], running: boolean): Items {
  const own = sources.find(({ name }) => name === '')
  const ours = new Set(numbers.values())
  let last = Math.max(0, ...ours)
  for (const { run } of own?.rows ?? []) last = Math.max(last, run)
  const session = runs.flatMap((run): Item[] => {
    const kept = numbers.get(run.number)
    const number = kept ?? ++last
    const mark = own?.rows.find((row) => row.run === kept)?.mark
    if (mark?.removed) return []
    const training = running && run === runs.at(-1)
    const row = rowOfRun(number, run, training, mark)
    return [{ key: sessionKey(run.number), source: '', title: '', number, row, settings: row.settings, base: nothing, run }]
  })
  const kept = own ? itemsOf(own) : []
  const before = ours.size > 0 ? kept.filter(({ number }) => !ours.has(number)) : kept
  const sweeps = sources
    .filter(({ name }) => name !== '')
    .toReversed()
    .map(itemsOf)
  const isActive = (items: readonly Item[]): boolean => items.some(({ row }) => row.state === 'running')
  return {
    list: [
      ...sweeps.filter(isActive).flat(),
      ...[...before, ...session].sort((a, b) => b.number - a.number),
      ...sweeps.filter((items) => !isActive(items)).flat(),
    ],
    parts: [kept, session, ...sweeps],
  }
}

/** The whole run of an item: of this session, or as read from its files; undefined until then. */
export function wholeRun({ whole }: Library, key: string, runs: readonly Run[]): Run | undefined {
  return key.startsWith('session/') ? runs.find(({ number }) => sessionKey(number) === key) : whole.get(key)
}

export type Value = number | string | undefined

/** The value of an item in a column: of the row itself, `set:PATH`, or `score:NAME`. */
export function valueOf(item: Item, column: string): Value {
  const { row, number, title } = item
  if (column.startsWith('set:')) {
    const value = settingOf(item, column.slice(4))
    return typeof value === 'number' || value === undefined ? value : typeof value === 'string' ? value : JSON.stringify(value)
  }
  if (column.startsWith('score:')) return row.scores[column.slice(6)]
  switch (column) {
    case 'run':
      return title === '' ? number : `${title} ${String(number).padStart(5, '0')}`
    case 'begun':
      return row.started
    case 'score':
      return mainScore(row)?.value
    case 'tags':
      return row.mark?.tags.join(' ')
    case 'note':
      return row.mark?.note
    case 'name':
      return row.mark?.name
    case 'state':
      return row.state
    case 'epochs':
    case 'seconds':
    case 'loss':
    case 'validation':
    case 'seed':
    case 'best':
      return row[column]
    default:
      return undefined
  }
}

/** The score of a run: of the validation part, otherwise of the test part, otherwise of the training part. */
export function mainScore({ scores }: RunRow): { readonly name: string; readonly value: number } | undefined {
  for (const part of ['validation', 'test', 'train'])
    for (const [name, value] of Object.entries(scores))
      if (name.startsWith(`${part} `) && name !== `${part} loss` && !name.endsWith(' MAE')) return { name, value }
  return undefined
}

const FIXED = ['begun', 'state', 'epochs', 'seconds', 'loss', 'validation', 'score', 'seed', 'best', 'name', 'tags', 'note'] as const
/** The columns that are shown until the user chooses others, apart from settings that vary. */
const STANDARD: readonly string[] = ['begun', 'epochs', 'loss', 'validation', 'score', 'seed']
/** Most settings among these. */
const VARIED = 4

/** The settings that some runs have, with a value of each, those that vary among them, and the names of their scores. */
interface Survey {
  readonly first: ReadonlyMap<string, unknown>
  readonly varies: ReadonlySet<string>
  readonly scores: ReadonlySet<string>
}

const surveys = new WeakMap<readonly Item[], Survey>()

function surveyOf(items: readonly Item[]): Survey {
  const known = surveys.get(items)
  if (known) return known
  const first = new Map<string, unknown>()
  const varies = new Set<string>()
  const scores = new Set<string>()
  /** How many runs have a value of their own. */
  const own = new Map<string, number>()
  const add = (path: string, value: unknown): void => {
    if (!first.has(path)) first.set(path, value)
    else if (first.get(path) !== value && String(first.get(path)) !== String(value)) varies.add(path)
  }
  for (const { settings, row } of items) {
    for (const path in settings) {
      add(path, settings[path])
      own.set(path, (own.get(path) ?? 0) + 1)
    }
    for (const name in row.scores) scores.add(name)
  }
  for (const [path, value] of Object.entries(items[0]?.base ?? {})) if ((own.get(path) ?? 0) < items.length) add(path, value)
  const survey = { first, varies, scores }
  surveys.set(items, survey)
  return survey
}

/** All columns that the runs of these sources can have, and those to show by default. */
export function columnsOf(parts: readonly (readonly Item[])[]): { readonly all: readonly string[]; readonly standard: readonly string[] } {
  const found = parts.filter((items) => items.length > 0).map(surveyOf)
  const first = new Map<string, unknown>()
  const varies = new Set(found.flatMap((survey) => [...survey.varies]))
  for (const survey of found)
    for (const [path, value] of survey.first) {
      if (!first.has(path)) first.set(path, value)
      else if (String(first.get(path)) !== String(value)) varies.add(path)
    }
  varies.delete('training.seed')
  const settings = [...varies].map((path) => `set:${path}`)
  const scores = new Set(found.flatMap((survey) => [...survey.scores].map((name) => `score:${name}`)))
  return { all: [...FIXED, ...settings, ...scores], standard: [...settings.slice(0, VARIED), ...STANDARD] }
}

/** The last part of a column's path, which filters use: `learningRate` for `set:training.optimizer.learningRate`. */
export const shortName = (column: string): string => (column.startsWith('set:') ? column.slice(column.lastIndexOf('.') + 1) : column.replace(/^score:/, ''))

const CONDITION = /^(\S+?)(<=|>=|<|>|=|:)(\S+)$/

/**
 * Keeps the items that satisfy every word of a filter: `validation<0.1`, `size=8`, `tag:good`, `state:failed`, or a word
 * that occurs in its name, tags, note, settings or problem.
 */
export function filtered(items: readonly Item[], filter: string, columns: readonly string[]): readonly Item[] {
  const tests = filter
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => testOf(word, columns))
  return tests.length === 0 ? items : items.filter((item) => tests.every((test) => test(item)))
}

function testOf(word: string, columns: readonly string[]): (item: Item) => boolean {
  const [, name, sign, value] = CONDITION.exec(word) ?? []
  if (name === undefined || value === undefined) return textTest(word)
  if (name === 'tag') return ({ row }) => row.mark?.tags.some((tag) => tag.toLowerCase() === value) === true
  const column = columns.find((one) => [one, shortName(one), one.replace(/^(?:set|score):/, '')].some((known) => known.toLowerCase() === name))
  if (column === undefined) return textTest(word)
  const number = Number(value)
  return (item) => {
    const found = valueOf(item, column)
    if (found === undefined) return false
    if (sign === '=' || sign === ':')
      return typeof found === 'number' ? found === number : sign === '=' ? found.toLowerCase() === value : found.toLowerCase().includes(value)
    if (typeof found !== 'number' || Number.isNaN(number)) return false
    return sign === '<' ? found < number : sign === '>' ? found > number : sign === '<=' ? found <= number : found >= number
  }
}

const settingText = (path: string, value: unknown): string => `${path}=${String(value)}`.toLowerCase()

/** Whether a word occurs in the texts of a run, or in one of its settings. */
function textTest(word: string): (item: Item) => boolean {
  /** The settings of a plan's document in which the word occurs. */
  const found = new Map<Settings, readonly string[]>()
  const inBase = (base: Settings): readonly string[] => {
    const known = found.get(base) ?? Object.keys(base).filter((path) => settingText(path, base[path]).includes(word))
    found.set(base, known)
    return known
  }
  return (item) => textOf(item).includes(word) || inBase(item.base).some((path) => !Object.hasOwn(item.settings, path))
}

const texts = new WeakMap<Item, string>()
function textOf(item: Item): string {
  const known = texts.get(item)
  if (known !== undefined) return known
  const { row, title, settings } = item
  const { name = '', tags = [], note = '' } = row.mark ?? {}
  let text = [title, name, ...tags, note, row.state, row.problem ?? ''].join(' ').toLowerCase()
  for (const path in settings) text += ` ${settingText(path, settings[path])}`
  texts.set(item, text)
  return text
}

export interface Sort {
  readonly column: string
  readonly down: boolean
}

/** Sorts by a column; items without a value come last either way. */
export function sorted(items: readonly Item[], { column, down }: Sort): readonly Item[] {
  const sign = down ? -1 : 1
  const numbers: [number, Item][] = []
  const words: [string, Item][] = []
  const rest: Item[] = []
  for (const item of items) {
    const value = valueOf(item, column)
    if (typeof value === 'string') words.push([value, item])
    else if (value === undefined || Number.isNaN(value)) rest.push(item)
    else numbers.push([value, item])
  }
  numbers.sort(([a], [b]) => sign * (a - b))
  words.sort(([a], [b]) => (a === b ? 0 : sign * (a < b ? -1 : 1)))
  const kinds = down ? [words, numbers] : [numbers, words]
  return [...kinds.flatMap((kind) => kind.map(([, item]) => item)), ...rest]
}

/** Groups items that differ in nothing but their seeds. */
export function bySettings(items: readonly Item[]): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const { 'training.seed': _, ...rest } = allSettings(item)
    const key = JSON.stringify([item.source, Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))])
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
}
