import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { forkHelper } from './helper'
import { makeThreadHost, runIfHelpingThread } from './threads'
import { main } from './main'
import { place } from './places'
import { plain } from './plain'
import { reasonOf } from './reason'
import { STOPPED, USAGE, type Signal } from './status'
import { say, type Terminal } from './terminal'
import { UsageError } from './usage'

let asked: Signal | undefined
let armed = false
/** Why standard output accepts no more. */
let closed: 'unread' | 'failed' | undefined

function onSignal(signal: Signal): void {
  asked ??= signal
  // A second Ctrl+C ends the program at once. The other signals may come repeatedly, as from a shell that closes with its terminal.
  if (signal === 'SIGINT') process.off(signal, onSignal)
}

const terminal: Terminal = {
  get folder() {
    try {
      return process.cwd()
    } catch {
      throw new UsageError('cli-folder-gone')
    }
  },
  environment: process.env,
  live: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
  columns: process.stderr.columns ?? 80,
  get input() {
    return process.stdin
  },
  drained: () =>
    new Promise((resolve) => {
      if (closed || !process.stdout.writableNeedDrain) return resolve()
      const done = (): void => {
        for (const event of ['drain', 'close', 'error']) process.stdout.off(event, done)
        resolve()
      }
      for (const event of ['drain', 'close', 'error']) process.stdout.on(event, done)
    }),
  threadHost: makeThreadHost(new URL(import.meta.url)),
  program: fileURLToPath(import.meta.url),
  startHelper: (...asked) => forkHelper(fileURLToPath(import.meta.url), ...asked),
  ...(process.send
    ? {
        channel: {
          send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
          receive: (onMessage) => void process.on('message', onMessage),
          closed: (then) => void process.once('disconnect', then),
        },
      }
    : {}),
  out: (text) => void (closed ?? process.stdout.write(text)),
  err: (text) => void process.stderr.write(text),
  // Another program gets the bytes unchanged; a screen would act on control characters.
  file: (content) => terminal.out(process.stdout.isTTY ? plain(content) : content),
  deaf: () => closed,
  interrupted() {
    // Only commands that check for signals can stop cleanly; for others, signals keep their default effect.
    if (!armed) for (const signal of Object.keys(STOPPED) as Signal[]) process.on(signal, onSignal)
    armed = true
    const was = asked
    asked = undefined
    return was
  },
}

// Files are still written without standard output. A reader that has seen enough (`unfold run … | head`) is no failure; a full disk is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (closed) return
  closed = error.code === 'EPIPE' ? 'unread' : 'failed'
  if (closed === 'unread') return
  terminal.err(`${say(terminal, 'cli-error')}: ${say(terminal, 'cli-output-failed', { reason: reasonOf(error) })}\n`)
  process.exitCode ||= USAGE
})
process.stderr.on('error', () => undefined)

const fail = (error: unknown): void => {
  if (process.env.UNFOLD_DEBUG && error instanceof Error) terminal.err(`${error.stack ?? error.message}\n`)
  else terminal.err(`${say(terminal, 'cli-error')}: ${plain(say(terminal, 'cli-internal', { reason: reasonOf(error) }))}\n`)
  process.exit(USAGE)
}

if (!runIfHelpingThread()) {
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  const described = place('package.json')
  const { version } = described === undefined ? { version: '' } : (JSON.parse(readFileSync(described, 'utf8')) as { version: string })
  const status = await main(process.argv.slice(2), terminal, version)
  process.exitCode = status || (closed === 'failed' ? USAGE : 0)
}
