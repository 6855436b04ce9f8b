import { all, anyObject, choice, flag, list, number, record } from '../contract/schema'
import { faultIn, recovered } from '../document/accept'
import { isObject } from '../document/pointer'

/** The states of a run. `paused`: it waits at a rung for comparison with others; `given-up`: it was not among the best there. */
const runStates = ['waiting', 'running', 'paused', 'stopped', 'done', 'failed', 'given-up'] as const
export type RunState = (typeof runStates)[number]

/** The rung of successive halving at which a run waits or ended. */
export interface Rung {
  /** From 1 on. */
  readonly at: number
  /** The loss for the comparison; absent if it is not finite. */
  readonly loss?: number
  /** Its rank by loss among the `of` runs that reached the rung, of which `on` continued; set when the run is given up. */
  readonly place?: number
  readonly of?: number
  readonly on?: number
}

/** Most epochs, at equal distances, whose losses are kept of an ended run; a plot has no pixels for more. */
export const KEPT_EPOCHS = 400

/** The name, tags and note that a user gave a run. */
export interface Mark {
  readonly name: string
  readonly tags: readonly string[]
  readonly note: string
  /** Whether it was deleted; its files are removed when the folder is opened the next time. */
  readonly removed: boolean
}

export const noMark: Mark = { name: '', tags: [], note: '', removed: false }

/** One run in a table of runs, made from its `result.json` and `mark.json`. */
export interface RunRow {
  readonly run: number
  readonly state: RunState
  /** Values by path of the settings that differ between the runs of its folder. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly epochs: number
  /** Seconds of training. */
  readonly seconds: number
  /** Milliseconds since 1970. */
  readonly started?: number
  readonly seed?: number
  /** The epoch with the best weights. */
  readonly best?: number
  /** Loss of the training part and of the validation part at the end. */
  readonly loss?: number
  readonly validation?: number
  /** Numbers by part and name: `validation loss`, `test y RMSE`. */
  readonly scores: Readonly<Record<string, number>>
  readonly rung?: Rung
  /** Why it failed. */
  readonly problem?: string
  readonly mark?: Mark
}

const PARTS = ['train', 'validation', 'test'] as const
/** Most columns of a network's outputs whose scores have names of their own. */
const OUTPUT_COLUMNS = 24
const MEASURES = [
  ['rmse', 'RMSE'],
  ['mae', 'MAE'],
  ['r2', 'R2'],
  ['accuracy', 'accuracy'],
  ['f1', 'F1'],
] as const

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const own = (value: unknown, key: string): unknown => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined)

/** Returns the scores in a result by part and name, for at most 24 columns per part. Ignores invalid values. */
export function scoresOf(result: unknown): Readonly<Record<string, number>> {
  const found: [string, number][] = []
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'number') found.push([name, value])
  }
  for (const part of PARTS) {
    const score = own(result, part)
    add(`${part} loss`, own(score, 'loss'))
    const measure = own(own(score, 'task'), 'measure')
    if (typeof measure === 'string') add(`${part} ${measure}`, own(own(score, 'task'), 'value'))
    const outputs = own(score, 'outputs')
    const columns = isObject(outputs)
      ? Object.entries(outputs).flatMap(([id, output]) => {
          const all = own(output, 'columns')
          return Array.isArray(all) ? (all as unknown[]).slice(0, OUTPUT_COLUMNS).map((column) => ({ id, column })) : []
        })
      : []
    for (const { id, column } of columns.slice(0, OUTPUT_COLUMNS)) {
      const name = own(column, 'column')
      const title = typeof name !== 'string' || name === id ? id : `${id} ${name}`
      for (const [key, word] of MEASURES) add(`${part} ${title} ${word}`, own(column, key))
    }
  }
  return Object.fromEntries(found)
}

const anyText = { is: 'text', default: '' } as const
const markSchema = all({ name: anyText, tags: list(anyText), note: anyText, removed: flag({ default: false }) })

/** Reads the name, tags and note of a run; anything else counts as none. */
export const markOf = (value: unknown): Mark => recovered(markSchema, value)

/** Makes an intermediate result of a run that waits at a rung from its `rungs.json`; undefined if the file has none. */
export function pausedResult(rungs: unknown): Readonly<Record<string, unknown>> | undefined {
  const [losses, outcome] = [own(rungs, 'losses'), own(rungs, 'outcome')]
  if (!Array.isArray(losses) || losses.length === 0 || !isObject(outcome)) return undefined
  const loss = numberIn(losses.at(-1))
  return { ...outcome, state: 'paused', rung: { at: losses.length, ...(loss === undefined ? {} : { loss }) } }
}

const rungSchema = all({ at: number({ whole: true, min: 1 }) }, { loss: number(), place: number(), of: number(), on: number() })
const isRung = (value: unknown): value is Rung => faultIn(rungSchema, value) === undefined

/** Makes the row of a run from the contents of its files. */
export function rowOf(run: number, result: unknown, mark: unknown, settings: Readonly<Record<string, unknown>> = {}): RunRow {
  const state = runStates.find((one) => one === own(result, 'state')) ?? 'waiting'
  const last = own(result, 'last')
  const scores = scoresOf(result)
  const set = own(result, 'settings')
  const problem = own(own(result, 'problem'), 'message')
  const rung = own(result, 'rung')
  const optional = {
    started: numberIn(own(result, 'started')),
    seed: numberIn(own(result, 'seed')),
    best: numberIn(own(own(result, 'best'), 'epoch')),
    loss: numberIn(own(last, 'loss')) ?? scores['train loss'],
    validation: numberIn(own(last, 'validation')) ?? scores['validation loss'],
    rung: isRung(rung) ? rung : undefined,
    problem: typeof problem === 'string' ? problem : undefined,
    mark: mark === undefined ? undefined : markOf(mark),
  }
  return {
    run,
    state,
    settings: isObject(set) ? set : settings,
    epochs: numberIn(own(result, 'epochs')) ?? 0,
    seconds: numberIn(own(result, 'seconds')) ?? 0,
    scores,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<RunRow>),
  }
}

const rowSchema = all(
  {
    run: number({ whole: true, min: 1 }),
    state: choice(runStates),
    settings: anyObject,
    epochs: number({ whole: true, min: 0 }),
    seconds: number(),
    scores: record(number()),
  },
  { started: number(), seed: number(), best: number(), loss: number(), validation: number(), rung: rungSchema, problem: anyText, mark: markSchema },
)

/** Returns whether a value is a valid row of an index. */
export const isRow = (value: unknown): value is RunRow => faultIn(rowSchema, value) === undefined
