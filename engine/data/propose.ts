import type { Column } from './column'
import { MAXIMUM_CATEGORIES } from './signals'
import { categoriesOf, rises, type Table } from './table'

/** What a column could be to a network. */
export type ColumnRole = 'input' | 'target' | 'both' | 'sequence' | 'unused'

/** Why a column is proposed as it is. */
export type RoleReason = 'number' | 'named' | 'text' | 'rises' | 'constant' | 'missing' | 'mixed' | 'categories' | 'twice' | 'sequence'

export interface ColumnProposal {
  readonly role: ColumnRole
  readonly reason: RoleReason
}

/** How a table could be learned from. */
export interface Proposal {
  /** By column, in the order of the table. */
  readonly columns: readonly ColumnProposal[]
  /** Steps by which targets lie ahead of the inputs: 1 where a series is to be continued, 0 where targets are told by their names. */
  readonly ahead: number
}

const TARGET = /^(?:y|target|targets|label|class|output)s?[_\d]*$/i
const SEQUENCE = /^(?:sequence|seq|series|episode|run|subject|group)[_ -]?(?:id|no|nr|number)?$|^id$/i
/** Texts beyond this many are names rather than categories. */
const CATEGORIES = 512

/**
 * Proposes what columns are to be: numbers go in, and where no name says what is to come out, the next row of the
 * last of them does; a text is a symbol where there are no numbers. What cannot be learned from is left out: what
 * counts the rows, never changes, has values missing, is of too many kinds.
 */
export function propose(table: Table): Proposal {
  const { columns } = table
  const names = new Map<string, number>()
  for (const { name } of columns) names.set(name, (names.get(name) ?? 0) + 1)
  const first = columns.map((column) => of(column, table, names.get(column.name)! > 1))
  const sequence = first.findIndex(({ reason }) => reason === 'sequence')
  const settled = first.map((p, i): ColumnProposal => (p.reason === 'sequence' && i !== sequence ? { role: 'input', reason: columns[i]!.kind } : p))
  const numbers = settled.some(({ role, reason }) => role !== 'unused' && reason !== 'text' && reason !== 'sequence')
  const kept = settled.map((p): ColumnProposal => (p.reason === 'text' && p.role === 'input' && numbers ? { role: 'unused', reason: 'mixed' } : p))
  if (kept.some(({ role }) => role === 'target') && kept.some(({ role }) => role === 'input')) return { columns: kept, ahead: 0 }
  const last = kept.findLastIndex(({ role }) => role === 'input' || role === 'target')
  return { columns: kept.map((p, i) => (i === last ? { ...p, role: 'both' } : p)), ahead: 1 }
}

function of(column: Column, table: Table, twice: boolean): ColumnProposal {
  const unused = (reason: RoleReason): ColumnProposal => ({ role: 'unused', reason })
  const { name, kind, missing, numbers } = column
  if (twice) return unused('twice')
  const codes = SEQUENCE.test(name) ? categoriesOf(column, MAXIMUM_CATEGORIES) : undefined
  if (codes && missing === 0 && inRuns(codes.codes, codes.texts.length)) return { role: 'sequence', reason: 'sequence' }
  if (kind === 'number' && rises(numbers)) return unused('rises')
  if (missing > 0 || column.firstNotFinite) return unused('missing')
  if (kind === 'text' && (!column.codes || column.texts.length > CATEGORIES)) return unused('categories')
  if (table.rows > 1 && isConstant(column)) return unused('constant')
  return TARGET.test(name) ? { role: 'target', reason: kind === 'text' ? 'text' : 'named' } : { role: 'input', reason: kind }
}

const isConstant = ({ kind, numbers, texts }: Column): boolean => (kind === 'text' ? texts.length < 2 : numbers.every((x) => x === numbers[0]))

/** Whether equal values stand together, in runs of several rows: as those of sequences do. */
function inRuns(codes: Int32Array, count: number): boolean {
  if (count < 2 || count > codes.length / 2) return false
  let runs = 0
  for (let row = 0; row < codes.length; row++) if (row === 0 || codes[row] !== codes[row - 1]) runs++
  return runs === count
}
