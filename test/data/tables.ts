import { TableIntake, accountOf, type TableAccount, type TableRead } from '../../engine/data'
import { columnOf } from '../../engine/data/table'
import type { TableKeys } from '../../engine/document/types'

/** Reads a table from its text. */
export function read(text: string, keys: TableKeys = {}, path = 'a.csv'): TableRead {
  const intake = new TableIntake(path, undefined, { keys })
  intake.push(new TextEncoder().encode(text))
  return intake.end()
}

/** Returns the account of a table that can be read. */
export function account(text: string, keys?: TableKeys, path?: string): TableAccount {
  const found = read(text, keys, path)
  if (!found.table) throw new Error(found.errors[0]?.message)
  return accountOf(found)!
}

/** Returns the times of a column in ISO 8601, as briefly as possible; null for a cell that is none. */
export const times = (found: TableRead, name: string): (string | null)[] =>
  [...(columnOf(found.table!, name)!.times ?? [])].map((time) =>
    Number.isNaN(time)
      ? null
      : new Date(time)
          .toISOString()
          .replace(/\.000Z$/, '')
          .replace(/T00:00:00$/, ''),
  )

/** Returns the warnings of an account as key, column and line. */
export const warned = ({ warnings }: TableAccount): string[] =>
  warnings.map(({ key, column, line }) => [key, column, line].filter((part) => part !== null).join(' '))

/** Returns a table of a column of these cells, one per line, beside one of numbers. */
export const besideNumbers = (name: string, cells: string): string =>
  `${name};v\n${cells
    .split('\n')
    .map((cell, i) => `${cell};${[3, 7, 4, 9, 1, 5][i % 6]!}`)
    .join('\n')}\n`
