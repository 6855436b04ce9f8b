import { problem } from '../base/problem'
import { placeText } from './axis'
import { clockText } from './calendar'
import { fewFalls, neverFalls, spacingOf } from './even'
import { countsDownward } from './propose'
import { joinedSteps, stepsOf, type Steps } from './steps'
import { placeOf, type ReadingWarning, type Table } from './table'

/**
 * Returns warnings about the time of the rows: an axis that goes back or has gaps, a column that counts down. A network
 * reads rows in the order of the file, one step each.
 * @param chosen The columns of the time axis, if there is one.
 * @param groups The sequence of each row, if a column identifies sequences.
 */
export function stepWarnings(table: Table, chosen: readonly number[], groups: Int32Array | undefined): ReadingWarning[] {
  const { columns } = table
  const warn = (key: 'table-dates-back' | 'table-dates-gaps' | 'table-counts-falling', row: number, values: ReadingWarning['values']): ReadingWarning =>
    problem('table-dates', key, { ...placeOf(table, row), ...values }, { path: '/data' })
  const found: ReadingWarning[] = []
  const axis = chosen.length > 0 ? stepsOf(chosen.map((i) => columns[i]!)) : unorderedAxis(table, groups)
  const back = axis && fewFalls(axis.places, groups)
  if (axis && back) found.push(warn('table-dates-back', back.row, { column: columnsOf(axis), got: placeText(axis.kind, axis.places[back.row]!) }))
  else if (axis) {
    const spacing = spacingOf(axis.places, groups)
    if (spacing && spacing.others > 0) {
      const { usual, others, first } = spacing
      found.push(
        warn('table-dates-gaps', first, {
          column: columnsOf(axis),
          usual: axis.kind === 'numbers' ? String(usual) : durationText(usual),
          count: others,
          got: placeText(axis.kind, axis.places[first]!),
        }),
      )
    }
  }
  columns.forEach((column, i) => {
    if (countsDownward(column, i, groups)) found.push(warn('table-counts-falling', 0, { column: column.name, got: String(column.numbers[0]) }))
  })
  return found
}

const columnsOf = ({ columns }: Steps): string => columns.map(({ name }) => name).join(', ')

/** Returns the axis that columns of dates would give if it did not go back in a few rows, as where a clock is set back. */
function unorderedAxis({ columns }: Table, groups: Int32Array | undefined): Steps | undefined {
  const goesBack = (places: Float64Array): boolean => neverFalls(places, groups) || fewFalls(places, groups) !== undefined
  const joined = joinedSteps(columns, goesBack)
  if (joined) return joined
  const alone = columns.find(({ times }) => times !== undefined && fewFalls(times, groups) !== undefined)
  return alone && stepsOf([alone])
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

/** Formats a distance in time by the largest unit of which it is a whole number. */
function durationText(time: number): string {
  const unit = UNITS.find(([, length]) => time >= length && Number.isInteger(time / length))
  return unit ? `${time / unit[1]} ${unit[0]}` : clockText(time)
}
