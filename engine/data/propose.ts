import type { MessageKey } from '../base/messages/en'
import type { ColumnChange, ColumnUse, Told } from './account'
import type { Column } from './column'
import { countsEvenly, neverFalls } from './even'
import { MAXIMUM_CATEGORIES } from './signals'
import { categoriesOf, type Table } from './table'

interface ColumnProposal {
  readonly role: ColumnUse
  readonly reason: Told
}

/** How a table could be learned from. */
export interface Proposal {
  /** By column, in the order of the table. */
  readonly columns: readonly ColumnProposal[]
  /** Steps by which targets lie ahead of the inputs: 1 where a series is to be continued, 0 where targets are told by their names. */
  readonly ahead: number
}

const TARGET = /^(?:y|target|targets|label|class|output)s?[_\d]*$/i
const SEQUENCE = /^(?:sequence|seq|series|episode|run|trial|session|subject|patient|group|unit|sensor|device|station)[_ -]?(?:id|no|nr|number)?$|^id$/i
/** Texts beyond this many are names rather than categories. */
const CATEGORIES = 512

type Why = Extract<MessageKey, `column-why-${string}`> extends `column-why-${infer W}` ? W : never

/**
 * Proposes what columns are to be: numbers go in, and where no name says what is to come out, the next row of the
 * last of them does; a text is a symbol where there are no numbers. Dates and what counts the rows evenly tell the
 * steps. What can not be learned from is left out: what never changes, has values missing, is of too many kinds.
 * `changes`, by position, is what a person has decided.
 */
export function propose(table: Table, changes: Readonly<Record<number, ColumnChange>> = {}): Proposal {
  const { columns } = table
  const names = new Map<string, number>()
  for (const { name } of columns) names.set(name, (names.get(name) ?? 0) + 1)
  const kinds = columns.map(({ kind }, i) => changes[i]?.kind ?? kind)
  const proposals = columns.map((column, i) => first(column, table, kinds[i]!, names.get(column.name)! > 1, changes[i]?.kind))

  // One column tells the sequence: the one that is named so, else ids.
  const decided = columns.findIndex((_, i) => changes[i]?.use === 'sequence')
  const sequence = decided >= 0 ? decided : sequenceOf(columns, proposals, kinds)
  if (sequence >= 0) proposals[sequence] = is('sequence', 'sequence')
  const groups = sequence >= 0 ? categoriesOf(columns[sequence]!, table.rows)?.codes : undefined
  axis(columns, proposals, groups)

  const isData = ({ role }: ColumnProposal): boolean => role === 'input' || role === 'target'
  const numbers = proposals.some((p, i) => isData(p) && kinds[i] === 'number')
  const kept = proposals.map((p, i) => (p.role === 'input' && kinds[i] === 'text' && numbers && changes[i]?.kind === undefined ? is('none', 'mixed') : p))
  let ahead = 0
  if (!kept.some(({ role }) => role === 'target') || !kept.some(({ role }) => role === 'input')) {
    const last = kept.findLastIndex((p, i) => isData(p) && isWhole(columns[i]!))
    if (last >= 0) [ahead, kept[last]] = [1, { ...kept[last]!, role: 'both' }]
  }
  return { columns: kept.map((p, i) => (changes[i]?.use === undefined || changes[i].use === p.role ? p : is(changes[i].use, 'chosen'))), ahead }
}

const is = (role: ColumnUse, why: Why, values: Told['values'] = {}): ColumnProposal => ({ role, reason: { key: `column-why-${why}`, values } })

/** What a column says by itself. */
function first(column: Column, table: Table, kind: Column['kind'], twice: boolean, chosen: Column['kind'] | undefined): ColumnProposal {
  const { name, missing, times, notes } = column
  if (twice) return is('none', 'twice')
  if (missing >= table.rows) return is('none', 'empty')
  if (times && !(chosen === 'number' && column.kind === 'number')) return neverFalls(times) ? is('steps', 'dates') : is('none', 'dates-unordered')
  if (kind === 'number' && column.ids) return is('none', 'ids')
  const target = TARGET.test(name)
  if (column.firstNotFinite && kind === 'number') return is('none', 'large')
  if (kind === 'number' && column.strays > 0) return target ? is('target', 'strays-target', { count: column.strays }) : is('none', 'strays', { count: column.strays })
  if (kind === 'text' && notes.nearNumber && chosen === undefined) return is('none', 'near')
  if (missing > 0 && !target) return is('none', 'missing', { count: missing })
  if (kind === 'text' && (!column.codes || column.texts.length > CATEGORIES)) return is('none', 'categories')
  if (table.rows > 1 && isConstant(column, kind)) return is('none', 'constant')
  if (target) return is('target', kind === 'text' ? 'text' : 'named')
  return is('input', kind)
}

/** Whether a column can be an input: at every step there is a value. */
const isWhole = ({ missing, strays }: Column): boolean => missing === 0 && strays === 0

const isConstant = ({ numbers, texts, codes }: Column, kind: Column['kind']): boolean =>
  kind === 'text' ? texts.length < 2 && codes !== undefined : numbers.every((x) => x === numbers[0])

/** The column that tells sequences: by its name, or because it holds ids, each on several rows. −1 where there is none. */
function sequenceOf(columns: readonly Column[], proposals: readonly ColumnProposal[], kinds: readonly Column['kind'][]): number {
  const recurs = (column: Column): boolean => {
    const found = column.missing === 0 ? categoriesOf(column, MAXIMUM_CATEGORIES) : undefined
    return found !== undefined && found.texts.length > 1 && found.texts.length <= found.codes.length / 2
  }
  const able = (i: number): boolean => proposals[i]!.reason.key !== 'column-why-twice' && !columns[i]!.times
  const named = columns.findIndex((column, i) => able(i) && SEQUENCE.test(column.name) && recurs(column))
  return named >= 0 ? named : columns.findIndex((column, i) => able(i) && kinds[i] === 'number' && column.ids && recurs(column))
}

/** Why columns are left out that could be learned from. */
const LATER: readonly MessageKey[] = ['column-why-missing', 'column-why-strays', 'column-why-near', 'column-why-large']

/** Puts aside what tells the steps: one column of dates, else one that counts evenly, in each sequence by itself. */
function axis(columns: readonly Column[], proposals: ColumnProposal[], groups: Int32Array | undefined): void {
  const dates = columns.flatMap(({ times }, i) => (times && proposals[i]!.reason.key.startsWith('column-why-dates') && neverFalls(times, groups) ? [i] : []))
  dates.forEach((i, nth) => (proposals[i] = nth === 0 ? is('steps', 'dates') : is('none', 'dates-second')))
  const counters = columns.flatMap((column, i) => (proposals[i]!.role === 'input' && column.kind === 'number' && countsEvenly(column.numbers, groups) ? [i] : []))
  const others = proposals.some(({ role }, i) => (role === 'input' || role === 'target') && !counters.includes(i) && isWhole(columns[i]!))
  // Where all of them count, the last is what there is to learn, unless others would be once their cells are mended.
  const later = proposals.some(({ reason }) => LATER.includes(reason.key))
  const aside = others || later || dates.length > 0 ? counters : counters.slice(0, -1)
  if (!others && !later && dates.length > 0) aside.pop()
  aside.forEach((i, nth) => (proposals[i] = nth === 0 && dates.length === 0 ? is('steps', 'counts') : others || later ? is('none', 'counts') : proposals[i]!))
}
