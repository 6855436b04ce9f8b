import { defaultOf } from '../../engine/contract/schema'
import { trainingSchema } from '../../engine/document/settings'
import { isObject } from '../../engine/document/pointer'
import { Halving, rungsOf } from '../../engine/sweep/asha'
import { lossOf, type SweepFile, type SweepFolder } from './folder'
import type { RunEnd } from './one'

/** A run's end; `crashed`: its process ended without an answer, or failed for a reason outside the run. */
export type JobEnd = { readonly end: RunEnd } | { readonly end: 'crashed'; readonly reason: string }

/** A run to train, and after how many epochs to compare it with others. */
export interface Task {
  readonly run: number
  readonly rung: number
  readonly until: number | undefined
}

/** Which run is trained next: one after another, or by successive halving. */
export class Queue {
  private readonly waiting: number[]
  private readonly rungs: readonly number[] = []
  private readonly halving: Halving | undefined
  private atWork = 0
  private stopped = false
  /** Whether a run was trained to its end. */
  private complete = false
  private wake: (() => void)[] = []

  constructor(
    private readonly folder: SweepFolder,
    file: SweepFile,
    runs: readonly number[],
  ) {
    this.waiting = [...runs]
    const { asha } = file
    if (!asha) return
    this.rungs = rungsOf(epochsOf(file.document), asha.least, asha.eta)
    this.halving = new Halving(this.rungs.length, asha.eta)
    for (const [i] of file.runs.entries()) this.recall(i + 1)
    this.waiting = runs.filter((run) => folder.rungs(run).length === 0)
  }

  /** Restores how far a run was when an earlier process ended. */
  private recall(run: number): void {
    const losses = this.folder.rungs(run)
    const result = this.folder.result(run)
    const over = result !== undefined
    this.complete ||= result?.state === 'done'
    for (const [rung, loss] of losses.entries()) {
      this.halving!.report({ run, rung }, loss)
      if (over || rung < losses.length - 1) this.halving!.promote({ run, rung })
    }
  }

  private pick(): Task | undefined {
    const fresh = (): number | undefined => this.waiting.shift()
    const job = this.halving ? (this.halving.next(fresh) ?? (this.atWork === 0 && !this.complete ? this.halving.last() : undefined)) : { run: fresh(), rung: 0 }
    if (job?.run === undefined) return undefined
    // At the last rung, a run is trained to its own end.
    return { run: job.run, rung: job.rung, until: job.rung < this.rungs.length - 1 ? this.rungs[job.rung] : undefined }
  }

  /** The next task; waits while a run in progress may lead to one. Undefined at the end. */
  async take(): Promise<Task | undefined> {
    while (!this.stopped) {
      const task = this.pick()
      if (task) {
        this.atWork++
        return task
      }
      if (!this.halving || this.atWork === 0) return undefined
      await new Promise<void>((resolve) => this.wake.push(resolve))
    }
    return undefined
  }

  ended({ run, rung }: Task, { end }: JobEnd): void {
    this.atWork--
    if (this.halving && end === 'paused') this.halving.report({ run, rung }, this.folder.rungs(run)[rung] ?? Infinity)
    else if (this.halving && end !== 'stopped') {
      const result = this.folder.result(run)
      this.complete ||= result?.state === 'done'
      this.halving.report({ run, rung }, result?.state === 'done' ? lossOf(result) : Infinity)
      this.halving.promote({ run, rung })
    }
    this.rouse()
  }

  stop(): void {
    this.stopped = true
    this.rouse()
  }

  private rouse(): void {
    const { wake } = this
    this.wake = []
    for (const each of wake) each()
  }
}

function epochsOf(document: unknown): number {
  const training = isObject(document) && isObject(document.training) ? document.training : {}
  const epochs = training.epochs ?? defaultOf(trainingSchema.keys.epochs, training)
  return typeof epochs === 'number' ? epochs : 1
}
