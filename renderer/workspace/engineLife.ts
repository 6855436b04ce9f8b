import type { StoreApi } from 'zustand/vanilla'
import { problem, type Problem } from '../../engine/base/problem'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { CompiledMessage, FailureMessage, StateMessage } from '../../engine/run/protocol'
import type { QuestionKind } from '../../engine/run/questions'

/** An engine that has said nothing yet. */
export const idle: StateMessage = {
  kind: 'state',
  status: 'empty',
  epoch: 0,
  epochs: 0,
  update: 0,
  updatesPerSecond: 0,
  catchingUp: false,
  threads: { used: 1, available: 1 },
  fastMath: { used: false, available: true },
}

/** What went wrong with an engine, until the person has seen it. */
export interface Trouble {
  readonly problem: Problem
  /** Where training stood when the engine ended, and what of that is known; absent where it has not ended. */
  readonly ended?: { readonly epoch: number; readonly known: number | null }
  /** It is not started again unless somebody asks for it. */
  readonly over?: boolean
}

/** Questions whose failure is told where they were asked. */
const TOLD_THERE: readonly QuestionKind[] = ['export', 'gradient-check', 'weights', 'table-piece', 'table-end', 'table-account']
export const isToldHere = ({ of }: FailureMessage): boolean => !TOLD_THERE.includes(of)

/** An engine that ends so often within so many milliseconds is not started again by itself. */
const MOST = 3
const WITHIN = 60_000

/** Milliseconds that one waits for the engine before one is asked whether to go on without it. */
export const PATIENCE = 5000
export const silent = (): Problem => problem('engine-failed', 'engine-silent', { seconds: PATIENCE / 1000 })

/** Milliseconds of training that are lost at most when an engine ends. */
export const AT_MOST = 20_000
/** Asking where training stands may take one of so many parts of the time. */
const SHARE = 100

/** Counts the unexpected ends of an engine, and answers whether it may be started again by itself. */
export class Ends {
  private readonly times: number[] = []

  constructor(private readonly now: () => number = Date.now) {}

  /** Another end: how it is told, and whether it was one too many. */
  add(wrong: Problem): { readonly told: Problem; readonly over: boolean } {
    const now = this.now()
    this.times.push(now)
    while (this.times[0]! < now - WITHIN) this.times.shift()
    const count = this.times.length
    const over = count >= MOST
    return { told: over ? problem('engine-failed', 'engine-ended-again', { ...wrong.values, count }) : wrong, over }
  }

  /** The person has asked for another try. */
  forget(): void {
    this.times.length = 0
  }
}

/** What an engine that has ended has told: that nothing can be trained, and why. */
export function endedState(state: StateMessage, compiled: CompiledMessage | undefined, wrong: Problem): { state: StateMessage; compiled: CompiledMessage } {
  const { problem: _, ...rest } = state
  return {
    state: { ...rest, status: 'blocked', updatesPerSecond: 0, catchingUp: false },
    compiled: {
      kind: 'compiled',
      warnings: [],
      parameters: { trainable: 0, fixed: 0 },
      sizes: {},
      groups: [],
      shapes: {},
      columns: [],
      dropped: [],
      ...compiled,
      revision: -1,
      errors: [wrong],
    },
  }
}

/** Learns where training stands now and then while it goes on, so that little is lost when the engine ends. */
export class Watch {
  private timer: ReturnType<typeof setTimeout> | undefined
  private asking = false

  /** @param ask Asks the engine where training stands; fails where it cannot say. */
  constructor(private readonly ask: () => Promise<Checkpoint | undefined>) {}

  /** To be called whenever training has begun or ended. */
  follow(running: boolean): void {
    if (!running) {
      clearTimeout(this.timer)
      this.timer = undefined
    } else if (!this.asking) this.timer ??= setTimeout(() => void this.look(), AT_MOST)
  }

  private async look(): Promise<void> {
    const begun = performance.now()
    this.asking = true
    // Its failure is told by the engine itself.
    const found = await this.ask().catch(() => undefined)
    this.asking = false
    if (this.timer === undefined) return
    this.timer = found && setTimeout(() => void this.look(), Math.max(AT_MOST, SHARE * (performance.now() - begun)))
  }
}

/** Resolves when a store's state is as it is waited for; false where it is not for so many milliseconds. */
export function until<T>(store: StoreApi<T>, holds: (state: T) => boolean, milliseconds: number): Promise<boolean> {
  if (holds(store.getState())) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (answer: boolean): void => {
      clearTimeout(timer)
      stop()
      resolve(answer)
    }
    const timer = setTimeout(() => end(false), milliseconds)
    const stop = store.subscribe((state) => {
      if (holds(state)) end(true)
    })
  })
}
