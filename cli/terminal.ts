import type { MessageKey } from '../engine/base/messages/en'
import type { ThreadHost } from '../engine/learn/threads/threads'
import { format, type Language } from '../engine/base/messages/format'
import type { MessageValues, Problem } from '../engine/base/problem'
import { plain, plainValues } from './plain'

/** Where a command reads and writes; tests give one of their own. */
export interface Terminal {
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether standard error is a screen on which a line can be drawn anew. */
  readonly live: boolean
  readonly columns: number
  out(text: string): void
  err(text: string): void
  /** Draws on standard error as a screen; absent: as `err`. */
  draw?(text: string): void
  /** The content of a file on standard output, every byte of it; absent: as `out`. */
  file?(content: string): void
  /** Why standard output takes no more: nobody reads it, or it cannot be written. */
  deaf?(): 'unread' | 'failed' | undefined
  /** Threads that train beside this one; absent: one does it all. */
  readonly threadHost?: ThreadHost
  /** Tells whether the person has asked to stop (Ctrl+C), once. */
  interrupted(): boolean
}

/** The language of the terminal: Japanese where the locale says so, English otherwise. */
export function languageOf({ environment }: Terminal): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return locale.startsWith('ja') ? 'ja' : 'en'
}

export const say = (terminal: Terminal, key: MessageKey, values: MessageValues = {}): string => format(languageOf(terminal), key, plainValues(values))

/** A terminal to which nothing goes that it would obey: what documents, tables and names hold is written out. */
export const guarded = (terminal: Terminal): Terminal => ({
  get folder() {
    return terminal.folder
  },
  environment: terminal.environment, live: terminal.live, columns: terminal.columns,
  ...(terminal.threadHost ? { threadHost: terminal.threadHost } : {}),
  interrupted: () => terminal.interrupted(),
  deaf: () => terminal.deaf?.(),
  out: (text) => terminal.out(plain(text)),
  err: (text) => terminal.err(plain(text)),
  draw: (text) => terminal.err(text),
  file: (content) => (terminal.file ? terminal.file(content) : terminal.out(content)),
})

/** Tells problems on standard error, one a line. */
export function tell(terminal: Terminal, kind: 'cli-error' | 'cli-warning', problems: readonly Problem[]): void {
  for (const { code, key, values, path } of problems) {
    const text = say(terminal, key, values)
    const place = path === '' || path.length > 80 || text.includes(path) ? '' : ` (${path})`
    terminal.err(`${say(terminal, kind)}: ${code}: ${text}${place}\n`)
  }
}

/** A bar that grows on standard error while something is going on; nothing where that is no screen. */
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

/** Six digits, as people compare them. */
export const digits = (value: number): string => String(Number(value.toPrecision(6)))
