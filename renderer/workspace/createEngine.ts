import { Subject, type Observable } from 'rxjs'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DocumentPlace } from '../../electron/contract'
import { problem, type Problem } from '../../engine/base/problem'
import type { TableReading } from '../../engine/data/table'
import type { GraphDocument } from '../../engine/document/types'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { CompiledMessage, FrameMessage, Message, ReportMessage, StateMessage } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply, TableAnswer, WeightChange } from '../../engine/run/questions'
import type { Query, Scores, Seen, StreamKind } from '../../engine/run/streams'
import { differences } from '../editing/differences'
import { holds, replayOf, type Replay } from '../editing/learned'
import type { DocumentStore, Origin, Travel } from '../editing/store'
import { drawSoon, eachPicture, isMoving } from '../controls/pace'
import { EngineClient } from '../worker/client'
import { Watching } from '../worker/watching'
import { answered, leaveIt } from '../worker/failure'
import { Ends, PATIENCE, Watch, endedState, idle, isToldHere, silent, until, type Trouble } from './engineLife'
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
  /** Resolves when the document as it is now is what the engine works with, or to the reason why it will not be for a while. */
  caughtUp(): Promise<Problem | undefined>
  /** Asks anything of `Questions`: how far it is, then the answer; leaving takes the question back. */
  ask<K extends QuestionKind>(question: Question<K>): Observable<Reply<Answer<K>>>
}

const nothing = { compiled: undefined, state: idle, reports: [], runs: [], dataFailure: undefined, reading: undefined, unread: false, trouble: undefined }

/** What of a document the engine computes with: looks are not sent, and storing weights is not an edit. */
const matters = (a: GraphDocument, b: GraphDocument): boolean =>
  a.nodes !== b.nodes || a.edges !== b.edges || a.data !== b.data || a.training !== b.training

/** Keys under which two objects hold different values, or one of them none. */
const changedKeys = (a: Readonly<Record<string, unknown>> = {}, b: Readonly<Record<string, unknown>> = {}): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])

export const placeOf = ({ path, example, picture }: Origin): DocumentPlace =>
  ({ path, ...(example === undefined ? {} : { example }), ...(picture === undefined ? {} : { picture }) })

/** A setting of the person's that may change at any time. */
export interface Setting<T> {
  get(): T
  /** Answers how to stop. */
  subscribe(listener: (value: T) => void): () => void
}

/** @param fastMath Whether products and sums may be rounded once. */
export function createEngine(documents: DocumentStore, fastMath?: Setting<boolean>): Engine {
  const store = createStore<EngineState>(() => ({ ...nothing, speed: null }))
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
  const frames = new Subject<FrameMessage>()
  eachPicture(frames).subscribe((all) => watching.show(all))
  /** The newest scores of the run that is at work: they may come before the report of their epoch. */
  let scored: Scores | undefined
  watching.watch({ kind: 'scores' }).subscribe((scores) => {
    if (!scores) return
    scored = scores
    runs?.hearScores(scores)
    store.setState(({ runs: log }) => ({ runs: withScores(log, scores) }))
  })
  const watch = new Watch(() => answered(client().ask({ kind: 'checkpoint' })))
  const ends = new Ends()

  /** The revision at which the document that is shown was opened. */
  let era = -1
  /** The one that is known to be too large for checkpoints. */
  let large: number | undefined
  /** The revision of a document that was opened and that the engine has not compiled yet; until then it speaks of the one before. */
  let awaited: number | undefined

  let untold: ReportMessage[] = []
  /** Small networks run through thousands of epochs a second: one change of state a picture. */
  function tellReports(): void {
    const told = untold
    untold = []
    const { document } = documents.store.getState()
    store.setState(({ reports, runs: log, state }) => ({ reports: thinned([...reports, ...told]), runs: withScores(withReports(log, told, document, Date.now(), state.fastMath.used), scored) }))
  }
  function forgetReports(how: 'anew' | 'elsewhere' = 'anew'): void {
    untold.length = 0
    scored = undefined
    store.setState(({ runs: log }) => ({ reports: [], runs: ended(log, how) }))
  }

  /** What the engine has last said of itself; where only numbers have changed, they wait while the camera moves. */
  let newest: StateMessage | undefined
  function tellState(message: StateMessage): void {
    const waits = newest !== undefined
    newest = undefined
    const shown = store.getState().state
    const other = message.fastMath.used !== shown.fastMath.used
    if (!isMoving() || other || message.status !== shown.status) {
      // What is computed otherwise from now on is no more the run that was begun.
      store.setState(({ runs: log }) => ({ state: message, ...(other ? { runs: edited(log, { found: [], fastMath: message.fastMath.used }) } : {}) }))
      return
    }
    newest = message
    if (!waits) drawSoon(() => {
      if (newest) store.setState({ state: newest })
      newest = undefined
    })
  }

  function hear(message: Message): void {
    if (message.kind === 'compiled' && awaited !== undefined && message.revision >= awaited) awaited = undefined
    const old = awaited !== undefined
    switch (message.kind) {
      case 'compiled':
        if (!old) store.setState({ compiled: message })
        return
      case 'state':
        if (old) return
        documents.tellLearned(message.learned ?? null)
        runs?.hear(message, store.getState().state)
        watch.follow(message.status === 'running')
        tellState(message)
        return
      case 'report':
        if (!old && untold.push(message) === 1) drawSoon(tellReports)
        return
      case 'frame':
        if (!old) frames.next(message)
        return
      case 'failure':
        if (isToldHere(message) && !(message.problem.key === 'engine-checkpoint-large' && large === era)) store.setState({ trouble: { problem: message.problem } })
        // Which is told once of a document.
        if (message.problem.key === 'engine-checkpoint-large') large = era
        return
      default:
        // Answers, which whoever asked waits for.
        return
    }
  }

  const tables = new DocumentTables(client, (reading) => store.setState({ reading }))
  /** Whether the document that comes next is one that was there before. */
  let back = false
  /** What is to be learned again once the document that it belongs to has been sent. */
  const waiting: Replay[] = []
  function hearTravel({ entry, side }: Travel): void {
    if (entry.learned) waiting.push({ step: entry.learned, side })
    else back = true
  }
  /** A document that comes with its history may have learned what its file does not hold. */
  function bringBack(known: Checkpoint | undefined): void {
    if (known) return void waiting.unshift({ step: { before: null, after: { checkpoint: known } }, side: 'after' })
    const { past, future, document } = documents.store.getState()
    const [first, ...writes] = replayOf(past, future)
    if (!first) return
    const moment = first.step.written ? undefined : first.step[first.side]
    // What the file has already need not be had once more.
    waiting.unshift(...(first.step.written || (moment && !holds(document, moment.checkpoint)) ? [first] : []), ...writes)
  }

  /** Where training stood in an engine that has ended, as far as is known, for the one that follows it. */
  let restart: Checkpoint | undefined
  function startAgain(): void {
    const { speed } = store.getState()
    client().start()
    watching.begin()
    if (fastMath?.get() === true) client().send({ kind: 'fast-math', on: true })
    if (speed !== null) client().send({ kind: 'speed', updatesPerSecond: speed })
    fresh = true
  }
  /** The engine has ended without being asked to: nothing is trained, and another one begins with what is known. */
  function hearEnd(wrong: Problem): void {
    const { state, compiled } = store.getState()
    const { told, over } = ends.add(wrong)
    restart = client().known ?? restart
    watch.follow(false)
    run().lost(restart)
    tables.lost()
    newest = undefined
    if (!restart) forgetReports()
    store.setState({ ...endedState(state, compiled, told), trouble: { problem: told, over, ended: { epoch: state.epoch, known: restart?.epoch ?? null } } })
    sent = undefined
    if (!over) following = follow()
  }

  let wanted = 0
  /** The newest of what was wanted that has been sent. */
  let arrived = 0
  /** The newest revision that the worker was given to compile. */
  let given = 0
  let sent: GraphDocument | undefined
  let fresh = true
  /** Parameters whose stored weights alone an edit has changed: saving does so too, and is none. Undefined where no edit touched what is stored. */
  let restores: Set<string> | undefined
  function hearStored(document: GraphDocument, old: GraphDocument): void {
    if (matters(old, document) || (document.weights === old.weights && document.fitted === old.fitted)) return
    restores = new Set([...(restores ?? []), ...changedKeys(old.weights, document.weights)])
  }
  async function follow(): Promise<void> {
    const { document, revision, opened, origin } = documents.store.getState()
    fresh ||= revision === opened
    if (sent && !fresh && !restores && !matters(sent, document)) {
      sent = document
      back = false
      return
    }
    const restored = fresh ? [] : [...(restores ?? [])]
    restores = undefined
    const before = sent
    sent = document
    if (started?.alive === false) startAgain()
    const ticket = ++wanted
    if (opened !== era) {
      era = opened
      restart = undefined
      tables.clear()
      watching.forget()
      awaited = revision
      forgetReports()
      newest = undefined
      runs?.forget()
      waiting.length = 0
      store.setState(nothing)
    }
    const { table, failure, cancelled } = await tables.find(document, placeOf(origin))
    // Where a newer document is on its way, what was read stays known.
    if (ticket !== wanted) return
    arrived = ticket
    store.setState(({ runs: log }) => ({ dataFailure: failure, unread: cancelled === true, runs: fresh ? log : edited(log, { found: before ? differences(before, document) : [] }) }))
    const { view: _, ...rest } = document
    given = revision
    started?.send({
      kind: 'load', revision, document: rest, fresh, ...(table === undefined ? {} : { table }), ...(cancelled ? { unread: true } : {}), ...(back ? { back } : {}),
      ...(restored.length > 0 ? { restored } : {}),
    })
    back = false
    if (fresh) bringBack(restart)
    fresh = false
    restart = undefined
    for (const replay of waiting.splice(0)) runs?.travel(replay)
  }

  /** What is on its way to the engine of the newest document. */
  let following: Promise<void> | undefined
  async function caughtUp(): Promise<Problem | undefined> {
    const { reading, compiled } = store.getState()
    if (reading) return problem('engine-failed', 'engine-reading', { path: reading.path })
    if (!client().alive) return compiled?.errors[0] ?? silent()
    await following
    return (await until(store, ({ compiled }) => (compiled?.revision ?? -1) >= given, PATIENCE)) ? undefined : silent()
  }
  function reset(): void {
    run().reset()
    forgetReports('anew')
  }

  return {
    store,
    start() {
      if (started) return
      started = new EngineClient()
      watching.begin()
      started.message$.subscribe(hear)
      started.death$.subscribe(hearEnd)
      runs = new Runs(documents, started, {
        get: () => [...store.getState().reports, ...untold],
        set(reports) {
          forgetReports('elsewhere')
          store.setState({ reports })
        },
      })
      const unfollow = documents.store.subscribe((state, old) => {
        if (state.past !== old.past) hearStored(state.document, old.document)
        if (state.revision !== old.revision) following = follow()
        // Nothing of the document has changed, and nothing will be sent.
        else if (state.past !== old.past && wanted === arrived) for (const replay of waiting.splice(0)) runs?.travel(replay)
      })
      const travelling = documents.onTravel(hearTravel)
      const choose = (on: boolean): void => started?.send({ kind: 'fast-math', on })
      if (fastMath?.get() === true) choose(true)
      const unchoose = fastMath?.subscribe(choose)
      leave = () => {
        unfollow()
        travelling()
        unchoose?.()
      }
      void follow()
    },
    end() {
      leave?.()
      watch.follow(false)
      // Whoever still asks is told that the document was closed.
      started?.close()
    },
    watch: (query) => watching.watch(query),
    noticed: () => store.setState({ trouble: undefined }),
    startAgain() {
      ends.forget()
      store.setState({ trouble: undefined })
      if (client().alive) client().abandon()
      else following = follow()
    },
    play() {
      documents.ask()
      run().play(store.getState().state)
    },
    pause: () => client().send({ kind: 'pause' }),
    step() {
      documents.ask()
      run().step(store.getState().state)
    },
    async runAgain(change) {
      if (store.getState().state.status === 'running') {
        client().send({ kind: 'pause' })
        // Answered after the pause: what was learned until then is a step of history of its own.
        await answered(client().ask({ kind: 'checkpoint' })).catch(leaveIt)
      }
      change()
      await following
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
      sent = undefined
      void follow()
    },
    caughtUp,
    ask: (question) => client().ask(question),
  }
}
