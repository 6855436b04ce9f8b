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
import { createStore } from 'zustand/vanilla'
import { problem, type Problem } from '../../engine/base/problem'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { Message, ReportMessage, StateMessage } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import { differences } from '../../engine/document/differences'
import { holds, replayOf, type Replay } from '../editing/learned'
import type { DocumentStore, Travel } from '../editing/store'
import { eachPicture, isMoving, picture } from '../controls/pace'
import { EngineClient } from '../worker/client'
import { Watching } from '../worker/watching'
import { answerOf, answered, leaveIt, patiently } from '../worker/failure'
import { Ends, PATIENCE, endedState, idle, isReportedHere, nowAndThen, silent, until } from './engineLife'
import { createMoment, following, sendMoment, toEpoch } from './moment'
import { Loading, placeOf, type Load } from './loading'
import { Runs, entriesOf } from './runs'
import { DocumentTables } from './documentTables'
import { edited, ended, thinned, withFailure, withReports, withScores } from './runLog'
import type { Engine, EngineState, Setting } from './openEngine'

const nothing = { compiled: undefined, state: idle, reports: [], runs: [], dataFailure: undefined, reading: undefined, unread: false, trouble: undefined }

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
    const { status, fastMath, problem } = message
    const { state: old } = store.getState()
    const { document } = documents.store.getState()
    // With another arithmetic, it is not the same run any more.
    if (fastMath.used !== old.fastMath.used) store.setState(({ runs: log }) => ({ runs: edited(log, { found: [], fastMath: fastMath.used }) }))
    const fails = status === 'failed' && old.status !== 'failed'
    // Reports that wait for the next frame came before the failure.
    if (fails) flush.next()
    if (fails || status === 'running')
      store.setState(({ runs: log }) => ({ runs: withFailure(log, fails ? problem : undefined, document, Date.now(), fastMath.used) }))
    store.setState({ state: message })
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
  const followTravel = ({ entry, side }: Travel): void =>
    loading.travel(entry.learned && { step: entry.learned, side }, entry.patches.length > 0 || !entry.learned)

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
  /** Pauses a run for a change of its weights, and continues it. */
  async function between(change: () => Promise<unknown>): Promise<void> {
    const running = store.getState().state.status === 'running'
    if (running) await run().pause()
    moment.setState({ epoch: null })
    await change()
    if (running) run().play({ ...store.getState().state, status: 'paused' })
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
    async live(options) {
      documents.ask()
      if (store.getState().state.status === 'running') await run().pause()
      return run().live(options)
    },
    pause: () => void run().pause(),
    async lookBack(epoch) {
      if (store.getState().state.status === 'running') await run().pause()
      moment.setState(toEpoch(epoch))
    },
    goOn(epoch) {
      documents.ask()
      return run().goBack(epoch, 'run.edit.branch', true)
    },
    takeEpoch: (epoch) => run().goBack(epoch, 'run.edit.best', false),
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
    editAndRedraw: (label, recipe, owners) =>
      between(() =>
        run().editAndRedraw(
          () => {
            const { document } = documents.store.getState()
            documents.edit(label, recipe)
            return documents.store.getState().document !== document
          },
          () => loading.settled(PATIENCE),
          owners,
        ),
      ),
    async takeWeights(change, weights) {
      if (store.getState().state.status === 'running') await run().pause()
      moment.setState({ epoch: null })
      documents.edit('runs.edit.again', change)
      documents.endGesture()
      await loading.settled(PATIENCE)
      reset()
      await run().put('runs.edit.weights', entriesOf(weights))
    },
    scale: (entries, factor) => between(() => run().scale(entries, factor)),
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
