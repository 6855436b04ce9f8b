import type { MessageKey } from '../base/messages/en'
import type { MessageValues } from '../base/problem'
import type { Column } from './column'

/** What a column is used for; `steps` gives each row its place on the time axis. */
export const columnUses = ['input', 'target', 'both', 'sequence', 'steps', 'none'] as const
export type ColumnUse = (typeof columnUses)[number]

/** The user's decisions about a column, which override the proposal. */
export interface ColumnChange {
  readonly kind?: Column['kind']
  readonly use?: ColumnUse
}

/** A text as a message key with values, to be shown in any language. */
export interface MessageText {
  readonly key: MessageKey
  readonly values: MessageValues
}

/** One column of the account. */
export interface AccountColumn {
  readonly name: string
  readonly kind: 'number' | 'text' | 'empty'
  /** Cells that are empty or hold a word for missing. */
  readonly missing: number
  /** Number of different values, compared as text; null if there are too many to count. */
  readonly distinct: number | null
  /** Least and greatest number, or date in ISO 8601; null for text. */
  readonly min: number | string | null
  readonly max: number | string | null
  readonly use: ColumnUse
  /** Reason for the proposed use, in English; `reason` gives it in any language. */
  readonly why: string
  readonly reason: MessageText
}

/** Returns whether two columns may give the time axis together: as proposed, or a date and a time of day. */
export function giveOneAxis(a: AccountColumn, b: AccountColumn): boolean {
  const [dateA, dateB] = [a, b].map(({ min }) => typeof min === 'string' && /^\d{4}-/.test(min))
  return (a.use === 'steps' && b.use === 'steps') || dateA !== dateB
}
