import { ArchiveError } from '../engine/archive/zip'
import { publicProblem } from '../engine/base/problem'
import { format } from '../engine/base/messages/format'
import type { CliCommand } from './command'
import { analyze } from './commands/analyze'
import { bundle, unbundle } from './commands/bundle'
import { check } from './commands/check'
import { diff } from './commands/diff'
import { exportCommand } from './commands/export'
import { forecast } from './commands/forecast'
import { gradient } from './commands/gradient'
import { importCommand } from './commands/import'
import { newCommand } from './commands/new'
import { run } from './commands/run'
import { settings } from './commands/settings'
import { stream } from './commands/stream'
import { sweep } from './commands/sweep'
import { table } from './commands/table'
import { train } from './commands/train'
import { Refused } from './open'
import { reasonOf } from './reason'
import { guarded, say, printProblems, type Terminal } from './terminal'
import { USAGE, WRONG } from './status'
import { UsageError, parseArguments } from './usage'

const commands: readonly CliCommand[] = [
  check,
  run,
  gradient,
  train,
  exportCommand,
  importCommand,
  newCommand,
  table,
  analyze,
  forecast,
  stream,
  sweep,
  diff,
  bundle,
  unbundle,
  settings,
]
const known = commands.map((command) => command.name).join(', ')

/** Runs a command line; returns the exit status as documented in `unfold --help`. */
export async function main(args: readonly string[], screen: Terminal, version: string): Promise<number> {
  const terminal = guarded(screen)
  const json = args.includes('--json')
  try {
    return await dispatch(args, terminal, version, json)
  } catch (thrown) {
    const error = thrown instanceof ArchiveError ? new Refused([thrown.problem]) : thrown
    if (error instanceof Refused) {
      if (json) terminal.out(`${JSON.stringify({ errors: error.errors.map(publicProblem) })}\n`)
      else {
        printProblems(terminal, 'cli-error', error.errors)
        printProblems(terminal, 'cli-warning', error.warnings)
      }
      return WRONG
    }
    if (!(error instanceof UsageError) && terminal.environment.UNFOLD_DEBUG) throw error
    const { key, values } = error instanceof UsageError ? error : { key: 'cli-internal' as const, values: { reason: reasonOf(error) } }
    if (json) {
      const answer = { code: error instanceof UsageError ? 'usage' : 'internal', message: format('en', key, values), nodes: [], edges: [], path: '' }
      terminal.out(`${JSON.stringify({ errors: [answer] })}\n`)
    } else terminal.err(`${say(terminal, 'cli-error')}: ${say(terminal, key, values)}\n`)
    return USAGE
  }
}

async function dispatch(args: readonly string[], terminal: Terminal, version: string, json: boolean): Promise<number> {
  const [first, ...rest] = args.filter((arg, i) => i === 0 || arg !== '--json')
  if (args.includes('--help') || first === 'help' || first === '-h') {
    terminal.out(`${say(terminal, 'cli-usage')}\n`)
    return 0
  }
  if (first === '--version') {
    terminal.out(`${version}\n`)
    return 0
  }
  if (first === undefined || first === '--json') throw new UsageError('cli-command-missing', { known })
  const command = commands.find(({ name }) => name === first)
  if (!command) throw new UsageError('cli-command-unknown', { got: first, known })
  const { positional, options } = parseArguments(rest, command.options)
  const takes = command.without?.some((name) => options.has(name)) ? [] : command.takes
  if (positional.length !== takes.length)
    throw new UsageError('cli-arguments', {
      command: command.name,
      expected: takes.join(' ') || '—',
      got: positional.length === 0 ? '—' : positional.map((p) => `“${p}”`).join(' '),
    })
  return command.run({ terminal, json, version, positional, options })
}
