import { problem, type MessageValues, type Problem } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { limits } from '../document/limits'
import type { TableKeys } from '../document/types'
import { isoTime } from './calendar'
import type { Cell, Column } from './column'
import { dateDoubts } from './date-doubts'
import { mostlyFalls } from './even'
import type { Footer } from './footer'
import type { DecimalFound } from './recognize-decimal'
import type { HeaderFound } from './recognize-header'
import type { Records } from './records'
import type { Shape } from './shape'
import { joinedSteps } from './steps'
import type { ReadingWarning, Table } from './table'

/** How a text is laid out, as recognized. */
export interface Layout {
  readonly separator: string
  readonly header: HeaderFound
  readonly decimal: DecimalFound
  readonly shape: Shape
  /** Separators that would also give a table. */
  readonly others: readonly string[]
}

/** Returns a separator or decimal sign as messages show it: control characters as escapes. */
const shownSign = (sign: string): string => (sign === '\t' ? '\\t' : sign < ' ' ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}` : sign)

const warning = (code: Problem['code'], key: MessageKey, values: MessageValues, choices: readonly TableKeys[] = []): ReadingWarning => ({
  ...problem(code, key, values, { path: '/data' }),
  ...(choices.length > 0 ? { choices } : {}),
})

/** Returns warnings about doubts in the layout: separator, header line, decimal sign, quotes. */
export function layoutWarnings(
  { separator, others, header, decimal, shape }: Layout,
  names: readonly string[],
  path: string,
  records: Records,
  { repeated, comments }: { readonly [K in 'repeated' | 'comments']?: { readonly line: number; readonly count: number } | undefined },
): ReadingWarning[] {
  const found: ReadingWarning[] = []
  for (const other of others)
    found.push(warning('table-separator', 'table-separator', { path, separator: shownSign(separator), other: shownSign(other) }, [{ separator: other }]))
  const { doubt, record, above, units } = header
  const firstLine = Number.isFinite(header.body) ? header.body : shape.records[0]!.line
  if (doubt === 'none') found.push(warning('table-header', 'table-header-none', { path, line: firstLine }, [{ header: firstLine }, { header: 0 }]))
  if (doubt === 'numbers' || doubt === 'repeats' || doubt === 'comment')
    found.push(warning('table-header', `table-header-${doubt}`, { path, line: header.header }, [{ header: 0 }, { header: header.header }]))
  if (above > 0 && (doubt === 'above' || doubt === 'none'))
    found.push(
      warning(
        'table-header',
        'table-header-above',
        { path, count: above, line: record?.line ?? header.body },
        shape.records
          .slice(0, above)
          .slice(0, 5)
          .map(({ line }) => ({ header: line })),
      ),
    )
  if (doubt === 'short') found.push(warning('table-header', 'table-header-short', { path, line: header.header, name: names[0] ?? '' }, [{ header: 0 }]))
  if (repeated) found.push(warning('table-header', 'table-header-again', { path, ...repeated }))
  if (comments) found.push(warning('table-header', 'table-comments', { path, ...comments }))
  if (units !== undefined) found.push(warning('table-header', 'table-units', { path, line: units }))
  const { ambiguous, mixed } = decimal
  if (ambiguous) {
    const { column, line, text } = ambiguous
    const comma = text.includes(',')
    const other = decimal.thousands !== null && text.includes(decimal.thousands)
    const choices: TableKeys[] = other
      ? [{ decimal: decimal.decimal, thousands: decimal.thousands! }, decimal.decimal === ',' ? { decimal: ',', thousands: '' } : { decimal: ',' }]
      : [{ decimal: comma ? ',' : '.' }, { decimal: comma ? '.' : ',' }]
    const read = other ? text.replaceAll(decimal.thousands!, '') : text.replace(',', '.')
    const otherwise = other ? text.replace(',', '.') : text.replace(/[.,]/g, '')
    found.push(warning('table-decimal', 'table-decimal-ambiguous', { path, column: names[column] ?? '', line, got: text, read, otherwise }, choices))
  }
  if (mixed)
    found.push(
      warning(
        'table-decimal',
        'table-decimal-mixed',
        { path, column: names[mixed.column] ?? '', line: mixed.line, got: mixed.text, decimal: decimal.decimal },
        [{ decimal: '.' }, { decimal: ',' }],
      ),
    )
  if (records.literalQuote !== undefined) found.push(warning('table-quotes', 'table-quote-literal', { path, line: records.literalQuote }))
  if (records.swallowing !== undefined && separator === '\t') found.push(warning('table-quotes', 'table-quote-lines', { path, line: records.swallowing }))
  return found
}

/** Returns the warning about rows at the end that look like totals. */
export function footerWarning({ count, column, cell }: Footer, { lines }: Table, path: string): ReadingWarning {
  const place = { row: cell.row + 1, ...(lines ? { line: lines.of(cell.row) } : {}) }
  return warning('table-cells', 'table-footer', { path, column, count, got: JSON.stringify(cell.text), ...place }, [{ footer: count }, { footer: 0 }])
}

/** Returns warnings about cells, column by column. */
export function cellWarnings({ columns, lines }: Table, path: string): ReadingWarning[] {
  const found: ReadingWarning[] = []
  const joined = joinedSteps(columns, () => true)
  for (const column of columns) {
    const { name, kind, times, strays, firstText, firstNotFinite, notes, codes } = column
    if (found.length >= limits.problems) break
    const warn = (code: Problem['code'], key: MessageKey, cell: Cell, more: MessageValues = {}, choices: readonly TableKeys[] = []): void => {
      const values = { path, column: name, got: JSON.stringify(cell.text), row: cell.row + 1, ...(lines ? { line: lines.of(cell.row) } : {}), ...more }
      found.push(warning(code, key, values, choices))
    }
    if (strays > 0 && firstText)
      warn('table-cells', times ? 'table-strays-date' : 'table-strays', firstText, { count: strays }, [{ missing: [firstText.text] }])
    if (firstNotFinite && kind === 'number') warn('table-cells', 'table-too-large', firstNotFinite)
    if (notes.nearNumber && !notes.noDay) warn('table-cells', 'table-near-numbers', notes.nearNumber)
    if (notes.unit) warn('table-cells', 'table-unit', notes.unit.cell, { unit: notes.unit.mark })
    if (notes.parentheses) warn('table-cells', 'table-parentheses', notes.parentheses)
    if (notes.exponent) warn('table-cells', 'table-exponent', notes.exponent)
    if (notes.padded) warn('table-cells', 'table-padded', notes.padded)
    if (notes.sentinel) warn('table-missing', 'table-sentinel', notes.sentinel, {}, [{ missing: [notes.sentinel.text] }])
    if (notes.stamps && times)
      warn('table-dates', `table-stamps-${notes.stamps.form}`, notes.stamps.cell, {
        read: isoTime(times[notes.stamps.cell.row]!),
        unit: notes.stamps.unit,
        since: notes.stamps.since,
      })
    if (!joined?.columns.includes(column)) for (const { key, cell, values, choices } of dateDoubts(column)) warn('table-dates', key, cell, values, choices)
    if (notes.accents) warn('table-cells', 'table-accents', notes.accents)
    if (notes.noDay) warn('table-dates', 'table-no-day', notes.noDay)
    if (notes.unzoned) warn('table-dates', 'table-unzoned', notes.unzoned)
    if (times && mostlyFalls(times)) warn('table-dates', 'table-dates-falling', firstTime(column, times))
    if (notes.order) {
      const { cell, orders } = notes.order
      warn(
        'table-dates',
        `table-dates-${orders[0]!}`,
        cell,
        {},
        orders.map((dates) => ({ dates })),
      )
    }
    if (notes.infinite && kind === 'number') warn('table-missing', 'table-infinite', notes.infinite)
    if (notes.missingWord && codes)
      warn('table-missing', 'table-missing-word', notes.missingWord, {}, [{ missing: [notes.missingWord.text] }, { missingWords: 'listed' }])
  }
  return found
}

/** Returns the first cell with a time. */
function firstTime({ codes, texts, numbers }: Column, times: Float64Array): Cell {
  const row = times.findIndex((time) => !Number.isNaN(time))
  return { row, text: codes && codes[row]! >= 0 ? texts[codes[row]!]!.slice(0, 64) : String(numbers[row]) }
}
