import { csvCell } from '../../../engine/base/csv'
import type uPlot from 'uplot'
import type { Range } from './range'

/** A line of a plot with its visible values. */
export interface Line {
  readonly name: string
  readonly colour: string
  readonly dash: readonly number[]
  readonly width: number
  readonly values: readonly (number | null)[]
}

/** An area between two lines. */
export interface Area {
  readonly high: readonly (number | null)[]
  readonly low: readonly (number | null)[]
  readonly fill: string
}

/** The contents of a plot: the lines that are not hidden, over the visible range. */
export interface Contents {
  readonly across: string
  readonly at: readonly number[]
  readonly lines: readonly Line[]
  readonly areas: readonly Area[]
  readonly x: Range
  readonly y: Range
  readonly log: boolean
}

const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** The types of uPlot leave out its bands. */
type Banded = uPlot & { readonly bands?: readonly uPlot.Band[] }

/** Reads the contents of a plot; lines are named by the labels of its series. */
export function contentsOf({ series, data, scales, axes, bands = [] }: Banded): Contents {
  const [first = 0, last = 1] = [scales.x?.min ?? undefined, scales.x?.max ?? undefined]
  const all = Array.from(data[0])
  const kept = all.flatMap((v, i) => (v >= first && v <= last ? [i] : []))
  const colour = (stroke: unknown): string =>
    typeof stroke === 'string' ? stroke : typeof stroke === 'function' ? String((stroke as () => unknown)()) : '#000'
  const valuesOf = (line: number): (number | null)[] => kept.map((k) => finite(data[line]?.[k]))
  return {
    across: String(axes[0]?.label ?? ''),
    at: kept.map((i) => all[i]!),
    lines: series
      .slice(1)
      .flatMap(({ label, show, stroke, dash, width }, i) =>
        show === false
          ? []
          : [{ name: typeof label === 'string' ? label : '', colour: colour(stroke), dash: dash ?? [], width: width ?? 1, values: valuesOf(i + 1) }],
      ),
    areas: bands.flatMap(({ series: [high, low], fill }) =>
      series[high]?.show === false || typeof fill !== 'string' ? [] : [{ high: valuesOf(high), low: valuesOf(low), fill }],
    ),
    x: [first, last],
    y: [scales.y?.min ?? 0, scales.y?.max ?? 1],
    log: scales.y?.distr === 3,
  }
}

/** Statistics of the values of a line, without missing ones. */
export interface Statistics {
  readonly count: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Standard deviation, √(Σ(v − mean)² / count). */
  readonly deviation: number
  readonly last: number
}

/** Undefined if a line has no visible value. */
export function statisticsOf(values: readonly (number | null)[]): Statistics | undefined {
  const there = values.filter((v) => v !== null)
  const count = there.length
  if (count === 0) return undefined
  const mean = there.reduce((sum, v) => sum + v, 0) / count
  let minimum = Infinity
  let maximum = -Infinity
  let squares = 0
  for (const v of there) {
    minimum = Math.min(minimum, v)
    maximum = Math.max(maximum, v)
    squares += (v - mean) ** 2
  }
  return { count, minimum, maximum, mean, deviation: Math.sqrt(squares / count), last: there[count - 1]! }
}

/** A cell of a CSV table; an apostrophe protects text that a spreadsheet would read as a formula. */
const cell = (text: string): string => csvCell(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

interface Table {
  readonly across: string
  readonly at: readonly number[]
  readonly lines: readonly Pick<Line, 'name' | 'values'>[]
}

/**
 * The lines as a CSV table: one column for the axis and one per line, with all digits.
 * @param title Names the units of a plot whose lines are only numbered.
 */
export function csvOf({ across, at, lines }: Table, title?: string): string {
  const head = lines.map(({ name }) => (title !== undefined && /^\d+$/.test(name) ? `${title} ${name}` : name))
  const rows = at.map((x, i) => [String(x), ...lines.map(({ values }) => (values[i] === null || values[i] === undefined ? '' : String(values[i])))].join(','))
  return [[across, ...head].map(cell).join(','), ...rows, ''].join('\r\n')
}
