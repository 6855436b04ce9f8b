import { resolve } from 'node:path'
import { accountOf, formatOf, publicAccount, type TableAccount } from '../../engine/data'
import type { TableFormat } from '../../engine/data/read'
import { dateOrders, tableEncodings, type TableKeys } from '../../engine/document/types'
import { limits } from '../../engine/document/limits'
import { format } from '../../engine/base/messages/format'
import { largest } from '../../engine/base/lists'
import type { CliCommand } from '../command'
import { readTableFile } from '../files'
import { Refused } from '../open'
import { ProgressBar, digits, languageOf, say, type Terminal } from '../terminal'
import { UsageError, type OptionValue } from '../usage'

/** Prints how a table would be read and learned from. */
export const table: CliCommand = {
  name: 'table',
  takes: ['FILE'],
  options: {
    header: { takes: 'whole', min: 0 },
    separator: { takes: 'text' },
    decimal: { takes: 'choice', choices: ['.', ','] },
    thousands: { takes: 'text' },
    encoding: { takes: 'choice', choices: tableEncodings },
    missing: { takes: 'text' },
    'missing-words': { takes: 'choice', choices: ['usual', 'listed'] },
    dates: { takes: 'choice', choices: dateOrders },
    footer: { takes: 'whole', min: 0 },
    format: { takes: 'choice', choices: ['csv', 'tsv', 'json', 'text'] },
  },
  run({ terminal, json, positional: [file], options }) {
    const bar = new ProgressBar(terminal)
    const given = options.get('format') as TableFormat | undefined
    const read = readTableFile(resolve(terminal.folder, file!), file!, given, keysOf(options), (share, rows) =>
      bar.draw(share, say(terminal, 'cli-reading', { path: file!, rows })),
    )
    bar.clear()
    const account = accountOf(read)
    if (!account) throw new Refused(read.errors, read.warnings)
    if (json) terminal.out(`${JSON.stringify(publicAccount(account))}\n`)
    else printTable(terminal, file!, account, given ?? read.reading?.keys.format ?? formatOf(file!))
    return 0
  },
}

/** Returns the settings for reading from the command line. */
function keysOf(options: ReadonlyMap<string, OptionValue>): TableKeys {
  const sign = (name: string, allowed: RegExp, example: string): string | undefined => {
    const value = options.get(name)
    if (typeof value !== 'string') return undefined
    const text = value === '\\t' || value === 'tab' ? '\t' : value === 'blank' || value === 'space' ? ' ' : value === 'none' ? '' : value
    if (!allowed.test(text)) throw new UsageError('cli-option-value', { name: `--${name}`, expected: example, got: `“${value}”` })
    return text
  }
  const keys: TableKeys = {}
  const separator = sign('separator', /^[^\r\n"]$/u, ', | ; | tab | blank | …')
  const thousands = sign('thousands', /^[^\r\n"\d]?$/u, ', | . | blank | none | …')
  if (options.has('header')) keys.header = options.get('header') as number
  if (separator !== undefined) keys.separator = separator
  if (options.has('decimal')) keys.decimal = options.get('decimal') as '.' | ','
  if (thousands !== undefined) keys.thousands = thousands
  if (options.has('encoding')) keys.encoding = options.get('encoding') as TableKeys['encoding'] & string
  if (options.has('missing'))
    keys.missing = (options.get('missing') as string)
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
  if (options.has('missing-words')) keys.missingWords = options.get('missing-words') as 'usual' | 'listed'
  if (options.has('dates')) keys.dates = options.get('dates') as TableKeys['dates'] & string
  if (options.has('footer')) keys.footer = options.get('footer') as number
  if (keys.footer !== undefined && keys.footer > limits.footer)
    throw new UsageError('cli-option-value', { name: '--footer', expected: `≤ ${limits.footer}`, got: String(keys.footer) })
  if (keys.decimal !== undefined && keys.thousands === keys.decimal)
    throw new UsageError('cli-option-value', { name: '--decimal', expected: `≠ “${keys.thousands}”`, got: `“${keys.decimal}”` })
  return keys
}

/** Prints the account as text: the layout, a line per column, then the doubts. */
function printTable(terminal: Terminal, name: string, account: TableAccount, kind: TableFormat): void {
  const { encoding, separator, decimal, thousands, header, rows, columns, warnings } = account
  const language = languageOf(terminal)
  const shown = (sign: string | null): string => (sign === null ? '–' : sign === '\t' ? 'tab' : sign === ' ' ? 'blank' : sign)
  terminal.out(`${say(terminal, 'cli-table', { name, rows, columns: columns.length })}\n`)
  terminal.out(
    `${say(terminal, 'cli-table-written', { encoding, separator: shown(separator), decimal, thousands: shown(thousands), header: header === 0 ? '–' : header, kind })}\n`,
  )
  const cells = columns.map(({ name: column, kind: type, missing, distinct, min, max, use, reason }) => [
    plain(column),
    say(terminal, `cli-table-${type}`),
    say(terminal, `cli-table-use-${use}`),
    min === null || max === null ? '' : min === max ? figure(min) : `${figure(min)} … ${figure(max)}`,
    missing > 0 ? say(terminal, 'cli-table-missing', { count: missing }) : '',
    distinct === null ? '' : say(terminal, 'cli-table-distinct', { count: distinct }),
    format(language, reason.key, reason.values),
  ])
  const widths = cells[0]!.map((_, c) => Math.min(40, largest(cells.map((row) => row[c]!.length))))
  for (const row of cells)
    terminal.out(
      `  ${row
        .map((cell, c) => cell.padEnd(widths[c]!))
        .join('  ')
        .trimEnd()}\n`,
    )
  for (const { code, key, values } of warnings) terminal.err(`${say(terminal, 'cli-warning')}: ${code}: ${plain(format(language, key, values))}\n`)
}

/** Replaces control characters in a file's text. */
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')

const figure = (value: number | string): string => (typeof value === 'number' ? digits(value) : value)
