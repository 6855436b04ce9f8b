import { problem, type Problem } from '../base/problem'
import { isoTime, clockText } from './calendar'
import type { Column } from './column'
import { neverFalls } from './even'
import type { Signal } from './signals'
import type { Sequences } from './split'
import { joinedSteps, stepsOf, type Steps } from './steps'
import { columnOf, placeOf, rises, type Table } from './table'
import type { Axis } from './types'

interface AxisFound {
  readonly axis?: Axis
  /** By row, in the order of the sequences. */
  readonly labels?: Float64Array
  readonly warnings: readonly Problem[]
}

/** The axis of the columns that a document names; with a warning that names the cause if they give none. */
export function namedAxis(table: Table, path: string, names: readonly string[], sequences: Sequences): AxisFound {
  const warn = (key: 'steps-unknown' | 'steps-invalid' | 'table-dates-back', values: Problem['values']): AxisFound => ({
    warnings: [problem('table-dates', key, { path, columns: names.join(', '), ...values }, { path: '/data/steps' })],
  })
  if (names.length === 0) return { warnings: [] }
  const columns: Column[] = []
  for (const name of names) {
    const column = columnOf(table, name)
    if (!column) return warn('steps-unknown', { column: name })
    columns.push(column)
  }
  const steps = stepsOf(columns)
  if (!steps || steps.places.some(Number.isNaN)) return warn('steps-invalid', {})
  const labels = labelsOf(steps, sequences)
  const back = firstFall(labels, sequences.starts)
  if (back >= 0) return warn('table-dates-back', { ...placeOf(table, sequences.order?.[back] ?? back), got: placeText(steps.kind, labels[back]!) })
  return { axis: axisOf(steps), labels, warnings: [] }
}

/**
 * The axis that a table suggests: a date and a time of day, or year, month, …, that go together; a complete column of
 * dates that never decreases within a sequence, used by a signal or not; else, for a single series, an unused column of
 * numbers that increases from row to row, such as a year.
 */
export function suggestedAxis(table: Table, used: readonly Signal[], sequences: Sequences): AxisFound {
  const { starts, single } = sequences
  const groups = groupsOf(sequences, table.rows)
  const joined = joinedSteps(table.columns, (places) => neverFalls(places, groups))
  const alone = table.columns.flatMap((column) => (column.times && !column.times.some(Number.isNaN) ? [stepsOf([column])!] : []))
  for (const steps of joined ? [joined, ...alone] : alone) {
    const labels = labelsOf(steps, sequences)
    if (moves(labels, starts) && firstFall(labels, starts) < 0) return { axis: axisOf(steps), labels, warnings: [] }
  }
  if (!single) return { warnings: [] }
  const taken = new Set(used.flatMap((signal) => signal.columns.map((column) => column.name)))
  const counter = table.columns.find(({ name, kind, numbers }) => kind === 'number' && !taken.has(name) && rises(numbers))
  return counter ? { axis: { column: counter.name, kind: 'numbers' }, labels: counter.numbers, warnings: [] } : { warnings: [] }
}

const axisOf = ({ columns, kind }: Steps): Axis => ({ column: columns.map(({ name }) => name).join(' '), kind })

const labelsOf = ({ places }: Steps, { order }: Sequences): Float64Array => (order ? Float64Array.from(order, (row) => places[row]!) : places)

/** Formats a place on the axis as tables write it. */
export const placeText = (kind: Axis['kind'], place: number): string =>
  kind === 'dates' ? isoTime(place) : kind === 'times' ? clockText(place) : String(place)

/** Returns the sequence of each row; undefined for a single series. */
function groupsOf({ single, starts, order }: Sequences, rows: number): Int32Array | undefined {
  if (single) return undefined
  const groups = new Int32Array(rows)
  for (let s = 0; s + 1 < starts.length; s++) for (let i = starts[s]!; i < starts[s + 1]!; i++) groups[order?.[i] ?? i] = s
  return groups
}

/** Returns the index of the first label that is less than the one before it in its sequence, or −1. */
function firstFall(labels: Float64Array, starts: readonly number[]): number {
  const begins = new Set(starts)
  return labels.findIndex((label, i) => i > 0 && !begins.has(i) && label < labels[i - 1]!)
}

/** Returns whether labels increase somewhere within a sequence. */
function moves(labels: Float64Array, starts: readonly number[]): boolean {
  const begins = new Set(starts)
  return labels.some((label, i) => i > 0 && !begins.has(i) && label > labels[i - 1]!)
}
