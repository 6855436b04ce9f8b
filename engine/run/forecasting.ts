import { within, type Pieces } from '../base/resumable'
import { isProblem, problem, type Problem } from '../base/problem'
import type { Network } from '../compile/network'
import { placeAt } from '../data/continued'
import type { Dataset, Part, Sequence } from '../data/types'
import { inUnits } from '../data/vectors'
import { bandsOf } from '../forecast/bands'
import { forecasting, type Forecast } from '../forecast/forecast'
import { loopOf, type Loop } from '../forecast/pairs'
import { findingResiduals } from '../forecast/residuals'
import { rowsBeyond } from '../forecast/rows'
import { scoresOf } from '../forecast/score'
import { beforeInUnits, forecastInUnits, tableOf, writer, writtenBy } from '../forecast/in-units'
import { partFrom, parts, rangesOf } from '../learn/evaluate/passes'
import { Model } from '../learn/model/model'
import type { QuestionContext } from './asked'
import { Refusal } from './careful'
import { refuseCopy } from './copies'
import type { Ask, ForecastAnswer, ForecastCurve } from './questions'
import { dropped } from './tables'
import type { Work } from './work'

/** Steps of the data around a forecast that are shown with it. */
const AROUND = 2_000
/** Most units of an output shown as curves. */
const CURVES = 4
/** Steps of a forecast if neither the question nor the data say how many. */
const STEPS = 200
/** Characters or categories shown before a forecast. */
const BEFORE = 400

/** Copies of models that no forecast is using. */
const idle = new WeakMap<Model, Model>()

/**
 * Computes the forecast of `unfold forecast`, with a copy of the current weights or of those after an epoch.
 * @throws Refusal if the network cannot continue beyond its data.
 */
export function* forecastFor(work: Work, asked: Pick<QuestionContext, 'tables' | 'registry' | 'past'>, ask: Ask<'forecast'>): Pieces<ForecastAnswer> {
  const { network, options, store } = work.model
  const known = idle.get(work.model)
  idle.delete(work.model)
  if (known) known.copy(work.model)
  else refuseCopy(work.model)
  const model = known ?? new Model(network, { ...options, positions: ({ name }) => store.indices(name), like: work.model })
  const past = ask.epoch === undefined ? undefined : asked.past.at(ask.epoch)
  if (past) model.store.writeTrainable(past.weights)
  // A forecast that is cancelled is never resumed: its copy is not used again.
  try {
    return yield* forecastOn(model, work, past?.epoch ?? work.trainer.epoch, asked, ask)
  } finally {
    idle.set(work.model, model)
  }
}

function* forecastOn(
  model: Model,
  work: Work,
  epoch: number,
  { tables, registry }: Pick<QuestionContext, 'tables' | 'registry'>,
  ask: Ask<'forecast'>,
): Pieces<ForecastAnswer> {
  const { dataset } = work
  const { network } = model
  const loop = fine(loopOf(network))
  const all = rangesOf(network.training, dataset, 'all').map(({ sequence }) => sequence)
  const number = Math.min(all.length - 1, Math.max(0, Math.trunc(ask.sequence ?? firstJudged(dataset))))
  const typed = ask.text === undefined ? undefined : spell(network, dataset, loop, ask.text)
  const sequence = typed ?? all[number]
  if (!sequence) throw new Refusal(problem('data-missing', 'split-empty', { rows: 0 }, { path: '/data/split' }))
  const from = typed ? typed.length : Math.min(sequence.length, Math.max(0, Math.trunc(ask.from ?? defaultFrom(network, dataset, sequence))))
  const given = ask.table === undefined ? undefined : rowsOf(work, registry, tables.get(ask.table))
  const letters = writer(network, dataset, (id) => loop.pairs.some(({ output }) => output === id))
  const steps = Math.max(0, Math.trunc(ask.steps ?? defaultSteps(sequence, from, loop, given, letters !== undefined)))
  const wanted = letters ? 0 : Math.max(0, Math.trunc(ask.paths ?? 0))
  const residuals = wanted > 0 ? yield* within(findingResiduals(model, dataset), 0, 0.2) : undefined
  const bandless = residuals && isProblem(residuals) ? residuals : undefined
  const paths = residuals && !bandless ? wanted : 0
  const seed = ask.seed ?? 0
  const drawing = { seed, temperature: ask.temperature ?? 0, ...(paths > 0 ? { residuals: residuals as Exclude<typeof residuals, Problem> } : {}) }
  const found = fine(
    yield* within(forecasting(model, dataset, sequence, { steps, from, beyond: given, paths, forced: !letters, ...drawing }), paths > 0 ? 0.2 : 0, 0.95),
  )
  const written = writtenBy(network, dataset, found)
  return {
    epoch,
    sequence: number,
    sequences: all.length,
    ...(sequence.id === undefined ? {} : { id: sequence.id }),
    length: sequence.length,
    from,
    steps,
    paths,
    ...(bandless ? { bandless } : {}),
    open: loop.open,
    ...(dataset.axis ? { axis: dataset.axis } : {}),
    parts: rangesOfParts(dataset, sequence, number),
    ...curvesOf(network, dataset, sequence, from, steps, found, letters !== undefined),
    scores: typed ? [] : scoresOf(network, dataset, sequence, from, found.values),
    ...(written ? { text: { ...written, ...textsAround(dataset, network, loop, sequence, from, steps, typed ? ask.text : undefined) } } : {}),
    ...(ask.csv
      ? {
          csv: tableOf(network, dataset, [
            { sequence, from, forecast: forecastInUnits(network, dataset, found), before: beforeInUnits(network, dataset, found) },
          ]),
        }
      : {}),
  }
}

function fine<T extends object>(result: T | Problem): T {
  if (isProblem(result)) throw new Refusal(result)
  return result
}

/** The first sequence of the test part, or of the validation part; the very first if neither has one. */
function firstJudged({ series, train, validation, test }: Dataset): number {
  if (series) return 0
  return test.length > 0 ? train.length + validation.length : validation.length > 0 ? train.length : 0
}

/**
 * Where the first judged part of a series begins; in a sequence that belongs to one part as a whole, where targets stop
 * replacing outputs when it is judged, otherwise its middle.
 */
function defaultFrom({ training }: Network, { series }: Dataset, sequence: Sequence): number {
  if (!series) return training.teacherForcing.length > 0 && training.washout < sequence.length ? training.washout : Math.ceil(sequence.length / 2)
  const test = partFrom(sequence, 2)
  return test < sequence.length ? test : partFrom(sequence, 1)
}

/** As many as the test part, otherwise the rest of the data; at most those where open inputs are known. */
function defaultSteps(sequence: Sequence, from: number, { open }: Loop, given: Sequence['inputs'] | undefined, writes: boolean): number {
  const left = sequence.length - from
  const test = sequence.parts ? sequence.parts.lastIndexOf(2) + 1 - partFrom(sequence, 2) : 0
  const most = Math.min(STEPS * 10, test > 0 ? test : left)
  if (open.length > 0 && !given && left > 0) return Math.min(most, left)
  if (writes) return STEPS
  return most > 0 ? most : Math.max(1, Math.min(STEPS, sequence.length))
}

/** Rows of another table for the inputs that no output feeds. */
function rowsOf(work: Work, registry: QuestionContext['registry'], read: ReturnType<QuestionContext['tables']['get']>): Sequence['inputs'] {
  if (!read) throw dropped()
  const rows = rowsBeyond(work.model.network, registry, work.dataset, 'beyond', { table: () => read })
  if (Array.isArray(rows)) throw new Refusal((rows as Problem[])[0]!)
  return rows as Sequence['inputs']
}

/** A text as a sequence, for a network whose only input takes one character at a time and is fed back. */
function spell(network: Network, { symbols }: Dataset, { pairs }: Loop, text: string): Sequence | undefined {
  const [input, ...others] = network.inputs
  const column = input && symbols?.[input.id]?.[0]
  if (!input || !column || others.length > 0 || column.categories.length !== input.size || pairs.length !== 1) return undefined
  const characters = [...text]
  const codes = new Map(column.categories.map((category, code) => [category, code]))
  const unknown = [...new Set(characters.filter((c) => !codes.has(c)))]
  if (unknown.length > 0) throw new Refusal(problem('column-unknown', 'forecast-text-unknown', { characters: unknown.slice(0, 20).join(' ') }))
  const values = new Float64Array(characters.length * input.size)
  characters.forEach((c, t) => void (values[t * input.size + codes.get(c)!] = 1))
  return { length: characters.length, inputs: { [input.id]: values }, targets: {} }
}

/** The text before a forecast, and how the data continue. */
function textsAround(
  { symbols }: Dataset,
  network: Network,
  { pairs }: Loop,
  sequence: Sequence,
  from: number,
  steps: number,
  typed: string | undefined,
): { readonly before: string; readonly truth?: string } {
  if (typed !== undefined) return { before: typed }
  const pair = pairs.find(({ input }) => symbols?.[input]?.length === 1)
  const column = pair && symbols?.[pair.input]?.[0]
  if (!pair || !column) return { before: '' }
  const { size } = network.inputs.find(({ id }) => id === pair.input)!
  const read = (first: number, end: number): string =>
    Array.from({ length: Math.max(0, end - first) }, (_, s) => {
      const row = sequence.inputs[pair.input]!.subarray((first + s) * size, (first + s + 1) * size)
      return column.categories[row.indexOf(1)] ?? ''
    }).join(column.column === 'char' ? '' : ' ')
  return { before: read(Math.max(0, from - BEFORE), from), truth: read(from, Math.min(sequence.length, from + steps)) }
}

/** [first, end) of each part in a series; the part of a whole sequence. */
function rangesOfParts({ series, train, validation, test }: Dataset, { parts: codes, length }: Sequence, number: number): ForecastAnswer['parts'] {
  if (series)
    return parts.flatMap((part, code) => {
      const first = codes?.indexOf(code) ?? -1
      return first < 0 ? [] : [{ part, first, end: codes!.lastIndexOf(code) + 1 }]
    })
  const part: Part | undefined = [train, validation, test].flatMap((of, i) => of.map(() => parts[i]!))[number]
  return part ? [{ part, first: 0, end: length }] : []
}

function curvesOf(
  network: Network,
  dataset: Dataset,
  sequence: Sequence,
  from: number,
  steps: number,
  { values, forced, paths }: Forecast,
  writes: boolean,
): Pick<ForecastAnswer, 'first' | 'curves'> {
  const first = Math.max(0, from - AROUND)
  const end = Math.max(from + steps, Math.min(sequence.length, from + steps + AROUND))
  if (writes || !forced) return { first, curves: [] }
  const length = end - first
  const { washout } = network.training
  const curves = network.outputs.flatMap(({ id, size }) => {
    const bands = paths.length > 0 ? bandsOf(paths.map((path) => inUnits(dataset, id, path[id]!, size))) : []
    const ahead = network.nodes.find((node) => node.id === id)!.number('ahead')
    const labels = Float64Array.from({ length }, (_, k) => placeAt(sequence, dataset.axis, first + k + ahead))
    const target = sequence.targets[id]
    return Array.from({ length: Math.min(size, CURVES) }, (_, unit): ForecastCurve => {
      const { column = '', mean = 0, deviation = 1 } = dataset.units[id]?.[unit] ?? {}
      const curve = (from: number, end: number, of: (t: number) => number): Float64Array =>
        Float64Array.from({ length }, (__, k) => (first + k >= from && first + k < end ? of(first + k) : Number.NaN))
      const inUnit = (value: number): number => value * deviation + mean
      const beyond = (numbers: Float64Array): Float64Array => curve(from, from + steps, (t) => numbers[(t - from) * size + unit]!)
      return {
        output: id,
        column,
        ahead,
        labels,
        target: curve(0, sequence.length, (t) => (target?.present[t] ? inUnit(target.values[t * size + unit]!) : Number.NaN)),
        forced: curve(washout, sequence.length, (t) => inUnit(forced[id]![t * size + unit]!)),
        forecast: curve(from - 1, from + steps, (t) => inUnit(t < from ? forced[id]![t * size + unit]! : values[id]![(t - from) * size + unit]!)),
        bands: bands.map(({ share, low, high }) => ({ share, low: beyond(low), high: beyond(high) })),
      }
    })
  })
  return { first, curves }
}
