import type { MessageKey } from '../engine/base/messages/en'
import type { ThreadHost } from '../engine/learn/threads/threads'
import { format, type Language } from '../engine/base/messages/format'
import type { MessageValues, Problem } from '../engine/base/problem'
import { plain, plainValues } from './plain'
import type { Signal } from './status'

/** Standard input, read piece by piece as the reader asks for more. */
export interface Input extends AsyncIterable<Uint8Array> {
  /** Stops reading, so that the program can end. */
  destroy(): void
}

/** Messages to and from the parent process. */
interface Channel {
  send(message: object): void
  receive(onMessage: (message: unknown) => void): void
  /** Calls `then` once, when the other process has ended or closed the channel. */
  closed(then: () => void): void
}

/** A child process that runs another copy of this program. */
export interface Helper {
  send(message: object | string): void
  /** Ends it and abandons its unfinished work. */
  leave(): void
}

/** Where a command reads and writes; tests pass their own. */
export interface Terminal {
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether standard error is a screen on which a line can be redrawn. */
  readonly live: boolean
  readonly columns: number
  out(text: string): void
  err(text: string): void
  /** Standard input; absent if there is none. */
  readonly input?: Input
  /** Waits until the reader of standard output has taken what was written, so that nothing piles up. */
  drained?(): Promise<void>
  /** Writes control sequences to standard error; if absent, `err` is used. */
  draw?(text: string): void
  /** Writes a file's content to standard output, byte for byte; if absent, `out` is used. */
  file?(content: string): void
  /** Why standard output accepts no more: its reader has ended, or writing failed. */
  deaf?(): 'unread' | 'failed' | undefined
  /** Host of threads that help training; absent for a single thread. */
  readonly threadHost?: ThreadHost
  /** Path of this program, to start further copies; absent where one process does everything. */
  readonly program?: string
  /** Starts another copy of this program; absent where one process does everything. `ended` gets the reason, and is called once. */
  startHelper?(args: readonly string[], onMessage: (message: unknown) => void, ended: (reason: string) => void): Helper
  /** Called with the share of a sweep's run that is done. */
  course?(run: number, share: number): void
  /** Called when a run of a sweep waits at a rung, with its result there as JSON. */
  paused?(run: number, result: string): void
  /** The channel to the parent process. */
  readonly channel?: Channel
  /** Returns the signal that has asked this program to end since the last call, if any. */
  interrupted(): Signal | undefined
}

/** Returns Japanese if the locale says so, English otherwise. */
export function languageOf({ environment }: Terminal): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return locale.startsWith('ja') ? 'ja' : 'en'
}

export const say = (terminal: Terminal, key: MessageKey, values: MessageValues = {}): string => format(languageOf(terminal), key, plainValues(values))

/** Wraps a terminal so that control characters in documents, tables and names are escaped. */
export const guarded = (terminal: Terminal): Terminal => ({
  get folder() {
    return terminal.folder
  },
  environment: terminal.environment,
  live: terminal.live,
  columns: terminal.columns,
  ...(terminal.threadHost ? { threadHost: terminal.threadHost } : {}),
  get input() {
    return terminal.input!
  },
  drained: () => terminal.drained?.() ?? Promise.resolve(),
  ...(terminal.program === undefined ? {} : { program: terminal.program }),
  ...(terminal.startHelper ? { startHelper: terminal.startHelper } : {}),
  ...(terminal.course ? { course: terminal.course } : {}),
  ...(terminal.paused ? { paused: terminal.paused } : {}),
  ...(terminal.channel ? { channel: terminal.channel } : {}),
  interrupted: () => terminal.interrupted(),
  deaf: () => terminal.deaf?.(),
  out: (text) => terminal.out(plain(text)),
  err: (text) => terminal.err(plain(text)),
  draw: (text) => terminal.err(text),
  file: (content) => (terminal.file ? terminal.file(content) : terminal.out(content)),
})

/** Prints problems on standard error, one per line. */
export function printProblems(terminal: Terminal, kind: 'cli-error' | 'cli-warning', problems: readonly Problem[]): void {
  for (const { code, key, values, path } of problems) {
    const text = say(terminal, key, values)
    const place = path === '' || path.length > 80 || text.includes(path) ? '' : ` (${path})`
    terminal.err(`${say(terminal, kind)}: ${code}: ${text}${place}\n`)
  }
}

/** A progress bar on standard error; draws nothing if that is not a screen. */
export class ProgressBar {
  private drawn = false

  constructor(private readonly terminal: Terminal) {}

  draw(share: number, caption: string): void {
    if (!this.terminal.live) return
    const cells = 24
    const full = Math.round(Math.min(1, Math.max(0, share)) * cells)
    const line = `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${plain(caption)}`
    this.show(`\r\u001B[K${line.slice(0, Math.max(cells, this.terminal.columns - 1))}`)
    this.drawn = true
  }

  clear(): void {
    if (this.drawn) this.show('\r\u001B[K')
    this.drawn = false
  }

  private show(text: string): void {
    const { terminal } = this
    if (terminal.draw) terminal.draw(text)
    else terminal.err(text)
  }
}

/** Formats with six digits. */
export const digits = (value: number): string => String(Number(value.toPrecision(6)))
