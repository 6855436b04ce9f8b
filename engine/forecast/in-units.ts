import { byId } from '../base/by-id'
import { csvCell } from '../base/csv'
import type { Network } from '../compile/network'
import { labelOf } from '../data/calendar'
import { placeAt } from '../data/continued'
import { inUnits, vectors } from '../data/vectors'
import type { Dataset, Sequence } from '../data/types'
import { bandsOf } from './bands'
import type { Forecast } from './forecast'

type Rows = Readonly<Record<string, readonly number[][]>>

/** A forecast in the units of the data, one vector per step. */
export interface ForecastInUnits {
  readonly values: Rows
  /** The generated text, if the data are text. */
  readonly text?: string
  readonly paths?: readonly Rows[]
  readonly bands?: Readonly<Record<string, readonly { readonly share: number; readonly low: number[][]; readonly high: number[][] }[]>>
}

/** Returns what the last steps before a forecast predict, of the first rows beyond them, in the units of the data. */
export function beforeInUnits(network: Network, dataset: Dataset, { before: [values, ...paths] }: Forecast): ForecastInUnits {
  return forecastInUnits(network, dataset, { values: values!, paths, drawn: byId(), before: [] })
}

export function forecastInUnits(network: Network, dataset: Dataset, forecast: Forecast): ForecastInUnits {
  const { outputs } = network
  const rows = (values: Readonly<Record<string, Float64Array>>): Rows =>
    Object.fromEntries(outputs.map(({ id, size }) => [id, vectors(inUnits(dataset, id, values[id]!, size), size)]))
  const text = writtenBy(network, dataset, forecast)
  return {
    values: rows(forecast.values),
    ...(text?.kind === 'characters' ? { text: text.written } : {}),
    ...(forecast.paths.length === 0
      ? {}
      : {
          paths: forecast.paths.map(rows),
          bands: Object.fromEntries(
            outputs.map(({ id, size }) => [
              id,
              bandsOf(forecast.paths.map((values) => inUnits(dataset, id, values[id]!, size))).map(({ share, low, high }) => ({
                share,
                low: vectors(low, size),
                high: vectors(high, size),
              })),
            ]),
          ),
        }),
  }
}

/** The output whose categories form a text: the first one of one column that is fed back. */
export function writer({ document, outputs }: Network, { classes }: Dataset, fed: (id: string) => boolean) {
  const output = outputs.find(({ id }) => fed(id) && classes !== undefined && Object.hasOwn(classes, id) && classes[id]!.length === 1)
  const column = output && classes?.[output.id]?.[0]
  if (!output || !column) return undefined
  const characters = document.data?.kind === 'file' && column.column === 'char'
  return { output, categories: column.categories, kind: characters ? ('characters' as const) : ('categories' as const) }
}

/** The written text: the categories that were fed back, from the first predicted step. */
export function writtenBy(
  network: Network,
  dataset: Dataset,
  { drawn }: Forecast,
): { readonly kind: 'characters' | 'categories'; readonly written: string } | undefined {
  const found = writer(network, dataset, (id) => drawn[id] !== undefined)
  if (!found) return undefined
  const { output, categories, kind } = found
  return { kind, written: drawn[output.id]!.map(([category]) => categories[category!]).join(kind === 'characters' ? '' : ' ') }
}

/** A forecast with the sequence that it continues and the step where it begins. */
export interface ContinuedForecast {
  readonly sequence: Sequence
  readonly from: number
  readonly forecast: ForecastInUnits
  /** Outputs of the last steps before it. */
  readonly before: ForecastInUnits
}

/**
 * A CSV table: a row for each step, a column for each unit of every output, followed by the ends of its bands. If the
 * data have an axis and all outputs predict equally far ahead, a column has the place that each row predicts. If they
 * predict ahead, the first rows are the steps before (−1), which predict the rows between the data and the first step.
 */
export function tableOf({ outputs, nodes }: Network, dataset: Dataset, forecasts: readonly ContinuedForecast[]): string {
  const units = (id: string, size: number): string[] =>
    Array.from({ length: size }, (_, i) => dataset.units[id]?.[i]?.column ?? dataset.categories[id]?.[i] ?? (size === 1 ? id : `${id}.${i}`))
  const shares = Object.values(forecasts[0]?.forecast.bands ?? {})[0]?.map(({ share }) => share) ?? []
  const [ahead = 0, ...others] = new Set(outputs.map(({ id }) => nodes.find((node) => node.id === id)!.number('ahead')))
  const axis = others.length === 0 && forecasts.every(({ sequence }) => sequence.labels) ? dataset.axis : undefined
  const head = [
    'sequence',
    'step',
    ...(axis ? [axis.column] : []),
    ...outputs.flatMap(({ id, size }) =>
      units(id, size).flatMap((name) => [name, ...shares.flatMap((share) => [`${name} ${share * 100}% low`, `${name} ${share * 100}% high`])]),
    ),
  ]
  const lines = forecasts.flatMap(({ sequence, from, forecast, before }, s) => {
    const known = others.length > 0 ? 0 : outputs.reduce((least, { id }) => Math.min(least, before.values[id]!.length), ahead)
    const line = ({ values, bands }: ForecastInUnits, t: number, step: number): string =>
      [
        s,
        step,
        ...(axis ? [labelOf(axis, placeAt(sequence, axis, from + step + ahead))] : []),
        ...outputs.flatMap(({ id, size }) =>
          Array.from({ length: size }, (__, i) => i).flatMap((i) => [
            values[id]![t]![i]!,
            ...(bands?.[id] ?? []).flatMap(({ low, high }) => [low[t]![i]!, high[t]![i]!]),
          ]),
        ),
      ].join(',')
    return [
      ...Array.from({ length: known }, (_, k) => line(before, Object.values(before.values)[0]!.length - known + k, k - known)),
      ...Array.from({ length: Object.values(forecast.values)[0]?.length ?? 0 }, (_, t) => line(forecast, t, t)),
    ]
  })
  return `${[head.map(csvCell).join(','), ...lines].join('\r\n')}\r\n`
}
