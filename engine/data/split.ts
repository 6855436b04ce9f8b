import { problem, type Problem } from '../base/problem'
import type { DataSpec } from '../document/types'
import { splitOf } from '../document/tables'
import { categoriesOf, columnOf, placeOf, positionsOf } from './table'
import type { DataRead } from './source'

/** Rows by sequence: sequence s holds the rows `order[i]` (or i) for i = starts[s] … starts[s+1] − 1. */
export interface Sequences {
  readonly starts: readonly number[]
  readonly order: Int32Array | undefined
  /** The value of the column that divides the table, for each. */
  readonly ids?: readonly string[]
  /** Whether it is a single series, whose rows instead of sequences are split. */
  readonly single: boolean
  /** Number of sequences in each part, if a task sets them. */
  readonly counts?: readonly [number, number, number]
}

/** Divides a table into sequences by a column or a length, or returns it as a single series. */
export function sequencesOf(data: DataRead): { sequences?: Sequences; errors: Problem[] } {
  const { table, spec } = data
  if (!table) return { errors: [] }
  const { rows } = table
  if (data.cut) return { sequences: { starts: data.cut.starts, order: undefined, single: false, counts: data.cut.counts }, errors: [] }
  if (spec?.kind !== 'file') return { sequences: { starts: [0, rows], order: undefined, single: true }, errors: [] }
  if (spec.sequenceLength !== undefined) {
    const starts: number[] = []
    for (let row = 0; row < rows; row += spec.sequenceLength) starts.push(row)
    return { sequences: { starts: [...starts, rows], order: undefined, single: false }, errors: [] }
  }
  const name = spec.sequenceColumn
  if (name === undefined) return { sequences: { starts: [0, rows], order: undefined, single: true }, errors: [] }

  const place = { path: '/data/sequenceColumn' }
  const column = columnOf(table, name)
  if (!column) {
    const values = { path: data.name, columns: data.columns.slice(0, 30).join(', '), column: name }
    return { errors: [problem('column-unknown', 'sequence-column-unknown', values, place)] }
  }
  const positions = positionsOf(table, name)
  if (positions.length > 1)
    return {
      errors: [problem('data-shape', 'data-columns-twice', { path: data.name, column: name, count: positions.length, positions: positions.join(', ') }, place)],
    }
  const groups = categoriesOf(column, rows)
  if (!groups) return { errors: [problem('data-shape', 'column-categories-over', { column: name, limit: 1_000_000 }, place)] }
  const { codes, texts } = groups
  const empty = codes.indexOf(-1)
  if (empty >= 0) return { errors: [problem('data-shape', 'column-sequence-missing', { column: name, ...placeOf(table, empty) }, place)] }
  // Counting sort: sequences by first appearance, their rows in file order.
  const starts = new Array<number>(texts.length + 1).fill(0)
  for (const code of codes) starts[code + 1]!++
  for (let s = 0; s < texts.length; s++) starts[s + 1]! += starts[s]!
  const next = [...starts]
  const order = new Int32Array(rows)
  for (let row = 0; row < rows; row++) order[next[codes[row]!]!++] = row
  return { sequences: { starts, order, single: false, ids: texts }, errors: [] }
}

/** Returns the ends of train, validation and test among `n` rows or sequences: a task's counts, or rounded cumulative fractions. */
export function splitEnds(n: number, spec: DataSpec | undefined, counts?: Sequences['counts']): [number, number, number] {
  if (counts) return [counts[0], counts[0] + counts[1], counts[0] + counts[1] + counts[2]]
  const [train, validation, test] = splitOf(spec) as [number, number, number]
  const end = (fraction: number): number => Math.min(n, Math.round(n * fraction))
  return [end(train), end(train + validation), end(train + validation + test)]
}
