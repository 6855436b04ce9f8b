import type { MessageKey } from '../base/messages/en'
import { format } from '../base/messages/format'
import type { MessageValues, Problem } from '../base/problem'
import type { TableKeys } from '../document/types'
import type { Column } from './column'
import { describe, type Description } from './describe'
import { propose, type Proposal } from './propose'
import type { ReadingWarning, TableRead, TableReading } from './table'

/** What a column is to a network: `steps` tells the place of each row on the axis of time. */
export const columnUses = ['input', 'target', 'both', 'sequence', 'steps', 'none'] as const
export type ColumnUse = (typeof columnUses)[number]

/** What a person decides of a column, over what was proposed. */
export interface ColumnChange {
  readonly kind?: Column['kind']
  readonly use?: ColumnUse
}

/** Words that are told in English or, by key and values, in the reader's language. */
export interface Told {
  readonly key: MessageKey
  readonly values: MessageValues
}

/** One column as `unfold table` tells it. */
export interface AccountColumn {
  readonly name: string
  readonly kind: 'number' | 'text' | 'empty'
  /** Cells that hold nothing, or a word that means so. */
  readonly missing: number
  /** Different values, compared as text; null where there are too many to count. */
  readonly distinct: number | null
  /** Least and greatest number, or date as ISO 8601 writes it; null of a text. */
  readonly min: number | string | null
  readonly max: number | string | null
  readonly use: ColumnUse
  /** Why it is proposed so, in English; `reason` says it in any language. */
  readonly why: string
  readonly reason: Told
}

/** Where two readings are possible, or cells do not fit: what was decided, and where. */
export interface TableWarning extends Told {
  readonly code: Problem['code']
  readonly message: string
  /** Name of the column, and line as an editor counts it, where there are any. */
  readonly column: string | null
  readonly line: number | null
  /** Other readings that could be meant: what the person would set to have them. */
  readonly choices: readonly TableKeys[]
}

/** How a table was read, and how it could be learned from: the window's dialog shows it, `unfold table` prints it. */
export interface TableAccount extends Omit<TableReading, 'keys'> {
  readonly rows: number
  readonly columns: readonly AccountColumn[]
  readonly warnings: readonly TableWarning[]
  /** Steps by which targets lie ahead of the inputs. */
  readonly ahead: number
}

/**
 * The account of a table that was read. `changes`, by position of the column, is what a person has decided of kinds
 * and uses; other ways to read the text (`TableKeys`) need the file to be read again. Undefined where there are errors.
 */
export function accountOf(read: TableRead, changes: Readonly<Record<number, ColumnChange>> = {}): TableAccount | undefined {
  const { table, reading, warnings } = read
  if (!table || !reading) return undefined
  const proposal: Proposal = propose(table, changes)
  return {
    encoding: reading.encoding, separator: reading.separator, decimal: reading.decimal, thousands: reading.thousands,
    header: reading.header, missing: reading.missing, missingWords: reading.missingWords, rows: table.rows,
    columns: table.columns.map((column, i) => {
      const { role, reason } = proposal.columns[i]!
      const told: Description = describe(column, table.rows, changes[i]?.kind)
      return { name: column.name, ...told, use: role, why: format('en', reason.key, reason.values), reason }
    }),
    warnings: warnings.map(tableWarning),
    ahead: proposal.ahead,
  }
}

/** The keys of a document's `data` under which the same file is read the same way everywhere. */
export function keysOf({ reading }: TableRead): TableKeys | undefined {
  return reading?.keys
}

/** A warning of the reader, with the column and the line that it names. */
function tableWarning(warning: ReadingWarning): TableWarning {
  const { code, message, key, values, choices = [] } = warning
  return {
    code, message, key, values, choices,
    column: typeof values.column === 'string' ? values.column : null, line: typeof values.line === 'number' ? values.line : null,
  }
}

/** What `unfold table --json` prints: the account without what only the window needs. */
export function publicAccount({ ahead: _, ...account }: TableAccount): object {
  return {
    ...account,
    columns: account.columns.map(({ reason: _reason, ...column }) => column),
    warnings: account.warnings.map(({ code, message, column, line }) => ({ code, message, column, line })),
  }
}
