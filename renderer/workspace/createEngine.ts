import {
  BehaviorSubject,
  Subject,
  audit,
  connect,
  distinct,
  distinctUntilChanged,
  filter,
  map,
  merge,
  of as just,
  race,
  share,
  skipWhile,
  switchMap,
  tap,
  type Observable,
} from 'rxjs'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { problem, type Problem } from '../../engine/base/problem'
import type { TableReading } from '../../engine/data/table'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { CompiledMessage, Message, ReportMessage, StateMessage } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply, TableAnswer, WeightChange } from '../../engine/run/questions'
import type { Query, Scores, Seen, StreamKind } from '../../engine/run/streams'
import { differences } from '../../engine/document/differences'
import { holds, replayOf, type Replay } from '../editing/learned'
import type { DocumentStore, Travel } from '../editing/store'
import { eachPicture, isMoving, picture } from '../controls/pace'
import { EngineClient } from '../worker/client'
import { Watching } from '../worker/watching'
import { answerOf, answered, leaveIt, patiently } from '../worker/failure'
import { Ends, PATIENCE, endedState, idle, isReportedHere, nowAndThen, silent, until, type Trouble } from './engineLife'
import { createMoment, following, sendMoment, toEpoch, type MomentState } from './moment'
import { Loading, placeOf, type Load } from './loading'
import { Runs } from './runs'
import { DocumentTables } from './documentTables'
import type { FeedResult, Reading } from './feed'
import { edited, ended, thinned, withReports, withScores, type Run } from './runLog'

/** The state of a document's engine; frames are not part of it, because they bypass React. */
export interface EngineState {
  readonly compiled: CompiledMessage | undefined
  readonly state: StateMessage
  /** One report per epoch since the document was opened or reset. */
  readonly reports: readonly ReportMessage[]
  /** Runs since the document was opened, the current one last. */
  readonly runs: readonly Run[]
  /** Requested updates per second; null for full speed. */
  readonly speed: number | null
  /** Why the data file could not be read; problems of its contents are reported by the engine. */
  readonly dataFailure: string | undefined
  /** Progress of reading the document's data file; undefined if none is being read. */
  readonly reading: Reading | undefined
  /** Whether the user has cancelled reading the document's data file. */
  readonly unread: boolean
  /** A failure of the engine, until `noticed`. */
  readonly trouble: Trouble | undefined
}

/** The engine of one document, in a worker of its own. */
export interface Engine {
  readonly store: StoreApi<EngineState>
  /** The moment that all queries show. */
  readonly moment: StoreApi<MomentState>
  /** Starts the worker and follows the document: every edit is compiled, and training continues. */
  start(): void
  /** Ends the worker. */
  end(): void
  /** The results of a query while subscribed; undefined while unknown. */
  watch<K extends StreamKind>(query: Query<K>): Observable<Seen<K> | undefined>
  /** Called when the user has dismissed a failure. */
  noticed(): void
  /** Restarts an engine that has ended too often or does not respond. */
  startAgain(): void
  play(): void
  pause(): void
  step(): void
  /** Pauses, and shows the weights of an earlier epoch; null for the newest. */
  lookBack(epoch: number | null): Promise<void>
  /** Continues from the state after an earlier epoch, as a new run. */
  goOn(epoch: number): Promise<void>
  /** Initializes the weights, at epoch 0. */
  reset(): void
  /** Initializes the weights of these nodes and wires; the others stay. */
  redraw(owners: readonly string[]): void
  /**
   * Edits entries of a parameter; all edits until `endWriting` are one step of history. Resolves to the number of
   * changed entries, undefined if refused.
   */
  write(name: string, indices: Uint32Array, change: WeightChange): Promise<number | undefined>
  endWriting(): Promise<void>
  /** Undoes the edits since `endWriting`, without a step of history. */
  cancelWriting(): Promise<void>
  /** Changes the document to that of another run and trains it from the start, as after opening it. */
  runAgain(change: () => void): Promise<void>
  /** @param updatesPerSecond null for full speed. */
  setSpeed(updatesPerSecond: number | null): void
  /** Reads a file that may become the document's data under this path. */
  stageData(path: string, signal: AbortSignal, progress: (reading: Reading) => void, keys?: TableReading['keys']): Promise<FeedResult>
  /** Keeps a table that was read, before the document refers to it by its path. */
  adoptData(path: string, message: TableAnswer): void
  dropData(table: number): void
  /** Cancels reading the document's data file; it then has no data. */
  stopReading(): void
  /** Reads the data file again, after cancelling or a change of the file. */
  readAgain(): void
  /** Resolves when history contains all training and undone steps, and the engine has reported on them. */
  settled(): Promise<void>
  /** Resolves when the engine works on the current document, or to the reason why it will not for a while. */
  caughtUp(): Promise<Problem | undefined>
  /** Asks any of `Questions`: emits progress, then the answer; unsubscribing cancels the question. */
  ask<K extends QuestionKind>(question: Question<K>): Observable<Reply<Answer<K>>>
}

const nothing = { compiled: undefined, state: idle, reports: [], runs: [], dataFailure: undefined, reading: undefined, unread: false, trouble: undefined }

/** A setting of the user that may change at any time. */
export interface Setting<T> {
  get(): T
  /** Returns a function that unsubscribes. */
  subscribe(listener: (value: T) => void): () => void
}

/** @param fastMath whether to use fused multiply-add. */
export function createEngine(documents: DocumentStore, fastMath?: Setting<boolean>): Engine {
  const store = createStore<EngineState>(() => ({ ...nothing, speed: null }))
  const moment = createMoment()
  let started: EngineClient | undefined
  const client = (): EngineClient => {
    if (!started) throw new Error('The engine has not been started.')
    return started
  }
  let runs: Runs | undefined
  const run = (): Runs => {
    if (!runs) throw new Error('The engine has not been started.')
    return runs
  }
  let leave: (() => void) | undefined

  const watching = new Watching((command) => started?.send(command))
  const hold = sendMoment(moment, (command) => started?.send(command))
  /** The newest scores of the current run, which may arrive before the report of their epoch. */
  let scored: Scores | undefined
  watching.watch({ kind: 'scores' }).subscribe((scores) => {
    if (!scores || scores.past) return
    scored = scores
    runs?.onScores(scores)
    store.setState(({ runs: log }) => ({ runs: withScores(log, scores) }))
  })
  const running = new Subject<boolean>()
  nowAndThen(running, () => answerOf(client().ask({ kind: 'checkpoint' }))).subscribe()
  const ends = new Ends()

  /** The revision at which the engine's document was opened; also emits when another engine starts. */
  const opened = new BehaviorSubject(-1)
  /** Emits to deliver at once what waits for the next frame. */
  const flush = new Subject<void>()
  function forgetReports(how: 'anew' | 'elsewhere' = 'anew'): void {
    flush.next()
    scored = undefined
    store.setState(({ runs: log }) => ({ reports: [], runs: ended(log, how) }))
  }

  const leaves = (message: StateMessage): boolean => {
    const { state } = store.getState()
    return message.status !== state.status || message.fastMath.used !== state.fastMath.used
  }
  function showState(message: StateMessage): void {
    const other = message.fastMath.used !== store.getState().state.fastMath.used
    // With another arithmetic, it is not the same run any more.
    store.setState(({ runs: log }) => ({ state: message, ...(other ? { runs: edited(log, { found: [], fastMath: message.fastMath.used }) } : {}) }))
  }
  function showReports(added: readonly ReportMessage[]): void {
    const { document } = documents.store.getState()
    store.setState(({ reports, runs: log, state }) => ({
      reports: thinned([...reports, ...added]),
      runs: withScores(withReports(log, added, document, Date.now(), state.fastMath.used), scored),
    }))
  }

  /**
   * Handles the engine's messages on the current document; until the engine has compiled it, messages concern the
   * previous one.
   */
  function follow(message$: Observable<Message>): Observable<unknown> {
    const of = <K extends Message['kind']>(kind: K) => message$.pipe(filter((message): message is Extract<Message, { kind: K }> => message.kind === kind))
    const states = of('state').pipe(
      tap((message) => {
        documents.reportLearned(message.learned ?? null)
        const old = store.getState().state
        // Training or an edit returns to the newest epoch.
        if (message.status === 'running' || message.epoch !== old.epoch || message.learned !== old.learned) moment.setState({ epoch: null })
        runs?.onState(message, old)
        running.next(message.status === 'running')
      }),
      // State messages with new numbers only wait while the camera moves.
      connect((state) => state.pipe(audit((message) => (isMoving() && !leaves(message) ? race(picture(), state.pipe(filter(leaves))) : just(undefined))))),
    )
    return merge(
      of('compiled').pipe(tap((compiled) => store.setState({ compiled }))),
      states.pipe(tap(showState)),
      // Small networks run thousands of epochs per second: change the state once per frame.
      eachPicture(of('report'), flush).pipe(tap(showReports)),
      eachPicture(of('frame'), flush).pipe(tap((frames) => watching.show(frames))),
    )
  }
  /**
   * Failures of questions that are not reported where they were asked; that a checkpoint is too large is reported once
   * per document.
   */
  const failures = (message$: Observable<Message>): Observable<Problem> =>
    message$.pipe(
      filter((message) => message.kind === 'failure'),
      filter(isReportedHere),
      map((message) => message.problem),
      distinct((wrong) => (wrong.key === 'engine-checkpoint-large' ? wrong.key : wrong)),
    )

  const tables = new DocumentTables(client, (reading) => store.setState({ reading }))
  const loading: Loading<Replay> = new Loading(tables, ready, give, (replay) => runs?.travel(replay))
  const followTravel = ({ entry, side }: Travel): void => loading.travel(entry.learned && { step: entry.learned, side })

  /** Called when another document is opened. */
  function open(): void {
    known = undefined
    tables.clear()
    forgetReports()
    watching.forget()
    moment.setState(following)
    runs?.forget()
    opened.next(documents.store.getState().opened)
    store.setState(nothing)
  }
  function give({ state: { document, revision }, before, fresh, back, restored, replays, found: { table, failure, cancelled } }: Load<Replay>): void {
    store.setState(({ runs: log }) => ({
      dataFailure: failure,
      unread: cancelled === true,
      runs: fresh ? log : edited(log, { found: before ? differences(before, document) : [] }),
    }))
    const { view: _, ...rest } = document
    client().send({
      kind: 'load',
      revision,
      document: rest,
      fresh,
      ...(table === undefined ? {} : { table }),
      ...(cancelled ? { unread: true } : {}),
      ...(back ? { back } : {}),
      ...(restored && !fresh ? { restored } : {}),
    })
    for (const replay of [...(fresh ? learnedBefore() : []), ...replays]) runs?.travel(replay)
  }
  /**
   * Trained state that the file may not contain: from the history of an opened document, or from an engine that has
   * ended.
   */
  function learnedBefore(): readonly Replay[] {
    const last = known
    known = undefined
    if (last) return [{ step: { before: null, after: { checkpoint: last } }, side: 'after' }]
    const { past, future, document } = documents.store.getState()
    const [first, ...writes] = replayOf(past, future)
    if (!first) return []
    const moment = first.step.written ? undefined : first.step[first.side]
    // Trained state that the file contains need not be restored.
    return [...(first.step.written || (moment && !holds(document, moment.checkpoint)) ? [first] : []), ...writes]
  }

  /** The last known checkpoint of an engine that has ended, for its successor. */
  let known: Checkpoint | undefined
  function ready(): void {
    if (client().alive) return
    const { speed } = store.getState()
    client().start()
    watching.begin()
    hold()
    if (fastMath?.get() === true) client().send({ kind: 'fast-math', on: true })
    if (speed !== null) client().send({ kind: 'speed', updatesPerSecond: speed })
  }
  /**
   * Called when the engine ends unexpectedly: training stops, and a new engine starts with the last known checkpoint.
   */
  function onEnd(wrong: Problem): void {
    const { state, compiled } = store.getState()
    const { problem: reported, over } = ends.add(wrong)
    known = client().known ?? known
    running.next(false)
    run().lost(known)
    tables.lost()
    opened.next(opened.value)
    if (!known) forgetReports()
    store.setState({
      ...endedState(state, compiled, reported),
      trouble: { problem: reported, over, ended: { epoch: state.epoch, known: known?.epoch ?? null } },
    })
    loading.restart()
    if (!over) load()
  }
  const load = (): void => loading.load(documents.store.getState())

  async function settled(): Promise<void> {
    const { stepComes, undoWaits } = documents.store.getState()
    if (!stepComes && !undoWaits) return
    await documents.settled()
    // When this question is answered, the engine has handled the undo, and its report has arrived.
    await answered(patiently(client().ask({ kind: 'costs' }), PATIENCE, silent)).catch(leaveIt)
  }
  async function caughtUp(): Promise<Problem | undefined> {
    await settled()
    // Most tables are read in less time than a question to the user takes.
    const given = await loading.settled(PATIENCE)
    const { reading, compiled } = store.getState()
    if (!client().alive) return compiled?.errors[0] ?? silent()
    if (given === undefined) return reading ? problem('engine-failed', 'engine-reading', { path: reading.path }) : silent()
    return (await until(store, ({ compiled }) => (compiled?.revision ?? -1) >= given, PATIENCE)) ? undefined : silent()
  }
  function reset(): void {
    run().reset()
    forgetReports('anew')
  }

  return {
    store,
    moment,
    start() {
      if (started) return
      started = new EngineClient()
      watching.begin()
      const { message$ } = started
      opened
        .pipe(
          switchMap((revision) =>
            follow(
              message$.pipe(
                skipWhile((message) => message.kind !== 'compiled' || message.revision < revision),
                share(),
              ),
            ),
          ),
        )
        .subscribe()
      opened
        .pipe(
          distinctUntilChanged(),
          switchMap(() => failures(message$)),
        )
        .subscribe((wrong) => store.setState({ trouble: { problem: wrong } }))
      started.death$.subscribe(onEnd)
      runs = new Runs(documents, started, {
        get() {
          flush.next()
          return store.getState().reports
        },
        set(reports) {
          forgetReports('elsewhere')
          store.setState({ reports })
        },
      })
      const unfollow = documents.store.subscribe((state, old) => {
        if (state.opened !== old.opened) open()
        loading.follow(state, old)
      })
      const travelling = documents.onTravel(followTravel)
      const choose = (on: boolean): void => started?.send({ kind: 'fast-math', on })
      if (fastMath?.get() === true) choose(true)
      const unchoose = fastMath?.subscribe(choose)
      leave = () => {
        unfollow()
        travelling()
        unchoose?.()
      }
      opened.next(documents.store.getState().opened)
      load()
    },
    end() {
      leave?.()
      running.next(false)
      // Pending questions fail, because the document was closed.
      started?.close()
    },
    watch: (query) => watching.watch(query),
    noticed: () => store.setState({ trouble: undefined }),
    startAgain() {
      ends.forget()
      store.setState({ trouble: undefined })
      if (client().alive) client().abandon()
      else load()
    },
    play() {
      documents.ask()
      run().play(store.getState().state)
    },
    pause: () => void run().pause(),
    async lookBack(epoch) {
      if (store.getState().state.status === 'running') await run().pause()
      moment.setState(toEpoch(epoch))
    },
    goOn(epoch) {
      documents.ask()
      return run().goOn(epoch)
    },
    step() {
      documents.ask()
      run().step(store.getState().state)
    },
    async runAgain(change) {
      // Training so far becomes a step of history of its own.
      if (store.getState().state.status === 'running') await run().pause()
      change()
      await loading.settled()
      reset()
      run().play({ ...store.getState().state, status: 'ready' })
    },
    reset,
    redraw: (owners) => run().redraw(owners),
    write: (...asked) => run().write(...asked),
    endWriting: () => run().endWriting(),
    cancelWriting: () => run().cancelWriting(),
    setSpeed(updatesPerSecond) {
      store.setState({ speed: updatesPerSecond })
      client().send({ kind: 'speed', updatesPerSecond })
    },
    stageData: (path, signal, progress, keys) => tables.stage(placeOf(documents.store.getState().origin), path, signal, progress, keys),
    adoptData: (path, message) => tables.adopt(path, message),
    dropData: (table) => tables.drop(table),
    stopReading: () => tables.stop(),
    readAgain() {
      tables.again()
      load()
    },
    settled,
    caughtUp,
    ask: (question) => client().ask(question),
  }
}
