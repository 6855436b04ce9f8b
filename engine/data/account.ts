import { format } from '../base/messages/format'
import type { Problem } from '../base/problem'
import type { TableKeys } from '../document/types'
import type { AccountColumn, ColumnChange, MessageText } from './account-column'
import { describe, type Description } from './describe'
import { propose, type Proposal } from './propose'
import { stepWarnings } from './step-warnings'
import type { ReadingWarning, TableRead, TableReading } from './table'

/** A doubt of the reader, or cells that do not fit: the reader's decision, and its place. */
export interface TableWarning extends MessageText {
  readonly code: Problem['code']
  readonly message: string
  /** Name of the column and line (as editors count) that it is about, if any. */
  readonly column: string | null
  readonly line: number | null
  /** Other possible readings, as the settings that would select them. */
  readonly choices: readonly TableKeys[]
}

/** How a table was read and what could be learned from it. The import dialog shows it; `unfold table` prints it. */
export interface TableAccount extends Omit<TableReading, 'keys'> {
  readonly rows: number
  readonly columns: readonly AccountColumn[]
  readonly warnings: readonly TableWarning[]
  /** Steps by which targets lie ahead of the inputs. */
  readonly ahead: number
}

/**
 * Makes the account of a table.
 * @param changes The user's decisions about kinds and uses, by column position. Other settings (`TableKeys`) require
 * reading the file again.
 * @returns undefined if the table has errors.
 */
export function accountOf(read: TableRead, changes: Readonly<Record<number, ColumnChange>> = {}): TableAccount | undefined {
  const { table, reading, warnings } = read
  if (!table || !reading) return undefined
  const proposal: Proposal = propose(table, changes)
  return {
    encoding: reading.encoding,
    separator: reading.separator,
    decimal: reading.decimal,
    thousands: reading.thousands,
    header: reading.header,
    missing: reading.missing,
    missingWords: reading.missingWords,
    footer: reading.footer,
    rows: table.rows,
    columns: table.columns.map((column, i) => {
      const { role, reason } = proposal.columns[i]!
      const description: Description = describe(column, table.rows, changes[i]?.kind)
      return { name: column.name, ...description, use: role, why: format('en', reason.key, reason.values), reason }
    }),
    warnings: [...warnings, ...stepWarnings(table, stepsAmong(proposal), proposal.groups)].map(tableWarning),
    ahead: proposal.ahead,
  }
}

const stepsAmong = ({ columns }: Proposal): number[] => columns.flatMap(({ role }, i) => (role === 'steps' ? [i] : []))

/** Returns the keys for a document's `data` that make every reader read the file in the same way. */
export function keysOf({ reading }: TableRead): TableKeys | undefined {
  return reading?.keys
}

/** Turns a warning of the reader into one of the account, with the column and line that it names. */
function tableWarning(warning: ReadingWarning): TableWarning {
  const { code, message, key, values, choices = [] } = warning
  return {
    code,
    message,
    key,
    values,
    choices,
    column: typeof values.column === 'string' ? values.column : null,
    line: typeof values.line === 'number' ? values.line : null,
  }
}

/** Returns the part of the account that `unfold table --json` prints. */
export function publicAccount({ ahead: _, ...account }: TableAccount): object {
  return {
    ...account,
    columns: account.columns.map(({ reason: _reason, ...column }) => column),
    warnings: account.warnings.map(({ code, message, column, line }) => ({ code, message, column, line })),
  }
}
