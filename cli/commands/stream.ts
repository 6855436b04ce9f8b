import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { endWith, first, firstValueFrom, from, interval, map, merge } from 'rxjs'
import { csvCell } from '../../engine/base/csv'
import { publicProblem, type Problem } from '../../engine/base/problem'
import { compile } from '../../engine/compile'
import { decoderOf } from '../../engine/data'
import { epochOf } from '../../engine/document/learned'
import { limits } from '../../engine/document/limits'
import { gathers } from '../../engine/learn/model/gathers'
import { Model } from '../../engine/learn/model/model'
import { streamSizes } from '../../engine/stream/columns'
import { LineCutter, type Line } from '../../engine/stream/lines'
import type { StreamState } from '../../engine/stream/state'
import { Stream, oneByOne, type RowOutput } from '../../engine/stream/stream'
import { registry } from '../../nodes'
import type { CliCommand } from '../command'
import { Refused, readParsed, refuseOverwrite } from '../open'
import { STOPPED, UNREAD, USAGE, type Signal } from '../status'
import { StreamCheckpoint } from '../stream-checkpoint'
import { Target } from '../target'
import { digits, say, printProblems, type Terminal } from '../terminal'
import { bringData, trained } from '../trained'
import { UsageError } from '../usage'

/** Milliseconds of work between two checks of the terminal. */
const SLICE = 50
/** Milliseconds between two checks for signals and for something to save. */
const POLL = 100
/** Least milliseconds between two saves of the learned weights, which take at most 1/SHARE of the time. */
const SAVE = 1_000
const SHARE = 100

type End = 'done' | 'unread' | 'failed' | Signal

/** Runs the network on rows of standard input as they come, keeping its state from row to row, and learns from them. */
export const stream: CliCommand = {
  name: 'stream',
  takes: ['FILE'],
  options: {
    learn: { takes: 'nothing' },
    out: { takes: 'text' },
    checkpoint: { takes: 'text' },
    'from-start': { takes: 'nothing' },
    format: { takes: 'choice', choices: ['csv', 'jsonl'] },
  },
  async run({ terminal, json, positional: [file], options }) {
    const learn = options.has('learn')
    const out = options.get('out') as string | undefined
    const given = options.get('checkpoint') as string | undefined
    for (const [name, needs, has] of [
      ['out', 'learn', learn],
      ['checkpoint', 'out', out !== undefined],
      ['from-start', 'out', out !== undefined],
    ] as const)
      if (options.has(name) && !has) throw new UsageError('cli-option-for', { name: `--${name}`, needed: `--${needs}` })
    const path = out === undefined ? undefined : resolve(terminal.folder, out)
    const state = given === undefined ? undefined : resolve(terminal.folder, given)
    if (path !== undefined && path === state) throw new UsageError('cli-same-file', { path })
    if (path !== undefined && /\.(?:svg|png)$/i.test(path)) throw new UsageError('cli-picture-name', { path })
    const target = path === undefined ? undefined : new Target(path)
    const source = readParsed(terminal, file!)
    if (path !== undefined) refuseOverwrite(source, path, 'out')
    if (state !== undefined) refuseOverwrite(source, state, 'checkpoint', 'document')
    const { document } = source
    const { network, errors } = compile(document, registry, streamSizes(document, registry))
    if (!network || errors.length > 0) throw new Refused(errors)
    const model = new Model(network)
    const epoch = epochOf(document)
    const made = Stream.make(model, registry, { learn, epoch })
    if (!(made instanceof Stream)) throw new Refused(made)

    const checkpoint = path === undefined || target!.special ? undefined : resumable(terminal, StreamCheckpoint.at(state, path, source, model))
    const resumed = checkpoint?.resume(made)
    const again = options.has('from-start')
    if (resumed !== undefined) {
      const { path: from, lines } = checkpoint!
      const words = say(terminal, again ? 'cli-stream-resumed-start' : 'cli-stream-resumed', { path: from, rows: resumed, lines, next: lines + 1 })
      terminal.err(`${words}\n`)
    }
    const stored = Object.keys(document.weights ?? {}).length > 0
    if (!learn && !stored) terminal.err(`${say(terminal, 'cli-stream-untrained')}\n`)
    if (learn && stored && resumed === undefined && gathers(network.training) === 'optimizer') terminal.err(`${say(terminal, 'cli-stream-anew')}\n`)
    if (learn) printProblems(terminal, 'cli-warning', oneByOne(network, made.columns))
    const text = (): string | Uint8Array => trained(source, target!.path, model, document.fitted, epoch)
    const run = new StreamRun(terminal, made, (options.get('format') as 'csv' | 'jsonl' | undefined) ?? (json ? 'jsonl' : 'csv'), json, {
      lines: checkpoint?.lines ?? 0,
      again,
    })
    const save = target === undefined ? undefined : saving(terminal, run, target, checkpoint, text)
    const end = await run.until(() => {
      save?.(false)
      return terminal.interrupted() ?? (target === undefined ? terminal.deaf?.() : undefined)
    })
    terminal.input?.destroy()
    const went = save?.(true)
    run.summary()
    if (went !== undefined) {
      if (!target!.special) bringData(terminal, source, went)
      checkpoint?.done()
      terminal.err(`${say(terminal, 'cli-saved', { path: went })}\n`)
    } else if (learn && target === undefined) terminal.err(`${say(terminal, 'cli-not-saved')}\n`)
    if (made.failed) throw new Refused([made.failed])
    return { done: 0, unread: UNREAD, failed: USAGE, ...STOPPED }[end]
  },
}

/** Returns the checkpoint if it can be written; otherwise warns and returns undefined. */
function resumable(terminal: Terminal, checkpoint: StreamCheckpoint): StreamCheckpoint | undefined {
  if (checkpoint.possible) return checkpoint
  terminal.err(`${say(terminal, 'cli-warning')}: ${say(terminal, 'cli-stream-large', { limit: limits.textLength / 2 ** 20 })}\n`)
  return undefined
}

/**
 * Returns a function that saves the learned weights when they are due and have changed, and always at the end; weights
 * that are not finite are never saved. It returns the path of the file.
 */
function saving(
  terminal: Terminal,
  run: StreamRun,
  target: Target,
  checkpoint: StreamCheckpoint | undefined,
  text: () => string | Uint8Array,
): (last: boolean) => string | undefined {
  let saved = performance.now()
  let took = 0
  let lines = run.lines
  let path: string | undefined
  let failed = false
  const keep = (): void => {
    const state = run.open ?? run.stream.state()
    if (!checkpoint || !state) return
    checkpoint.lines = run.lines
    checkpoint.write(state)
    if (checkpoint.failed && !failed) {
      const reason = say(terminal, checkpoint.failed.key, checkpoint.failed.values)
      terminal.err(`${say(terminal, 'cli-warning')}: ${say(terminal, 'cli-checkpoint-failed', { path: checkpoint.path, reason })}\n`)
    }
    failed = checkpoint.failed !== undefined
  }
  return (last) => {
    if (!run.stream.learner?.finite) return path
    const begun = performance.now()
    if (!last && (begun - saved < Math.max(SAVE, SHARE * took) || run.lines === lines)) return path
    lines = run.lines
    keep()
    const went = target.write(text())
    if (went !== target.path && went !== path) terminal.err(`${say(terminal, 'cli-changed', { path: target.path, instead: went })}\n`)
    saved = performance.now()
    took = saved - begun
    return (path = went)
  }
}

/** Runs the rows of standard input through the network. */
class StreamRun {
  private broken = 0
  private headed = false
  private stopped = false
  /** Lines read after the header, those before a checkpoint included. */
  lines: number
  /** Lines after the header to skip, because the checkpoint includes them. */
  private known: number
  /** The state before the end of the input ended the sequence. */
  open: StreamState | undefined

  constructor(
    private readonly terminal: Terminal,
    readonly stream: Stream,
    private readonly format: 'csv' | 'jsonl',
    private readonly json: boolean,
    /** Lines that the checkpoint includes, and whether the input repeats them at its beginning. */
    before: { readonly lines: number; readonly again: boolean },
  ) {
    this.lines = before.lines
    this.known = before.again ? before.lines : 0
  }

  /** Runs until the input ends, or until `look` returns a reason to stop. */
  async until(look: () => Exclude<End, 'done'> | undefined): Promise<End> {
    const rows = from(this.rows()).pipe(
      map((): End | undefined => undefined),
      endWith<End | undefined>('done'),
    )
    const looks = interval(POLL).pipe(map(look))
    const end = await firstValueFrom(merge(rows, looks).pipe(first((reason) => reason !== undefined)))
    this.stopped = true
    return end!
  }

  /**
   * Reads, runs and writes, a slice at a time. Reads the next piece of the input when the output of the last one has been
   * written, so that memory stays bounded however fast the rows come.
   */
  private async *rows(): AsyncGenerator<void, void, void> {
    const { terminal, stream } = this
    const { data } = stream.model.network.document
    const decoder = decoderOf((data?.kind === 'file' ? data.encoding : undefined) ?? 'utf-8', { fatal: false, ignoreBOM: false })
    const cutter = new LineCutter(limits.streamLine)
    let texts: string[] = []
    const write = (): void => {
      if (texts.length > 0) terminal.out(texts.join(''))
      texts = []
    }
    let looked = performance.now()
    for await (const bytes of terminal.input ?? []) {
      for (const line of cutter.push(decoder.decode(bytes, { stream: true }))) {
        if (this.stopped || stream.failed) return
        this.take(line, texts)
        if (performance.now() - looked < SLICE) continue
        write()
        // Lets the handlers of signals and of saving run.
        await setImmediate()
        await terminal.drained?.()
        looked = performance.now()
        yield
      }
      write()
      await terminal.drained?.()
      yield
    }
    if (this.stopped || stream.failed) return
    const last = cutter.end()
    if (last) this.take(last, texts)
    this.open = stream.state()
    this.write(stream.end(), texts)
    write()
  }

  private take(line: Line, texts: string[]): void {
    const counts = !this.stream.reader.heads(line)
    if (counts && this.known > 0) {
      this.known--
      return
    }
    if (counts) this.lines++
    const { row, notice, refused } = this.stream.reader.read(line)
    if (refused) throw new Refused([refused])
    if (notice) {
      if (notice.kind === 'broken') this.broken++
      this.printNotice(notice.problem, notice.line)
    }
    if (row) this.write(this.stream.take(row), texts)
  }

  private printNotice(notice: Problem, line: number): void {
    const { terminal } = this
    if (this.json) terminal.err(`${JSON.stringify({ line, ...publicProblem(notice) })}\n`)
    else printProblems(terminal, 'cli-warning', [notice])
  }

  private write(all: readonly RowOutput[], texts: string[]): void {
    const { format, stream } = this
    if (format === 'csv' && !this.headed && all.length > 0) texts.push(`${header(stream).map(csvCell).join(',')}\n`)
    this.headed ||= all.length > 0
    for (const { line, values } of all)
      texts.push(format === 'csv' ? `${[line, ...Object.values(values).flat()].join(',')}\n` : `${JSON.stringify({ line, ...values })}\n`)
  }

  /** Prints how many rows there were, and how well they were predicted. */
  summary(): void {
    const { terminal, stream, broken } = this
    const score = stream.speaker.takeScore()
    terminal.err(`${say(terminal, 'cli-stream-rows', { rows: stream.rows, broken })}\n`)
    if (score) terminal.err(`${say(terminal, 'cli-stream-loss', { loss: digits(score.loss), steps: score.steps })}\n`)
    if (stream.learner) terminal.err(`${say(terminal, 'cli-stream-updates', { updates: stream.learner.updates })}\n`)
  }
}

/** Names of the output columns: the row's line number, and a column per unit of each output. */
function header({ model, columns }: Stream): string[] {
  const of = (id: string, size: number): string[] => {
    const names = columns.classes[id]?.flatMap(({ categories }) => categories) ?? columns.units[id]?.map(({ column }) => column)
    return names?.length === size ? [...names] : Array.from({ length: size }, (_, i) => (size === 1 ? id : `${id}.${i}`))
  }
  return ['line', ...model.network.outputs.flatMap(({ id, size }) => of(id, size))]
}
