import type { AccountColumn } from './account-column'
import { clockText, isoTime } from './calendar'
import type { Column } from './column'
import { categoriesOf } from './table'

/** Counts of different values stop here. */
const COUNTED = 100_000

export type Description = Pick<AccountColumn, 'kind' | 'missing' | 'distinct' | 'min' | 'max'>

/** Summarizes the cells of a column, read as the kind that the user chose or as its own. */
export function describe(column: Column, rows: number, chosen?: Column['kind']): Description {
  const missing = missingOf(column, chosen)
  if (column.missing >= rows) return { kind: 'empty', missing: rows, distinct: 0, min: null, max: null }
  const kind = chosen ?? (column.ids ? 'text' : column.kind)
  const distinct = distinctOf(column)
  if (column.times && !(chosen === 'number' && column.kind === 'number')) {
    const [low, high] = bounds(column.times)
    const shown = column.clock ? clockText : isoTime
    return { kind, missing, distinct, min: low === null ? null : shown(low), max: high === null ? null : shown(high) }
  }
  const [min, max] = kind === 'number' ? bounds(column.numbers) : [null, null]
  return { kind, missing, distinct, min, max }
}

/** Counts missing cells; words for missing count only in a column of numbers. */
function missingOf(column: Column, chosen: Column['kind'] | undefined): number {
  return chosen === 'text' ? column.blanks : column.missing
}

function distinctOf(column: Column): number | null {
  if (column.codes) {
    const seen = new Uint8Array(column.texts.length)
    let count = 0
    for (let row = 0; row < column.codes.length; row++) {
      const code = column.codes[row]!
      if (code < 0 || seen[code] === 1 || (column.kind === 'number' && Number.isNaN(column.numbers[row]!))) continue
      seen[code] = 1
      count++
    }
    return count
  }
  return categoriesOf(column, COUNTED)?.texts.length ?? null
}

/** Returns the least and the greatest number, or nulls if there are none. */
function bounds(numbers: Float64Array): [number | null, number | null] {
  let low = Infinity
  let high = -Infinity
  for (const x of numbers) {
    if (x < low) low = x
    if (x > high) high = x
  }
  return low > high ? [null, null] : [low, high]
}
