import { BehaviorSubject, type Observable, Subscription, distinctUntilChanged, filter, map, merge, share, skipWhile, switchMap, tap } from 'rxjs'
import { createStore } from 'zustand/vanilla'
import { problem, type Problem } from '../../engine/base/problem'
import { differences } from '../../engine/document/differences'
import type { Message, StateMessage } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import { holdsText, replayOf, type Replay } from '../editing/learned'
import type { DocumentState, DocumentStore } from '../editing/store'
import { EngineClient } from '../worker/client'
import { answerOf, answered, ignoreFailure, patiently } from '../worker/failure'
import { Watching } from '../worker/watching'
import { DocumentTables } from './documentTables'
import { Ends, PATIENCE, endedState, idle, nowAndThen, silent, until } from './engineLife'
import { Loading, commandOf, placeOf, type Load } from './loading'
import { createMoment, following, sendMoment } from './moment'
import type { Engine, EngineState, Setting } from './openEngine'
import { Reports, failures, ofKind } from './reports'
import { runActions } from './runActions'
import { edited } from './runLog'
import { Runs } from './runs'

const nothing = {
  compiled: undefined,
  state: idle,
  reports: [],
  runs: [],
  dataFailure: undefined,
  recognized: undefined,
  reading: undefined,
  unread: false,
  trouble: undefined,
}

/** Trained state of an opened document that its file may not contain. */
function learnedBefore({ past, future, document }: DocumentState): readonly Replay[] {
  const [first, ...writes] = replayOf(past, future)
  if (!first) return []
  const moment = first.step.written ? undefined : first.step[first.side]
  return [...(first.step.written || (moment && !holdsText(document, moment.checkpoint)) ? [first] : []), ...writes]
}

/**
 * Connects a document to a worker: each revision is loaded, and the worker's messages about it are written to the
 * store, until `end`.
 *
 * @param fastMath whether to use fused multiply-add.
 */
export function createEngine(documents: DocumentStore, fastMath?: Setting<boolean>): Engine {
  const store = createStore<EngineState>(() => ({ ...nothing, speed: null }))
  const moment = createMoment()
  const client = new EngineClient()
  const send = client.send.bind(client)
  const watching = new Watching(send)
  const sendWholeMoment = sendMoment(moment, send)
  const reports = new Reports(store, documents)
  const runs = new Runs(documents, client, reports)
  const tables = new DocumentTables(client, (reading) => store.setState({ reading }))
  const loading = new Loading<Replay>(tables, ready, give, (replay) => runs.travel(replay))
  const ends = new Ends()
  const life = new Subscription()

  /** The revision at which the engine's document was opened; also emits when another engine starts. */
  const opened = new BehaviorSubject(-1)
  /** Messages about the current document; until the engine has compiled it, messages concern the previous one. */
  const since = (revision: number): Observable<Message> =>
    client.message$.pipe(
      skipWhile((message) => message.kind !== 'compiled' || message.revision < revision),
      share(),
    )
  function follow(message$: Observable<Message>): Observable<unknown> {
    const state$ = ofKind(message$, 'state').pipe(tap(onState), share())
    const running$ = state$.pipe(map(({ status }) => status === 'running'))
    return merge(
      nowAndThen(running$, () => answerOf(client.ask({ kind: 'checkpoint' }))),
      reports.write(message$, (frames) => watching.show(frames)),
    )
  }
  function onState(message: StateMessage): void {
    documents.reportLearned(message.learned ?? null)
    const old = store.getState().state
    // Training or an edit returns to the newest epoch.
    if (message.status === 'running' || message.epoch !== old.epoch || message.learned !== old.learned) moment.setState({ epoch: null })
    runs.onState(message, old)
  }

  /** Starts a worker if there is none. */
  function ready(): void {
    if (client.status === 'running') return
    const { speed } = store.getState()
    client.start()
    watching.begin()
    sendWholeMoment()
    if (fastMath?.get() === true) send({ kind: 'fast-math', on: true })
    if (speed !== null) send({ kind: 'speed', updatesPerSecond: speed })
  }
  const load = (): void => loading.load(documents.store.getState())
  /** Called when another document is opened. */
  function open({ opened: revision }: DocumentState): void {
    tables.clear()
    reports.forget()
    watching.forget()
    moment.setState(following)
    runs.forget()
    opened.next(revision)
    store.setState(nothing)
  }
  function give(due: Load<Replay>): void {
    const { state, before, fresh, last, found } = due
    store.setState(({ runs: log }) => ({
      dataFailure: found.failure,
      recognized: tables.recognized(found.table),
      unread: found.cancelled === true,
      runs: fresh ? log : edited(log, { found: before ? differences(before, state.document) : [] }),
    }))
    send(commandOf(due))
    const trained = last ? [last] : fresh ? learnedBefore(documents.store.getState()) : []
    for (const replay of [...trained, ...due.replays]) runs.travel(replay)
  }
  /**
   * Called when the engine ends unexpectedly: training stops, and a new engine starts with the last known checkpoint.
   */
  function onEnd(wrong: Problem): void {
    const { state, compiled } = store.getState()
    const { known } = client
    const { problem: reported, over } = ends.add(wrong)
    runs.lost(known)
    tables.lost()
    opened.next(opened.value)
    if (!known) reports.forget()
    store.setState({
      ...endedState(state, compiled, reported),
      trouble: { problem: reported, over, ended: { epoch: state.epoch, known: known?.epoch ?? null } },
    })
    loading.restart(known && { step: { before: null, after: { checkpoint: known } }, side: 'after' })
    if (!over) load()
  }

  async function settled(): Promise<void> {
    const { stepComes, undoWaits } = documents.store.getState()
    if (!stepComes && !undoWaits) return
    await documents.settled()
    // When this question is answered, the engine has handled the undo, and its report has arrived.
    await answered(patiently(client.ask({ kind: 'costs' }), PATIENCE, silent)).catch(ignoreFailure)
  }
  async function caughtUp(): Promise<Problem | undefined> {
    await settled()
    // Most tables are read in less time than a question to the user takes.
    const given = await loading.settled(PATIENCE)
    const { reading, compiled } = store.getState()
    if (client.status !== 'running') return compiled?.errors[0] ?? silent()
    if (given === undefined) return reading ? problem('engine-failed', 'engine-reading', { path: reading.path }) : silent()
    return (await until(store, ({ compiled }) => (compiled?.revision ?? -1) >= given, PATIENCE)) ? undefined : silent()
  }

  return {
    store,
    moment,
    start() {
      if (client.status !== 'new') return
      opened.next(documents.store.getState().opened)
      life.add(opened.pipe(switchMap((revision) => follow(since(revision)))).subscribe())
      life.add(
        opened
          .pipe(
            distinctUntilChanged(),
            switchMap(() => failures(client.message$)),
          )
          .subscribe((wrong) => store.setState({ trouble: { problem: wrong } })),
      )
      life.add(client.death$.subscribe(onEnd))
      life.add(
        documents.store.subscribe((state, old) => {
          if (state.opened !== old.opened) open(state)
          loading.follow(state, old)
        }),
      )
      life.add(
        documents.onTravel(({ entry, side }) => loading.travel(entry.learned && { step: entry.learned, side }, entry.patches.length > 0 || !entry.learned)),
      )
      life.add(fastMath?.subscribe((on) => send({ kind: 'fast-math', on })))
      life.add(
        watching
          .watch({ kind: 'scores' })
          .pipe(filter((scores): scores is Scores => scores !== undefined && !scores.past))
          .subscribe((scores) => {
            runs.onScores(scores)
            reports.onScores(scores)
          }),
      )
      load()
    },
    end() {
      life.unsubscribe()
      // Pending questions fail, because the document was closed.
      client.close()
    },
    ...runActions({ store, moment, documents, runs, reports, loading }),
    watch: (query) => watching.watch(query),
    ask: (question) => client.ask(question),
    pause: () => void runs.pause(),
    redraw: (owners) => runs.redraw(owners),
    write: (...asked) => runs.write(...asked),
    endWriting: () => runs.endWriting(),
    cancelWriting: () => runs.cancelWriting(),
    setSpeed(updatesPerSecond) {
      store.setState({ speed: updatesPerSecond })
      send({ kind: 'speed', updatesPerSecond })
    },
    stageData: (path, signal, progress, keys) => tables.stage(placeOf(documents.store.getState().origin), path, signal, progress, keys),
    adoptData: (path, message) => tables.adopt(path, message),
    dropData: (table) => tables.drop(table),
    stopReading: () => tables.stop(),
    readAgain() {
      tables.again()
      load()
    },
    noticed: () => store.setState({ trouble: undefined }),
    startAgain() {
      ends.forget()
      store.setState({ trouble: undefined })
      if (client.status === 'running') client.abandon()
      else load()
    },
    settled,
    caughtUp,
  }
}
