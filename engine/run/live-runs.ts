import { merge, share, switchMap, tap, type Observable } from 'rxjs'
import { problem, type Problem } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import type { Display } from './display'
import { after } from './drive'
import { Live } from './live'
import type { LiveOptions } from './live-view'
import type { Pace } from './pace'
import type { State } from './state'
import type { Work } from './work'

/** Milliseconds without a new row after which the newest one is shown. */
const QUIET = 50

/** The parts of a session that a live run needs. */
interface Host {
  state(): State
  /** Begins to run. */
  start(work: Work): void
  pause(): void
}

/** The live runs of a session: at most one at a time, between a start and a pause. */
export class LiveRuns {
  constructor(
    private readonly registry: NodeRegistry,
    private readonly pace: Pace,
    private readonly display: Display,
    private readonly host: Host,
  ) {}

  /** The run in progress. */
  get current(): Live | undefined {
    return this.display.live?.running ? this.display.live : undefined
  }

  /** Starts a run on rows as they arrive, on a copy of the weights; returns the problems that prevent it. */
  begin(options: LiveOptions): readonly Problem[] {
    const { host, display } = this
    host.pause()
    const state = host.state()
    if (state.kind !== 'standing') return [problem('data-missing', 'live-nothing', {})]
    state.work.trainer.endReplay()
    const live = Live.make(state.work, this.registry, options)
    if (!(live instanceof Live)) return live
    display.live = live
    host.start(state.work)
    return []
  }

  /** Processes rows until they end or the run ends, and emits after each slice. */
  drive(live: Live, work: Work): Observable<void> {
    const { pace, display, host } = this
    const slices = live.drive(pace).pipe(share())
    // Emits once more when no row has come for a while, so that the last one is shown.
    const quiet = slices.pipe(
      switchMap(() => after(pace, QUIET)),
      tap(() => display.hurry()),
    )
    return merge(slices, quiet).pipe(
      tap({
        next: () => {
          if (live.ended) return host.pause()
          if (!display.due) return
          this.takeLearned(work, live)
          display.send(work, false)
        },
        complete: () => host.pause(),
      }),
    )
  }

  /** Ends the run in progress, if any; returns the status of the session. */
  end(work: Work): { readonly status: 'paused' | 'failed'; readonly problem?: Problem } {
    const live = this.current
    if (!live) return { status: 'paused' }
    this.takeLearned(work, live)
    live.running = false
    return live.ended?.code === 'not-finite' ? { status: 'failed', problem: live.ended } : { status: 'paused' }
  }

  /** Copies the weights that a run has learned. */
  private takeLearned({ trainer, model }: Work, live: Live): void {
    if (!live.stream.learner?.finite || live.updates === trainer.updates) return
    trainer.rewrite(() => model.copy(live.stream.model))
    trainer.updates = live.updates
  }
}
