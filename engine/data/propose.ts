import type { MessageKey } from '../base/messages/en'
import type { ColumnChange, ColumnUse, MessageText } from './account-column'
import type { Column } from './column'
import { countsEvenly, mostlyFalls, neverFalls, spacingOf } from './even'
import { MAXIMUM_CATEGORIES } from './signals'
import { joinedSteps } from './steps'
import { categoriesOf, type Table } from './table'

interface ColumnProposal {
  readonly role: ColumnUse
  readonly reason: MessageText
}

/** How a table could be learned from. */
export interface Proposal {
  /** By column, in the order of the table. */
  readonly columns: readonly ColumnProposal[]
  /** The sequence of each row, if a column identifies sequences. */
  readonly groups: Int32Array | undefined
  /** Steps by which targets lie ahead of inputs: 1 to continue a series, 0 if names declare the targets. */
  readonly ahead: number
}

const TARGET_NAME = /^(?:y|target|targets|label|class|output)s?[_\d]*$/i
const SEQUENCE_NAME = /^(?:sequence|seq|series|episode|run|trial|session|subject|patient|group|unit|sensor|device|station)[_ -]?(?:id|no|nr|number)?$|^id$/i
/** Most different texts of a column that is taken for categories; more are names. */
const CATEGORIES = 512

type Why = Extract<MessageKey, `column-why-${string}`> extends `column-why-${infer W}` ? W : never

/**
 * Proposes a use for each column. Numbers become inputs; if no name declares a target, the last of them is also the
 * target, one row ahead. A text becomes a symbol if there are no numbers. Dates, or a column that counts rows evenly,
 * give the steps. Columns that are constant, have missing values or too many categories are left out.
 * @param changes The user's decisions, by column position.
 */
export function propose(table: Table, changes: Readonly<Record<number, ColumnChange>> = {}): Proposal {
  const { columns } = table
  const names = new Map<string, number>()
  for (const { name } of columns) names.set(name, (names.get(name) ?? 0) + 1)
  const kinds = columns.map(({ kind }, i) => changes[i]?.kind ?? kind)
  const proposals = columns.map((column, i) => proposeAlone(column, table, kinds[i]!, names.get(column.name)! > 1, changes[i]?.kind))

  // One column identifies sequences: one with such a name, otherwise one of ids.
  const decided = columns.findIndex((_, i) => changes[i]?.use === 'sequence')
  const sequence = decided >= 0 ? decided : sequenceOf(columns, proposals, kinds)
  if (sequence >= 0) proposals[sequence] = proposal('sequence', 'sequence')
  const groups = sequence >= 0 ? categoriesOf(columns[sequence]!, table.rows)?.codes : undefined
  proposeSteps(columns, proposals, groups)

  const isData = ({ role }: ColumnProposal): boolean => role === 'input' || role === 'target'
  const numbers = proposals.some((p, i) => isData(p) && kinds[i] === 'number')
  const kept = proposals.map((p, i) => (p.role === 'input' && kinds[i] === 'text' && numbers && changes[i]?.kind === undefined ? proposal('none', 'mixed') : p))
  let ahead = 0
  if (!kept.some(({ role }) => role === 'target') || !kept.some(({ role }) => role === 'input')) {
    const able = (p: ColumnProposal, i: number): boolean => isData(p) && isWhole(columns[i]!)
    const last = kept.findLastIndex(able)
    // Whether it is the one to predict is a guess: the reason says so.
    const guessed = kept.filter(able).length > 1 && ['column-why-number', 'column-why-text'].includes(kept[last]!.reason.key)
    if (last >= 0) [ahead, kept[last]] = [1, guessed ? proposal('both', 'last') : { ...kept[last]!, role: 'both' }]
  }
  return { columns: kept.map((p, i) => (changes[i]?.use === undefined || changes[i].use === p.role ? p : proposal(changes[i].use, 'chosen'))), groups, ahead }
}

const proposal = (role: ColumnUse, why: Why, values: MessageText['values'] = {}): ColumnProposal => ({ role, reason: { key: `column-why-${why}`, values } })

/** Proposes a use for a column by itself. */
function proposeAlone(column: Column, table: Table, kind: Column['kind'], twice: boolean, chosen: Column['kind'] | undefined): ColumnProposal {
  const { name, missing, times, clock, notes } = column
  if (twice) return proposal('none', 'twice')
  if (missing >= table.rows) return proposal('none', 'empty')
  if (times && !(chosen === 'number' && column.kind === 'number'))
    return neverFalls(times)
      ? proposal('steps', clock ? 'times' : 'dates')
      : proposal('none', mostlyFalls(times) ? 'dates-falling' : clock ? 'times-unordered' : 'dates-unordered')
  if (kind === 'number' && column.ids) return proposal('none', 'ids')
  const target = TARGET_NAME.test(name)
  if (column.firstNotFinite && kind === 'number') return proposal('none', 'large')
  if (kind === 'number' && column.strays > 0)
    return target ? proposal('target', 'strays-target', { count: column.strays }) : proposal('none', 'strays', { count: column.strays })
  if (kind === 'text' && notes.nearNumber && chosen === undefined) return proposal('none', 'near')
  if (missing > 0 && !target) return proposal('none', 'missing', { count: missing })
  if (kind === 'text' && (!column.codes || column.texts.length > CATEGORIES)) return proposal('none', 'categories')
  if (table.rows > 1 && isConstant(column, kind)) return proposal('none', 'constant')
  if (kind === 'number' && notes.percent) return proposal(target ? 'target' : 'input', 'percent')
  if (target) return proposal('target', kind === 'text' ? 'text' : 'named')
  return proposal('input', kind)
}

/** Returns whether a column has a value at every step, so that it can be an input. */
const isWhole = ({ missing, strays }: Column): boolean => missing === 0 && strays === 0

const isConstant = ({ numbers, texts, codes }: Column, kind: Column['kind']): boolean =>
  kind === 'text' ? texts.length < 2 && codes !== undefined : numbers.every((x) => x === numbers[0])

/** Returns the column that identifies sequences, by its name or because it holds ids that recur; −1 if there is none. */
function sequenceOf(columns: readonly Column[], proposals: readonly ColumnProposal[], kinds: readonly Column['kind'][]): number {
  const recurs = (column: Column): boolean => {
    const found = column.missing === 0 ? categoriesOf(column, MAXIMUM_CATEGORIES) : undefined
    return found !== undefined && found.texts.length > 1 && found.texts.length <= found.codes.length / 2
  }
  const able = (i: number): boolean => proposals[i]!.reason.key !== 'column-why-twice' && !columns[i]!.times
  const named = columns.findIndex((column, i) => able(i) && SEQUENCE_NAME.test(column.name) && recurs(column))
  return named >= 0 ? named : columns.findIndex((column, i) => able(i) && kinds[i] === 'number' && column.ids && recurs(column))
}

/** Reasons of columns that could be used once their cells are corrected. */
const CORRECTABLE: readonly MessageKey[] = ['column-why-missing', 'column-why-strays', 'column-why-near', 'column-why-large']

const WHY_TIMED = /^column-why-(?:dates|times)(?!-joined)/

/** Finds the column of steps: one of dates, otherwise one that counts evenly within each sequence. */
function proposeSteps(columns: readonly Column[], proposals: ColumnProposal[], groups: Int32Array | undefined): void {
  const countsDown = columns.map((column, i) => proposals[i]!.role === 'input' && countsDownward(column, i, groups))
  if (proposals.some(({ role }, i) => (role === 'input' || role === 'target') && !countsDown[i]))
    countsDown.forEach((falls, i) => falls && (proposals[i] = proposal('none', 'counts-falling')))
  const joined = joinedSteps(
    columns.filter((_, i) => proposals[i]!.role !== 'sequence' && proposals[i]!.role !== 'target'),
    (places) => neverFalls(places, groups),
  )
  for (const column of joined?.columns ?? []) {
    const others = joined!.columns.flatMap(({ name }) => (name === column.name ? [] : [name]))
    proposals[columns.indexOf(column)] = proposal('steps', 'dates-joined', { columns: others.join(', ') })
  }
  const dates = columns.flatMap(({ times }, i) => (times && WHY_TIMED.test(proposals[i]!.reason.key) && neverFalls(times, groups) ? [i] : []))
  const first = joined ? -1 : 0
  dates.forEach((i, nth) => (proposals[i] = nth === first ? proposal('steps', columns[i]!.clock ? 'times' : 'dates') : proposal('none', 'dates-second')))
  const isCounter = (column: Column, i: number): boolean =>
    proposals[i]!.role === 'input' && column.kind === 'number' && (countsEvenly(column.numbers, groups) || countsWithGaps(column, groups))
  const counters = columns.flatMap((column, i) => (isCounter(column, i) ? [i] : []))
  const timed = dates.length > 0 || joined !== undefined
  const others = proposals.some(({ role }, i) => (role === 'input' || role === 'target') && !counters.includes(i) && isWhole(columns[i]!))
  // If every column counts, learn the last, unless others could be learned once their cells are corrected.
  const later = proposals.some(({ reason }) => CORRECTABLE.includes(reason.key))
  const aside = others || later || timed ? counters : counters.slice(0, -1)
  if (!others && !later && timed) aside.pop()
  aside.forEach((i, nth) => (proposals[i] = nth === 0 && !timed ? proposal('steps', 'counts') : others || later ? proposal('none', 'counts') : proposals[i]!))
}

/** Names of columns that count steps or time. */
const COUNTER_NAME =
  /^(?:t|time.*|.*[_ -]time|index|idx|steps?|rows?|frames?|samples?|no\.?|nr\.?|n|#|sec(?:onds?)?|hours?|days?|weeks?|years?|zeit.*|jahr|temps|tiempo|tempo|時間|年|时间|시간)(?:[\s_]?[[(].*)?$/i

/** Fewest rows from which a column is taken for one that counts down. */
const FEWEST_DOWN = 4

/** Returns whether the first column, or one that is named as a counter, counts down evenly: the newest row may be first. */
export function countsDownward({ name, kind, numbers, times, missing }: Column, position: number, groups?: Int32Array): boolean {
  if (kind !== 'number' || times || missing > 0 || numbers.length < FEWEST_DOWN || !(position === 0 || COUNTER_NAME.test(name))) return false
  return countsEvenly(
    numbers.map((x) => -x),
    groups,
  )
}

/** Returns whether a column that is named as a counter counts evenly except for gaps. */
function countsWithGaps({ name, numbers, missing }: Column, groups: Int32Array | undefined): boolean {
  return COUNTER_NAME.test(name) && missing === 0 && neverFalls(numbers, groups) && spacingOf(numbers, groups) !== undefined
}
