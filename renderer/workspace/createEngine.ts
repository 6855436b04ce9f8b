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
import { Ends, PATIENCE, endedState, idle, isToldHere, nowAndThen, silent, until, type Trouble } from './engineLife'
import { createMoment, following, tellMoment, toEpoch, type MomentState } from './moment'
import { Loading, placeOf, type Load } from './loading'
import { Runs } from './runs'
import { DocumentTables } from './documentTables'
import type { FeedResult, Reading } from './feed'
import { edited, ended, thinned, withReports, withScores, type Run } from './runLog'

/** What the engine has last said of a document; frames go past React. */
export interface EngineState {
  readonly compiled: CompiledMessage | undefined
  readonly state: StateMessage
  /** One an epoch since the document was opened or reset. */
  readonly reports: readonly ReportMessage[]
  /** Trainings since the document was opened, the one at work last. */
  readonly runs: readonly Run[]
  /** Updates a second that are asked for; null for as fast as it goes. */
  readonly speed: number | null
  /** Why the data file could not be read; what is missing in it the engine says itself. */
  readonly dataFailure: string | undefined
  /** How far the document's data file has been read; undefined where none is being read. */
  readonly reading: Reading | undefined
  /** Whether the person has stopped the reading of the document's data file. */
  readonly unread: boolean
  /** What went wrong with the engine, until `noticed`. */
  readonly trouble: Trouble | undefined
}

/** The engine of one document, in a worker of its own. */
export interface Engine {
  readonly store: StoreApi<EngineState>
  /** The moment at which all that is watched stands. */
  readonly moment: StoreApi<MomentState>
  /** Starts the worker and follows the document: every edit is compiled, and training goes on. */
  start(): void
  /** Ends the worker. */
  end(): void
  /** What is seen of a query while somebody subscribes; undefined while nothing is known. */
  watch<K extends StreamKind>(query: Query<K>): Observable<Seen<K> | undefined>
  /** The person has seen what went wrong. */
  noticed(): void
  /** Starts an engine again that has ended too often, or does not answer. */
  startAgain(): void
  play(): void
  pause(): void
  step(): void
  /** Pauses, and shows the weights of an earlier epoch; null for the newest ones. */
  lookBack(epoch: number | null): Promise<void>
  /** Goes on from where training stood after an earlier epoch, as a run of its own. */
  goOn(epoch: number): Promise<void>
  /** Weights drawn anew, epoch 0. */
  reset(): void
  /** The weights of these nodes and wires drawn anew, the rest as it is. */
  redraw(owners: readonly string[]): void
  /** Changes entries of a parameter by hand; all that are changed until `endWriting` are one step of history. Answers how many were, undefined where it is refused. */
  write(name: string, indices: Uint32Array, change: WeightChange): Promise<number | undefined>
  endWriting(): Promise<void>
  /** Takes back what was written since `endWriting`; it was no step. */
  cancelWriting(): Promise<void>
  /** Changes the document to that of another run and trains it from the beginning, as after opening it. */
  runAgain(change: () => void): Promise<void>
  /** @param updatesPerSecond null for as fast as it goes. */
  setSpeed(updatesPerSecond: number | null): void
  /** Reads a file that may become the document's data under this name. */
  stageData(path: string, signal: AbortSignal, progress: (reading: Reading) => void, keys?: TableReading['keys']): Promise<FeedResult>
  /** Makes a file that was staged known under its name; the document then names it. */
  adoptData(path: string, message: TableAnswer): void
  dropData(table: number): void
  /** Stops reading the document's data file; it has no data then. */
  stopReading(): void
  /** Reads the data file once more: one whose reading was stopped, or that has been changed. */
  readAgain(): void
  /** Resolves when all that was learned and undone is in history, and what the engine says of it is known. */
  settled(): Promise<void>
  /** Resolves when the document as it is now is what the engine works with, or to the reason why it will not be for a while. */
  caughtUp(): Promise<Problem | undefined>
  /** Asks anything of `Questions`: how far it is, then the answer; leaving takes the question back. */
  ask<K extends QuestionKind>(question: Question<K>): Observable<Reply<Answer<K>>>
}

const nothing = { compiled: undefined, state: idle, reports: [], runs: [], dataFailure: undefined, reading: undefined, unread: false, trouble: undefined }

/** A setting of the person's that may change at any time. */
export interface Setting<T> {
  get(): T
  /** Answers how to stop. */
  subscribe(listener: (value: T) => void): () => void
}

/** @param fastMath Whether products and sums may be rounded once. */
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
  const hold = tellMoment(moment, (command) => started?.send(command))
  /** The newest scores of the run that is at work: they may come before the report of their epoch. */
  let scored: Scores | undefined
  watching.watch({ kind: 'scores' }).subscribe((scores) => {
    if (!scores || scores.past) return
    scored = scores
    runs?.hearScores(scores)
    store.setState(({ runs: log }) => ({ runs: withScores(log, scores) }))
  })
  const running = new Subject<boolean>()
  nowAndThen(running, () => answerOf(client().ask({ kind: 'checkpoint' }))).subscribe()
  const ends = new Ends()

  /** The revision at which the document that the engine works on was opened; emits, too, when another engine begins. */
  const opened = new BehaviorSubject(-1)
  /** Lets what waits for the next picture be known at once. */
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
    // What is computed otherwise from now on is no more the run that was begun.
    store.setState(({ runs: log }) => ({ state: message, ...(other ? { runs: edited(log, { found: [], fastMath: message.fastMath.used }) } : {}) }))
  }
  function showReports(told: readonly ReportMessage[]): void {
    const { document } = documents.store.getState()
    store.setState(({ reports, runs: log, state }) => ({
      reports: thinned([...reports, ...told]),
      runs: withScores(withReports(log, told, document, Date.now(), state.fastMath.used), scored),
    }))
  }

  /** What the engine says of the document that is there; until it has compiled that, it speaks of the one before. */
  function follow(message$: Observable<Message>): Observable<unknown> {
    const of = <K extends Message['kind']>(kind: K) => message$.pipe(filter((message): message is Extract<Message, { kind: K }> => message.kind === kind))
    const states = of('state').pipe(
      tap((message) => {
        documents.reportLearned(message.learned ?? null)
        const old = store.getState().state
        // What training goes on with, or an edit, ends the look at an earlier epoch.
        if (message.status === 'running' || message.epoch !== old.epoch || message.learned !== old.learned) moment.setState({ epoch: null })
        runs?.hear(message, old)
        running.next(message.status === 'running')
      }),
      // Where only numbers have changed, they wait while the camera moves.
      connect((state) => state.pipe(audit((message) => (isMoving() && !leaves(message) ? race(picture(), state.pipe(filter(leaves))) : just(undefined))))),
    )
    return merge(
      of('compiled').pipe(tap((compiled) => store.setState({ compiled }))),
      states.pipe(tap(showState)),
      // Small networks run through thousands of epochs a second: one change of state a picture.
      eachPicture(of('report'), flush).pipe(tap(showReports)),
      eachPicture(of('frame'), flush).pipe(tap((frames) => watching.show(frames))),
    )
  }
  /** Questions that fail without being told of where they were asked; that a checkpoint is too large is told once of a document. */
  const failures = (message$: Observable<Message>): Observable<Problem> =>
    message$.pipe(
      filter((message) => message.kind === 'failure'),
      filter(isToldHere),
      map((message) => message.problem),
      distinct((wrong) => (wrong.key === 'engine-checkpoint-large' ? wrong.key : wrong)),
    )

  const tables = new DocumentTables(client, (reading) => store.setState({ reading }))
  const loading: Loading<Replay> = new Loading(tables, ready, give, (replay) => runs?.travel(replay))
  const followTravel = ({ entry, side }: Travel): void => loading.travel(entry.learned && { step: entry.learned, side })

  /** Another document is there. */
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
  /** A document that comes with its history may have learned what its file does not hold; so has one whose engine has ended. */
  function learnedBefore(): readonly Replay[] {
    const last = known
    known = undefined
    if (last) return [{ step: { before: null, after: { checkpoint: last } }, side: 'after' }]
    const { past, future, document } = documents.store.getState()
    const [first, ...writes] = replayOf(past, future)
    if (!first) return []
    const moment = first.step.written ? undefined : first.step[first.side]
    // What the file has already need not be had once more.
    return [...(first.step.written || (moment && !holds(document, moment.checkpoint)) ? [first] : []), ...writes]
  }

  /** Where training stood in an engine that has ended, as far as is known, for the one that follows it. */
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
  /** The engine has ended without being asked to: nothing is trained, and another one begins with what is known. */
  function hearEnd(wrong: Problem): void {
    const { state, compiled } = store.getState()
    const { told, over } = ends.add(wrong)
    known = client().known ?? known
    running.next(false)
    run().lost(known)
    tables.lost()
    opened.next(opened.value)
    if (!known) forgetReports()
    store.setState({ ...endedState(state, compiled, told), trouble: { problem: told, over, ended: { epoch: state.epoch, known: known?.epoch ?? null } } })
    loading.restart()
    if (!over) load()
  }
  const load = (): void => loading.load(documents.store.getState())

  async function settled(): Promise<void> {
    const { stepComes, undoWaits } = documents.store.getState()
    if (!stepComes && !undoWaits) return
    await documents.settled()
    // What was undone has reached the engine, and what it says of it has come, before an answer does.
    await answered(patiently(client().ask({ kind: 'costs' }), PATIENCE, silent)).catch(leaveIt)
  }
  async function caughtUp(): Promise<Problem | undefined> {
    await settled()
    const { reading, compiled } = store.getState()
    if (reading) return problem('engine-failed', 'engine-reading', { path: reading.path })
    if (!client().alive) return compiled?.errors[0] ?? silent()
    const given = await loading.settled()
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
      started.death$.subscribe(hearEnd)
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
      // Whoever still asks is told that the document was closed.
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
      // What was learned until now is a step of history of its own.
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
