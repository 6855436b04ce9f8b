import { BehaviorSubject, Subject, audit, connect, distinct, filter, map, merge, of as just, race, tap, type Observable } from 'rxjs'
import type { StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../engine/base/problem'
import type { FrameMessage, Message, RunReport, StateMessage } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import { eachPicture, isMoving, picture } from '../controls/pace'
import type { DocumentStore } from '../editing/store'
import { isReportedHere } from './engineLife'
import type { EngineState } from './openEngine'
import { edited, ended, thinned, withFailure, withReports, withScores } from './runLog'

/** The messages of one kind. */
export const ofKind = <K extends Message['kind']>(message$: Observable<Message>, kind: K): Observable<Extract<Message, { kind: K }>> =>
  message$.pipe(filter((message): message is Extract<Message, { kind: K }> => message.kind === kind))

/**
 * Failures of questions that are not reported where they were asked; that a checkpoint is too large is reported once.
 */
export const failures = (message$: Observable<Message>): Observable<Problem> =>
  ofKind(message$, 'failure').pipe(
    filter(isReportedHere),
    map((message) => message.problem),
    distinct((wrong) => (wrong.key === 'engine-checkpoint-large' ? wrong.key : wrong)),
  )

/** Writes the engine's messages to the store, at the pace of the screen: its state, and the reports of the current and of earlier runs. */
export class Reports {
  /** Emits to deliver at once what waits for the next frame. */
  private readonly flush = new Subject<void>()
  /** The newest scores of the current run, which may arrive before the report of their epoch. */
  private readonly scored = new BehaviorSubject<Scores | undefined>(undefined)

  constructor(
    private readonly store: StoreApi<EngineState>,
    private readonly documents: DocumentStore,
  ) {}

  /** All reports of the current run, including those that wait for the next frame. */
  get(): readonly RunReport[] {
    this.flush.next()
    return this.store.getState().reports
  }

  /** Continues with the reports of another trained state. */
  set(reports: readonly RunReport[]): void {
    this.forget('elsewhere')
    this.store.setState({ reports })
  }

  /** Ends the current run in the log. */
  forget(how: 'anew' | 'elsewhere' = 'anew'): void {
    this.flush.next()
    this.scored.next(undefined)
    this.store.setState(({ runs }) => ({ reports: [], runs: ended(runs, how) }))
  }

  onScores(scores: Scores): void {
    this.scored.next(scores)
    this.store.setState(({ runs }) => ({ runs: withScores(runs, scores) }))
  }

  /**
   * Writes messages to the store while subscribed.
   *
   * @param show shows the frames that arrived since the last repaint.
   */
  write(message$: Observable<Message>, show: (frames: readonly FrameMessage[]) => void): Observable<unknown> {
    return merge(
      ofKind(message$, 'compiled').pipe(tap((compiled) => this.store.setState({ compiled }))),
      ofKind(message$, 'state').pipe(
        // State messages with new numbers only wait while the camera moves.
        connect((state) =>
          state.pipe(audit((message) => (isMoving() && !this.turns(message) ? race(picture(), state.pipe(filter(this.turns))) : just(undefined)))),
        ),
        tap((message) => this.writeState(message)),
      ),
      // Small networks run thousands of epochs per second: change the state once per frame.
      eachPicture(ofKind(message$, 'reports'), this.flush).pipe(tap((added) => this.writeReports(added.flatMap(({ reports }) => reports)))),
      eachPicture(ofKind(message$, 'frame'), this.flush).pipe(tap(show)),
    )
  }

  /** Whether a message changes more than numbers. */
  private readonly turns = ({ status, fastMath }: StateMessage): boolean => {
    const { state } = this.store.getState()
    return status !== state.status || fastMath.used !== state.fastMath.used
  }

  private writeState(message: StateMessage): void {
    const { status, fastMath, problem } = message
    const { state: old } = this.store.getState()
    const { document } = this.documents.store.getState()
    // With another arithmetic, it is not the same run any more.
    if (fastMath.used !== old.fastMath.used) this.store.setState(({ runs }) => ({ runs: edited(runs, { found: [], fastMath: fastMath.used }) }))
    const fails = status === 'failed' && old.status !== 'failed'
    // Reports that wait for the next frame came before the run ended.
    if (status !== old.status) this.flush.next()
    if (fails || status === 'running')
      this.store.setState(({ runs }) => ({ runs: withFailure(runs, fails ? problem : undefined, document, Date.now(), fastMath.used) }))
    this.store.setState({ state: message })
  }

  private writeReports(added: readonly RunReport[]): void {
    const { document } = this.documents.store.getState()
    this.store.setState(({ reports, runs, state }) => ({
      reports: thinned([...reports, ...added]),
      runs: withScores(withReports(runs, added, document, Date.now(), state.fastMath.used), this.scored.value),
    }))
  }
}
