import { resolve } from 'node:path'
import { largest } from '../../engine/base/lists'
import { problem, type Problem } from '../../engine/base/problem'
import type { Network } from '../../engine/compile'
import type { Dataset, Sequence } from '../../engine/data/types'
import { bandsOf } from '../../engine/forecast/bands'
import { forecast as run, type Forecast, type ForecastOptions } from '../../engine/forecast/forecast'
import { Playback } from '../../engine/learn/evaluate/playback'
import { rangesOf, type StepRange } from '../../engine/learn/evaluate/passes'
import { Model } from '../../engine/learn/model/model'
import type { CliCommand } from '../command'
import { Refused, open, ready, refuseOverwrite } from '../open'
import { USAGE } from '../status'
import { Target } from '../target'
import { digits, say, printProblems } from '../terminal'
import { UsageError, type OptionValue } from '../usage'
import { inUnits, vectors } from '../vectors'

type Options = ReadonlyMap<string, OptionValue>
type Rows = Record<string, number[][]>

interface SequenceForecast {
  readonly values: Rows
  /** The generated text, if the data are text. */
  readonly text?: string
  readonly paths?: readonly Rows[]
  readonly bands?: Readonly<Record<string, readonly { readonly share: number; readonly low: number[][]; readonly high: number[][] }[]>>
}

/**
 * Predicts beyond the data from the network's own outputs: each paired input receives the value of its output. Results
 * are in the units of the data.
 */
export const forecast: CliCommand = {
  name: 'forecast',
  takes: ['FILE'],
  options: {
    steps: { takes: 'whole', min: 0 },
    from: { takes: 'whole', min: 0 },
    data: { takes: 'text' },
    sequence: { takes: 'whole', min: 0 },
    temperature: { takes: 'text' },
    paths: { takes: 'whole', min: 1 },
    seed: { takes: 'whole' },
    out: { takes: 'text' },
  },
  run({ terminal, json, positional: [file], options }) {
    const temperature = temperatureOf(options)
    const out = options.get('out') as string | undefined
    const path = out === undefined ? undefined : resolve(terminal.folder, out)
    const target = path === undefined ? undefined : new Target(path)
    const opened = open(terminal, file!)
    if (path !== undefined) refuseOverwrite(opened, path, 'out', 'document')
    const { network, dataset, warnings } = ready(opened, 'optional')
    printProblems(terminal, 'cli-warning', warnings)
    const other = options.get('data') as string | undefined
    const beyond =
      other === undefined
        ? undefined
        : rowsOf(
            ready(
              open(terminal, file!, { data: other, change: (document) => ({ ...document, ...(dataset.fitted ? { fitted: dataset.fitted } : {}) }) }),
              'optional',
            ),
          )
    const all = rangesOf(network.training, dataset, 'all')
    const sequences = chosen(all, options)
    const steps = (options.get('steps') as number | undefined) ?? testSteps(network, dataset)
    const model = new Model(network)
    const paths = options.get('paths') as number | undefined
    const residuals = paths === undefined ? undefined : residualsOf(model, dataset)
    const forecasts = sequences.map(({ sequence }): SequenceForecast => {
      const from = (options.get('from') as number | undefined) ?? sequence.length
      if (from > sequence.length) throw new UsageError('cli-forecast-from', { got: from, rows: sequence.length })
      const asked: ForecastOptions = { steps, from, temperature, seed: (options.get('seed') as number | undefined) ?? 0, ...(beyond ? { beyond } : {}) }
      const one = (more: Partial<ForecastOptions>): Forecast => fine(run(model, dataset, sequence, { ...asked, ...more }))
      const plain = one({})
      const values = inRows(network, dataset, plain)
      const text = textOf(network, dataset, plain)
      if (paths === undefined) return { values, ...(text === undefined ? {} : { text }) }
      const drawn = Array.from({ length: paths }, (_, path) => one({ path: path + 1, ...(residuals ? { residuals } : {}) }))
      return {
        values,
        ...(text === undefined ? {} : { text }),
        paths: drawn.map((each) => inRows(network, dataset, each)),
        bands: bandRows(network, dataset, drawn),
      }
    })
    if (target) {
      const written = target.write(tableOf(network, dataset, forecasts))
      if (written !== path) terminal.err(`${say(terminal, 'cli-changed', { path: path!, instead: written })}\n`)
      else terminal.err(`${say(terminal, 'cli-saved', { path: written })}\n`)
      if (json) terminal.out(`${JSON.stringify({ file: path, steps })}\n`)
      return written === path ? 0 : USAGE
    }
    if (json) {
      const each = forecasts.some(({ paths, text }) => paths || text !== undefined) ? { more: forecasts.map(({ values: _, ...more }) => more) } : {}
      terminal.out(`${JSON.stringify({ steps, sequences: forecasts.map(({ values }) => values), ...each })}\n`)
      return 0
    }
    forecasts.forEach(({ values, text }, n) => {
      terminal.out(`${say(terminal, 'cli-sequence', { n, steps })}\n`)
      if (text !== undefined) return terminal.out(`${text}\n`)
      for (const [name, rows] of Object.entries(values)) {
        terminal.out(`${name}\n`)
        for (const row of rows) terminal.out(`  ${row.map(digits).join('  ')}\n`)
      }
    })
    return 0
  },
}

function fine<T extends object>(result: T | Problem): T {
  if ('code' in result) throw new Refused([result])
  return result
}

function temperatureOf(options: Options): number {
  const text = (options.get('temperature') as string | undefined) ?? '0'
  const value = Number(text)
  if (!/^[\d.]/.test(text) || !Number.isFinite(value) || value < 0)
    throw new UsageError('cli-option-value', { name: '--temperature', expected: '≥ 0', got: `“${text}”` })
  return value
}

function chosen(all: readonly StepRange[], options: Options): readonly StepRange[] {
  const one = options.get('sequence') as number | undefined
  if (one === undefined) return all
  const found = all[one]
  if (!found) throw new UsageError('cli-sequence-missing', { got: one, count: all.length })
  return [found]
}

function testSteps(network: Network, dataset: Dataset): number {
  const [first] = rangesOf(network.training, dataset, 'test')
  if (!first) throw new UsageError('cli-forecast-steps')
  return first.end - first.first
}

const rowsOf = ({ network, dataset }: { network: Network; dataset: Dataset }): Sequence['inputs'] =>
  rangesOf(network.training, dataset, 'all')[0]?.sequence.inputs ?? {}

/** Errors d − y of numbers in the validation part, step by step. */
function residualsOf(model: Model, dataset: Dataset): Record<string, Float64Array> {
  const { network } = model
  const ranges = rangesOf(network.training, dataset, 'validation')
  if (ranges.length === 0) throw new Refused([problem('data-missing', 'forecast-no-validation', {}, { path: '/data/split' })])
  const playback = new Playback(model, largest(ranges.map(({ sequence }) => sequence.length)))
  const slots = Object.fromEntries(network.outputs.map(({ id, out }) => [id, out]))
  const found: Record<string, number[]> = Object.fromEntries(network.outputs.map(({ id }) => [id, []]))
  for (const range of ranges) {
    const values = playback.values(range, slots)
    for (const { id, size } of network.outputs) {
      const target = range.sequence.targets[id]
      if (!target) continue
      for (let t = range.first; t < range.end; t++)
        if (target.present[t]) for (let i = 0; i < size; i++) found[id]!.push(target.values[t * size + i]! - values[id]![t * size + i]!)
    }
  }
  return Object.fromEntries(Object.entries(found).map(([id, numbers]) => [id, Float64Array.from(numbers)]))
}

const inRows = ({ outputs }: Network, dataset: Dataset, { values }: Forecast): Rows =>
  Object.fromEntries(outputs.map(({ id, size }) => [id, vectors(inUnits(dataset, id, values[id]!, size), size)]))

function bandRows({ outputs }: Network, dataset: Dataset, paths: readonly Forecast[]): NonNullable<SequenceForecast['bands']> {
  return Object.fromEntries(
    outputs.map(({ id, size }) => [
      id,
      bandsOf(paths.map(({ values }) => inUnits(dataset, id, values[id]!, size))).map(({ share, low, high }) => ({
        share,
        low: vectors(low, size),
        high: vectors(high, size),
      })),
    ]),
  )
}

/** What a network that writes text has written: the categories of its only paired column, one after the other. */
function textOf({ document, outputs }: Network, { classes }: Dataset, { drawn }: Forecast): string | undefined {
  if (document.data?.kind !== 'file') return undefined
  const [output] = outputs.filter(({ id }) => drawn[id] !== undefined)
  const [column] = (output && classes?.[output.id]) ?? []
  if (!output || !column || column.column !== 'char') return undefined
  return drawn[output.id]!.map(([category]) => column.categories[category!]).join('')
}

/** A row a step, a column a unit of every output, and the ends of the bands beside it. */
function tableOf({ outputs }: Network, dataset: Dataset, forecasts: readonly SequenceForecast[]): string {
  const units = (id: string, size: number): string[] =>
    Array.from({ length: size }, (_, i) => dataset.units[id]?.[i]?.column ?? dataset.categories[id]?.[i] ?? (size === 1 ? id : `${id}.${i}`))
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const shares = Object.values(forecasts[0]?.bands ?? {})[0]?.map(({ share }) => share) ?? []
  const head = [
    'sequence',
    'step',
    ...outputs.flatMap(({ id, size }) =>
      units(id, size).flatMap((name) => [name, ...shares.flatMap((share) => [`${name} ${share * 100}% low`, `${name} ${share * 100}% high`])]),
    ),
  ]
  const lines = forecasts.flatMap(({ values, bands }, s) =>
    Array.from({ length: Object.values(values)[0]?.length ?? 0 }, (_, t) =>
      [
        s,
        t,
        ...outputs.flatMap(({ id, size }) =>
          Array.from({ length: size }, (__, i) => i).flatMap((i) => [
            values[id]![t]![i]!,
            ...(bands?.[id] ?? []).flatMap(({ low, high }) => [low[t]![i]!, high[t]![i]!]),
          ]),
        ),
      ].join(','),
    ),
  )
  return `${[head.map(cell).join(','), ...lines].join('\r\n')}\r\n`
}
