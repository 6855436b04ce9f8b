import { Subject, exhaustMap, type Observable, type Subscription } from 'rxjs'
import type { AnalystHost } from './analyst/protocol'
import type { NodeRegistry } from '../contract/node-type'
import type { ThreadHost } from '../learn/threads/threads'
import type { Checkpoint } from '../learn/train/checkpoint'
import type { Progress } from '../learn/train/trainer'
import { Answering } from './answers'
import { failureOf } from './careful'
import { WeightCarryOver, spareOf } from './weight-carry-over'
import { Display } from './display'
import { after, inSlices, oneUpdate, type Advance } from './drive'
import { Learning } from './learned'
import { Loader, type LoadCommand } from './loader'
import { LiveRuns } from './live-runs'
import { Outbox } from './outbox'
import type { Pace } from './pace'
import type { SessionCommand, Message } from './protocol'
import type { Ask, ChangedEntries } from './questions'
import { Showing } from './showing'
import { extend, isRunning, workOf, type State } from './state'
import type { Query } from './streams'
import { Tables } from './tables'
import { StatusReporter, inShort, refused, sessionStatus, type SessionStatus } from './status-reporter'
import type { Work } from './work'
import { Workshop } from './workshop'
import { write } from './write'

/** Milliseconds after an edit of weights until the network is run with them. */
const REFRESH = 60

/**
 * A document in the engine: compiles it, trains at the requested pace, and reports what happens. Watching does not
 * change the training: results equal those of the terminal.
 */
export class Session {
  private readonly outbox = new Outbox()
  readonly message$: Observable<Message> = this.outbox.message$
  private state: State = { kind: 'empty', resumes: false }
  private readonly carryOver = new WeightCarryOver()
  private readonly learning = new Learning(() => {
    const work = workOf(this.state)
    return work ? { model: work.model, epoch: work.trainer.reached.epoch } : this.carryOver.kept
  })
  private readonly loader: Loader
  private readonly tables = new Tables()
  private readonly answering = new Answering(this.outbox.emit, () => this.known)
  /** The run in progress. */
  private run: Subscription | undefined
  private speed: number | null = null
  private readonly workshop: Workshop
  private readonly display: Display
  private readonly showing: Showing
  private readonly statusReporter: StatusReporter
  private readonly lives: LiveRuns
  /** Emits when weights are edited. */
  private readonly written = new Subject<void>()

  /** @param threadHost threads that may help to train. @param analysts threads for analyses, which otherwise take turns with training. */
  constructor(
    private readonly registry: NodeRegistry,
    private readonly pace: Pace,
    threadHost?: ThreadHost,
    analysts?: AnalystHost,
  ) {
    this.display = new Display(pace, this.outbox.emit, { analysts })
    this.showing = new Showing(pace, this.display, () => workOf(this.state))
    this.workshop = new Workshop(this.learning, threadHost)
    this.loader = new Loader(registry, this.tables, this.carryOver, this.workshop)
    this.statusReporter = new StatusReporter(pace, threadHost, this.outbox.emit)
    this.lives = new LiveRuns(registry, pace, this.display, { state: () => this.state, start: (work) => this.start(work), pause: () => this.pause() })
    // Edits of weights in quick succession are evaluated together.
    this.written.pipe(exhaustMap(() => after(pace, REFRESH))).subscribe(() => {
      if (this.state.kind === 'standing') this.refresh(this.state.work)
    })
  }

  send(command: SessionCommand): void {
    if (this.lives.current && /^(?:restore|redraw|reset|fast-math)$/.test(command.kind)) this.pause()
    switch (command.kind) {
      case 'load':
        return this.tryToLoad(command)
      case 'play':
        return this.play()
      case 'pause':
        return this.pause()
      case 'step':
        return this.step()
      case 'reset':
        return this.reset()
      case 'redraw':
        return this.redraw(command.owners)
      case 'speed':
        this.speed = command.updatesPerSecond
        if (isRunning(this.state)) this.drive()
        return
      case 'fast-math':
        return this.setFastMath(command.on)
      case 'watch':
        return this.watch(command.add, command.drop)
      case 'hold':
        this.display.hold(command.at)
        return isRunning(this.state) ? undefined : this.showing.still()
      case 'poke':
        this.display.poke(command.pokes)
        return isRunning(this.state) ? undefined : this.showing.still()
      case 'look':
        return this.look(command.epoch)
      case 'drawn':
        return this.display.acknowledge(command.frame)
      case 'restore':
        return this.restore(command.checkpoint)
      case 'ask':
        return this.answering.ask(command.request, command.question)
      case 'cancel':
        return this.answering.cancel(command.request)
      case 'table-begin':
      case 'table-drop':
        return this.tables.take(command)
      default:
        command satisfies never
    }
  }

  /** The data from which questions are answered. */
  private get known() {
    const { state, tables, registry, pace, display, lives } = this
    const work = workOf(state)
    const candidate = work ?? ('candidate' in state ? state.candidate : undefined)
    const own = { read: this.loader.read, learned: () => this.learning.hand(), write: (ask: Ask<'write'>) => this.write(ask) }
    const shown = { past: display.past, work, ...display.shown(work), analyst: display.analyst, running: isRunning(state) }
    return { ...shown, candidate, tables, registry, pace, lives, ...own }
  }

  /** Loads a document; if that throws, unloads it and reports the reason. The next edit tries again. */
  private tryToLoad(command: LoadCommand): void {
    try {
      this.load(command)
    } catch (error) {
      this.leave()
      this.loader.forget()
      this.statusReporter.compiled(command.revision, refused([failureOf('engine-load', error)]), [], [])
      this.become({ kind: 'blocked', resumes: false })
    }
  }

  private load(command: LoadCommand): void {
    const { revision, document, fresh } = command
    const before = workOf(this.state)
    if (before && this.loader.isSame(command)) return this.statusReporter.compiled(revision, before.compiled, before.dataset.columns, [])
    if (this.lives.current) this.pause()
    const resumes = isRunning(this.state) || (!fresh && 'resumes' in this.state && this.state.resumes)
    this.learning.load(document, fresh)
    if (fresh) this.carryOver.forget()
    else this.carryOver.take(before, this.answering.busy)
    this.leave()

    const { compiled, columns, work, candidate, dropped } = this.loader.load(command)
    if (!work) {
      this.statusReporter.compiled(revision, compiled, columns, [])
      this.become({ kind: Object.keys(document.nodes).length === 0 ? 'empty' : 'blocked', candidate, resumes })
      return this.display.blank()
    }
    const { epoch } = work.trainer
    const over = epoch >= work.model.network.training.epochs && (!fresh || epoch > 0)
    this.state = { kind: 'standing', work, status: over ? 'done' : 'ready' }
    this.begin(work)
    this.statusReporter.compiled(revision, compiled, columns, dropped)
    this.startOrReport(work, resumes)
  }

  /** Discards the current work. */
  private leave(): void {
    this.run?.unsubscribe()
    this.showing.stop()
    workOf(this.state)?.trainer.dispose()
    this.state = { kind: 'empty', resumes: false }
    this.display.leave()
  }

  private play(): void {
    const { state } = this
    if (state.kind === 'blocked' || state.kind === 'empty') this.state = { ...state, resumes: state.kind === 'blocked' }
    if (state.kind !== 'standing') return
    extend(state)
    this.start(state.work)
  }

  /** Shows the weights of an earlier epoch while training is idle, or the newest again. */
  private look(epoch: number | null): void {
    if (epoch !== null) this.pause()
    if (this.state.kind !== 'standing' || !this.display.look(epoch)) return
    this.score(this.state.work)
    this.showing.still()
  }

  private start(work: Work): void {
    this.display.look(null)
    this.showing.stop()
    this.become({ kind: 'running', work })
    this.statusReporter.start(work.trainer)
    this.drive()
  }

  private drive(): void {
    this.run?.unsubscribe()
    const live = this.lives.current
    if (live) this.run = this.lives.drive(live, workOf(this.state)!).subscribe(() => this.statusReporter.watch(this.status))
    else this.run = inSlices(this.pace, this.speed, () => this.advance(workOf(this.state)!)).subscribe(() => this.show(workOf(this.state)!))
  }

  private pause(): void {
    const { state } = this
    if (state.kind === 'blocked' || state.kind === 'empty') this.state = { ...state, resumes: false }
    if (state.kind !== 'running' && state.kind !== 'evaluating') return
    this.run?.unsubscribe()
    const { work } = state
    work.trainer.endReplay()
    this.state = { kind: 'standing', work, ...this.lives.end(work) }
    // Re-score, so that the scores shown belong to the current weights.
    this.score(work)
    this.startOrReport(work, false)
  }

  private step(): void {
    const { state } = this
    if (state.kind !== 'standing') return
    const { work } = state
    extend(state)
    this.display.look(null)
    this.showing.stop()
    this.become({ kind: 'standing', work, status: 'paused' })
    oneUpdate(work.trainer, (progress) => this.take(work, progress))
    // Score the current weights, as after a pause.
    if (this.state.kind === 'standing' && this.state.status === 'paused') this.score(work)
    this.startOrReport(work, false)
  }

  private restore(checkpoint: Checkpoint): void {
    const before = workOf(this.state)
    if (!before) return
    const running = isRunning(this.state)
    this.run?.unsubscribe()
    this.carryOver.drop()
    const work = this.workshop.restored(before, checkpoint)
    const begun = checkpoint.updates > 0 || checkpoint.epoch > 0
    this.adopt(work, work.trainer.epoch >= work.trainer.epochs ? 'done' : begun ? 'paused' : 'ready', running)
  }

  private redraw(owners: readonly string[]): void {
    const before = workOf(this.state)
    if (!before) return
    const work = this.workshop.redrawn(before, owners)
    if (work !== before) this.replace(work)
    this.display.past.forget()
    if (this.state.kind === 'standing') this.refresh(work)
  }

  /** Edits weights; undefined if refused. */
  private write(asked: Ask<'write'>): ChangedEntries | undefined {
    if (this.lives.current) this.pause()
    const { state } = this
    const work = workOf(state)
    if (!work || ((isRunning(state) || this.display.looksBack) && asked.change.kind !== 'values')) return undefined
    const written = work.trainer.rewrite(() => write(work.model, asked))
    if (written && !work.model.store.declaration(asked.name).trainable) this.display.past.forget()
    if (state.kind === 'standing') {
      this.showing.stop()
      this.written.next()
    }
    return written
  }

  /** Shows weights that were changed other than by training. */
  private refresh(work: Work): void {
    this.display.look(null)
    work.trainer.preview()
    this.score(work)
    this.startOrReport(work, false)
  }

  private reset(): void {
    const before = workOf(this.state)
    if (!before) return
    // Weights displaced by edits are restored when those are undone.
    this.carryOver.drop()
    this.run?.unsubscribe()
    const work = this.workshop.rebuild(before, undefined, this.answering.busy ? undefined : spareOf(before)?.anew())
    this.adopt(work, 'ready', false)
  }

  /** Continues with a new work; a run in progress does too. */
  private replace(work: Work): void {
    this.showing.stop()
    if ('work' in this.state) this.state = { ...this.state, work }
  }

  /** Kernels belong to a model, so training continues in a new one. */
  private setFastMath(on: boolean): void {
    if (!this.workshop.relax(on)) return
    const before = workOf(this.state)
    if (!before) return this.reportState()
    const checkpoint = before.trainer.checkpoint()
    this.run?.unsubscribe()
    const work = this.workshop.rebuild(before, (p) => before.model.keptPositions(p))
    work.trainer.resume(checkpoint)
    this.replace(work)
    this.begin(work)
    this.startOrReport(work, isRunning(this.state))
  }

  /** Runs the network once with the current weights, to have values to show. */
  private begin(work: Work): void {
    work.trainer.preview()
    this.display.rewind(work)
    this.score(work)
  }

  private score(work: Work): void {
    this.learning.changed()
    this.showing.changed(work)
  }

  private advance(work: Work): Advance {
    if (!this.showing.scores) return this.take(work, work.trainer.next())
    this.showing.scorePiece()
    return 'piece'
  }

  private take(work: Work, progress: Progress): Advance {
    switch (progress.kind) {
      case 'update':
        this.display.follow(work)
        return 'update'
      case 'evaluating':
        if (this.state.kind === 'running') this.state = { kind: 'evaluating', work }
        return 'piece'
      case 'again':
        return 'piece'
      case 'epoch':
        if (this.state.kind === 'evaluating') this.state = { kind: 'running', work }
        this.display.past.record(work.trainer.epoch, (spare) => work.trainer.state(spare))
        if (progress.evaluation) this.display.score(work, progress.evaluation, 0)
        this.outbox.report(progress.evaluation ? { ...progress.report, parts: inShort(progress.evaluation.scores) } : progress.report)
        return 'update'
      case 'done':
        this.state = { kind: 'standing', work, status: 'done', ended: { early: progress.early, epoch: progress.epoch } }
        this.score(work)
        this.startOrReport(work, false)
        return 'end'
      case 'failed':
        this.learning.changed()
        this.become({ kind: 'standing', work, status: 'failed', problem: progress.problem })
        this.showing.still()
        return 'end'
    }
  }

  /** Sends reports, frames and state during training. */
  private show(work: Work): void {
    this.outbox.flush()
    this.showing.during(work, this.state.kind === 'evaluating')
    this.statusReporter.watch(this.status)
  }

  /** Shows new queries at once while training is idle, otherwise with the next frame. */
  private watch(add: readonly Query[], drop: readonly Query[]): void {
    this.display.watch(add, drop)
    const { state } = this
    if (isRunning(state)) return
    if (state.kind === 'standing') return this.showing.added(state.work, add)
    if (add.length > 0) this.display.blank()
  }

  /** Shows work that was put back to another time, and continues its run if there was one. */
  private adopt(work: Work, status: 'ready' | 'paused' | 'done', runs: boolean): void {
    this.state = { kind: 'standing', work, status }
    this.begin(work)
    this.startOrReport(work, runs)
  }

  /** Continues a run with this work, or reports that it stands. */
  private startOrReport(work: Work, runs: boolean): void {
    if (runs) this.start(work)
    else this.reportState()
    this.showing.still()
  }

  private become(state: State): void {
    this.state = state
    this.reportState()
  }

  private reportState(): void {
    this.statusReporter.state(this.status)
  }

  private get status(): SessionStatus {
    return sessionStatus(this.state, this.workshop.relaxed, this.learning)
  }
}
