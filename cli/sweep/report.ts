import { join } from 'node:path'
import { en, type MessageKey } from '../../engine/base/messages/en'
import { isObject } from '../../engine/document/pointer'
import { pausedResult } from '../../engine/sweep/row'
import type { Invocation } from '../command'
import { WRONG } from '../status'
import { Target } from '../target'
import { ProgressBar, digits, say } from '../terminal'
import { lossOf, type Result, type SweepFile, type SweepFolder } from './folder'
import type { JobEnd } from './queue'
import { resultsTable } from './table'

/** Milliseconds between two updates of the bar, and least between two writes of `results.csv`. */
const DRAW = 200
const WRITE = 5_000
/** Most runs in the list at the end, those with the smallest loss. */
const LISTED = 10

/** Reports the progress of a sweep, and keeps `results.csv` up to date. */
export class SweepReport {
  /** Whether runs were stopped before their end. */
  stopped = false
  private readonly bar: ProgressBar
  private readonly shares = new Map<number, number>()
  private readonly begun = performance.now()
  private finished = 0
  private drawn = -Infinity
  private written = performance.now()
  private crashes = 0

  constructor(
    private readonly invocation: Invocation,
    private readonly folder: SweepFolder,
    private readonly plan: SweepFile,
    private readonly results: (Result | undefined)[],
  ) {
    this.bar = new ProgressBar(invocation.terminal)
  }

  private get there(): number {
    return this.results.filter(Boolean).length
  }

  share(run: number, share: number): void {
    this.shares.set(run, share)
    this.invocation.terminal.course?.(run, share)
    if (performance.now() - this.drawn >= DRAW) this.draw()
  }

  end(run: number, ended: JobEnd): void {
    const { terminal, json } = this.invocation
    this.shares.delete(run)
    if (ended.end === 'paused') return void terminal.paused?.(run, JSON.stringify(pausedResult(this.folder.paused(run))))
    this.bar.clear()
    if (ended.end === 'crashed') {
      this.crashes++
      terminal.err(`${say(terminal, 'cli-error')}: ${say(terminal, 'sweep-crashed', { run, reason: ended.reason })}\n`)
    } else if (ended.end === 'stopped') this.stopped = true
    else if (ended.end === 'elsewhere') terminal.err(`${say(terminal, 'sweep-end-elsewhere', { run })}\n`)
    else {
      const result = this.folder.result(run)
      this.results[run - 1] = result
      this.finished++
      if (json) terminal.out(`${JSON.stringify(result)}\n`)
      else if (result) terminal.out(`${this.line(result)}\n`)
    }
    if (performance.now() - this.written >= WRITE) this.write()
    this.draw()
  }

  /** Writes and prints the results so far; returns the exit status, undefined if every run is done. */
  finish(): number | undefined {
    const { terminal, json } = this.invocation
    this.bar.clear()
    this.write()
    const failed = this.results.filter((result) => result?.state === 'failed').length
    const givenUp = this.results.filter((result) => result?.state === 'given-up').length
    const done = this.there - failed
    const missing = this.results.length - this.there
    if (json)
      terminal.out(
        `${JSON.stringify({ done: missing === 0, runs: this.results.length, failed, missing, ...(givenUp > 0 ? { givenUp } : {}), folder: this.folder.path })}\n`,
      )
    else {
      this.list()
      const count = { done, failed, missing, runs: this.results.length, path: this.folder.path }
      terminal.out(`${say(terminal, missing > 0 ? 'sweep-some' : 'sweep-all', count)}\n`)
    }
    if (this.stopped && this.crashes === 0) return undefined
    return failed > 0 || missing > 0 ? WRONG : undefined
  }

  private write(): void {
    new Target(join(this.folder.path, 'results.csv')).write(resultsTable(this.plan, this.results))
    this.written = performance.now()
  }

  private draw(): void {
    const { terminal } = this.invocation
    this.drawn = performance.now()
    const under = [...this.shares.values()].reduce((sum, share) => sum + share, 0)
    const values = { done: this.there, runs: this.results.length, jobs: this.shares.size }
    const each = (performance.now() - this.begun) / Math.max(1, this.finished)
    const minutes = Math.ceil((each * (this.results.length - this.there - under)) / 60_000)
    this.bar.draw((this.there + under) / this.results.length, say(terminal, this.finished > 0 ? 'sweep-course-time' : 'sweep-course', { ...values, minutes }))
  }

  /** Prints the runs with the smallest losses. */
  private list(): void {
    const { terminal } = this.invocation
    const measured = this.results.flatMap((result) => (result?.state === 'done' ? [{ result, loss: lossOf(result) }] : []))
    const best = measured.sort((a, b) => a.loss - b.loss).slice(0, LISTED)
    if (best.length > 1) terminal.out(`${say(terminal, 'sweep-best', { count: best.length })}\n`)
    if (best.length > 1) for (const { result } of best) terminal.out(`  ${this.line(result)}\n`)
    for (const result of this.results) if (result?.state === 'failed') terminal.err(`  ${this.line(result)}\n`)
  }

  /** Why a run was given up, after a blank; nothing if an older version did not say. */
  private why({ rung }: Result): string {
    return rung ? ` ${say(this.invocation.terminal, 'sweep-why', { ...rung })}` : ''
  }

  private reasonOf({ message, key, values }: NonNullable<Result['problem']>): string {
    const known = key !== undefined && Object.hasOwn(en, key)
    return known ? say(this.invocation.terminal, key as MessageKey, isObject(values) ? values : {}) : message
  }

  private line(result: Result): string {
    const { terminal } = this.invocation
    const { run, settings, problem, best, epochs } = result
    const set = Object.entries(settings)
      .map(([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' ')
    if (problem) return say(terminal, 'sweep-line-failed', { run, set, reason: this.reasonOf(problem) })
    const loss = digits(lossOf(result))
    if (result.state === 'given-up') return say(terminal, 'sweep-line-given-up', { run, set, loss, epochs }) + this.why(result)
    return say(terminal, best?.by === 'validation' ? 'sweep-line-validation' : 'sweep-line', { run, set, loss, epochs, best: best?.epoch ?? epochs })
  }
}
