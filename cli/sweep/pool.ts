import { placeOf } from '../../engine/sweep/asha'
import type { Helper, Terminal } from '../terminal'
import type { SweepFile, SweepFolder } from './folder'
import { trainRun, type RunEnd } from './one'
import { Queue, type JobEnd } from './queue'

/** Messages to a process that trains runs, and from it. */
export type Order = { readonly run: number; readonly until?: number | undefined } | 'stop'
export type Answer = { readonly share: number } | { readonly end: RunEnd } | { readonly error: string }

export interface Pool {
  readonly terminal: Terminal
  readonly folder: SweepFolder
  readonly file: SweepFile
  readonly version: string
  /** Number of runs trained at the same time. */
  readonly jobs: number
  readonly onShare: (run: number, share: number) => void
  readonly onEnd: (run: number, ended: JobEnd) => void
  /** Whether to stop; called regularly. */
  readonly stopped: () => boolean
}

/** Milliseconds between two calls of `stopped`. */
const ASK = 100

/** Trains runs in processes that each train many, one after another; a crash loses only the run of its process. */
export async function trainRuns(pool: Pool, runs: readonly number[]): Promise<void> {
  const { terminal, jobs, folder, file, onShare, onEnd, stopped } = pool
  const queue = new Queue(folder, file, runs)
  const { startHelper } = terminal
  let failed = false
  const end = (run: number, ended: JobEnd): void => {
    failed ||= ended.end === 'crashed' || ended.end === 'elsewhere'
    onEnd(run, ended)
  }
  const processes = new Set<TrainingProcess>()
  let stopping = false
  const stop = (): void => {
    stopping = true
    queue.stop()
    for (const child of processes) child.stop()
  }
  // Handle signals from the start, so that none ends this program without the others.
  if (startHelper && stopped()) stop()
  const asking = setInterval(() => {
    if (!stopping && stopped()) stop()
  }, ASK)
  const work = async (): Promise<void> => {
    let child: TrainingProcess | undefined
    for (let task = await queue.take(); task; task = await queue.take()) {
      const { run, until } = task
      if (!child?.alive) processes.add((child = new TrainingProcess(terminal, folder)))
      const ended = await child.train({ run, until }, (share) => onShare(run, share))
      queue.ended(task, ended)
      end(run, ended)
      if (ended.end !== 'stopped') continue
      // It was asked to end, perhaps by a signal that only it received.
      child.leave()
      child = undefined
    }
    child?.leave()
  }
  try {
    if (startHelper) await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, work))
    else stopping = await trainHere({ ...pool, onEnd: end }, queue)
  } finally {
    clearInterval(asking)
    for (const child of processes) child.leave()
  }
  // No other run can be promoted now.
  if (file.asha && !stopping && !failed) giveUp(pool, runs)
}

/** Gives up the runs that wait at a rung. */
function giveUp({ folder, file, onEnd }: Pool, runs: readonly number[]): void {
  /** Losses by run, of each rung. */
  const rungs: Map<number, number>[] = []
  for (const [i] of file.runs.entries()) for (const [rung, loss] of folder.rungs(i + 1).entries()) (rungs[rung] ??= new Map()).set(i + 1, loss)
  const done = file.runs.flatMap((_, i) => (folder.result(i + 1)?.state === 'done' ? [i + 1] : []))
  for (const run of runs) {
    if (folder.result(run)) continue
    const at = folder.rungs(run).length
    const losses = rungs[at - 1] ?? new Map<number, number>()
    // Runs at later rungs, or at their end, have been promoted from this rung.
    const on = new Set([...(rungs[at]?.keys() ?? []), ...done.filter((one) => losses.has(one))]).size
    const loss = losses.get(run)
    if (folder.giveUp(run, { at, ...(loss !== undefined && loss < Infinity ? { loss } : {}), ...placeOf(run, losses), on })) onEnd(run, { end: 'given-up' })
  }
}

/** Trains runs one after another in this process; returns whether it was stopped. */
async function trainHere({ terminal, folder, file, version, onShare, onEnd, stopped }: Pool, queue: Queue): Promise<boolean> {
  let stopping = false
  for (let task = await queue.take(); task; task = await queue.take()) {
    if ((stopping ||= stopped())) return true
    const { run, until } = task
    const look = (share: number): boolean => {
      onShare(run, share)
      return (stopping ||= stopped())
    }
    const ended = { end: await trainRun({ terminal, folder, file, run, until, version, look }) }
    queue.ended(task, ended)
    onEnd(run, ended)
  }
  return stopping
}

/** Another process that trains one run after another. */
class TrainingProcess {
  private readonly helper: Helper
  private done: ((ended: JobEnd) => void) | undefined
  private share: (share: number) => void = () => undefined
  alive = true

  constructor(terminal: Terminal, folder: SweepFolder) {
    this.helper = terminal.startHelper!(
      ['sweep', '--work', folder.path],
      (message) => this.receive(message as Answer),
      (reason) => {
        this.alive = false
        this.finish({ end: 'crashed', reason })
      },
    )
  }

  train(order: Exclude<Order, 'stop'>, share: (share: number) => void): Promise<JobEnd> {
    this.share = share
    return new Promise((resolve) => {
      this.done = resolve
      this.helper.send(order)
    })
  }

  stop(): void {
    this.helper.send('stop' satisfies Order)
  }

  leave(): void {
    this.helper.leave()
  }

  private receive(answer: Answer): void {
    if ('share' in answer) this.share(answer.share)
    else this.finish('end' in answer ? { end: answer.end } : { end: 'crashed', reason: answer.error })
  }

  private finish(ended: JobEnd): void {
    const { done } = this
    this.done = undefined
    done?.(ended)
  }
}
