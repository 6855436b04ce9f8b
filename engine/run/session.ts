import { Subject, exhaustMap, type Observable, type Subscription } from 'rxjs'
import type { NodeRegistry } from '../contract/node-type'
import { epochOf } from '../document/learned'
import type { ModelOptions } from '../learn/model/model'
import type { ThreadHost } from '../learn/threads/threads'
import type { Checkpoint } from '../learn/train/checkpoint'
import { liesElsewhere, positionsIn } from '../learn/train/positions'
import { Trainer, type Progress } from '../learn/train/trainer'
import { Answering, type Asked } from './answers'
import { failureOf } from './careful'
import { WeightCarryOver, spareOf } from './weight-carry-over'
import { Display } from './display'
import { SLICE, after, inSlices, type Advance } from './drive'
import { goBack } from './go-back'
import { Learning } from './learned'
import type { Pace } from './pace'
import type { PreviewSource } from './preview'
import type { SessionCommand, Message } from './protocol'
import type { Ask, Written } from './questions'
import { Scoring } from './scoring'
import { extend, isRunning, workOf, type State } from './state'
import type { Query } from './streams'
import { Tables, notRead } from './tables'
import { StatusReporter, inShort, refused, sessionStatus, type SessionStatus } from './status-reporter'
import { Preparation, sameWork, type Work } from './work'
import { Workshop } from './workshop'
import { write } from './write'

/** Milliseconds after an edit of weights until the network is run with them. */
const REFRESH = 60

/** The document loaded last. */
interface Loaded {
  /** The table that is its data. */
  readonly table: number | undefined
  readonly read: PreviewSource
}

/**
 * A document in the engine: compiles it, trains at the requested pace, and reports what happens. Watching does not
 * change the training: results equal those of the terminal.
 */
export class Session {
  private readonly messages = new Subject<Message>()
  private readonly emit = (message: Message): void => this.messages.next(message)
  private state: State = { kind: 'empty', resumes: false }
  private loaded: Loaded | undefined
  private readonly carryOver = new WeightCarryOver()
  private readonly learning = new Learning(() => {
    const work = workOf(this.state)
    return work ? { model: work.model, epoch: work.trainer.reached.epoch } : this.carryOver.kept
  })
  private readonly preparation: Preparation
  private readonly tables = new Tables()
  private readonly answering = new Answering(this.emit, () => this.known)
  /** The run in progress. */
  private run: Subscription | undefined
  private speed: number | null = null
  private readonly workshop: Workshop
  private readonly display: Display
  private readonly scoring: Scoring
  private readonly statusReporter: StatusReporter
  /** Emits when weights are edited. */
  private readonly written = new Subject<void>()

  /** @param threadHost threads that may help to train. */
  constructor(
    private readonly registry: NodeRegistry,
    private readonly pace: Pace,
    threadHost?: ThreadHost,
  ) {
    this.display = new Display(pace, this.emit)
    this.scoring = new Scoring(pace, (evaluation, took) => this.display.score(workOf(this.state)!, evaluation, took))
    this.workshop = new Workshop(this.learning, threadHost)
    this.preparation = new Preparation(registry)
    this.statusReporter = new StatusReporter(pace, threadHost, this.emit)
    // Edits of weights in quick succession are evaluated together.
    this.written.pipe(exhaustMap(() => after(pace, REFRESH))).subscribe(() => {
      if (this.state.kind === 'standing') this.refresh(this.state.work)
    })
  }

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  send(command: SessionCommand): void {
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
        return isRunning(this.state) ? undefined : this.sendStill()
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
  private get known(): Asked {
    const { state, loaded, tables, registry, pace, display } = this
    const work = workOf(state)
    const candidate = work ?? ('candidate' in state ? state.candidate : undefined)
    const own = { learned: () => this.learning.hand(), write: (ask: Ask<'write'>) => this.write(ask) }
    return { past: display.past, work, candidate, read: loaded?.read, tables, registry, pace, ...own }
  }

  /** Loads a document; if that throws, unloads it and reports the reason. The next edit tries again. */
  private tryToLoad(command: Extract<SessionCommand, { kind: 'load' }>): void {
    try {
      this.load(command)
    } catch (error) {
      this.leave()
      this.loaded = undefined
      this.statusReporter.compiled(command.revision, refused([failureOf('engine-load', error)]), [], [])
      this.become({ kind: 'blocked', resumes: false })
    }
  }

  private load({ revision, document, fresh, table, unread, back = false, restored }: Extract<SessionCommand, { kind: 'load' }>): void {
    const before = workOf(this.state)
    if (before && this.loaded && !fresh && !restored && table === this.loaded.table && sameWork(document, this.loaded.read.document)) {
      // The change does not affect the computation.
      this.statusReporter.compiled(revision, before.compiled, before.dataset.columns, [])
      return
    }
    const resumes = isRunning(this.state) || (!fresh && 'resumes' in this.state && this.state.resumes)
    this.learning.load(document, fresh)
    if (fresh) this.carryOver.forget()
    else this.carryOver.take(before, this.answering.busy)
    if (fresh) this.preparation.forget()
    this.leave()

    const { read, compiled, dataset } = this.preparation.of(document, table, (path) => this.tables.get(table) ?? (unread ? notRead(path) : undefined))
    this.loaded = { table, read }
    const { network } = compiled
    if (compiled.errors.length > 0 || !network || !dataset) {
      this.statusReporter.compiled(revision, compiled, dataset?.columns ?? read.data.columns, [])
      this.become({ kind: Object.keys(document.nodes).length === 0 ? 'empty' : 'blocked', resumes })
      return this.display.blank()
    }

    const model = this.workshop.model(network, { positions: this.carryOver.positions(back) }, this.carryOver.room({ network }))
    const { epoch, dropped } = this.carryOver.into(model, back)
    if (restored) model.reset((name) => restored.includes(name))
    const trainer = this.workshop.trainer(model, dataset)
    if (!(trainer instanceof Trainer)) {
      this.statusReporter.compiled(revision, { ...compiled, errors: [trainer] }, dataset.columns, [])
      this.become({ kind: 'blocked', candidate: { model, dataset }, resumes })
      return this.display.blank()
    }
    this.carryOver.letGo()
    trainer.epoch = epoch ?? epochOf(document)
    const work = { compiled, model, trainer, dataset }
    const over = trainer.epoch >= network.training.epochs && (!fresh || trainer.epoch > 0)
    this.state = { kind: 'standing', work, status: over ? 'done' : 'ready' }
    this.begin(work)
    this.statusReporter.compiled(revision, compiled, dataset.columns, dropped)
    if (resumes) this.start(work)
    else this.reportState()
    this.sendStill()
  }

  /** Discards the current work. */
  private leave(): void {
    this.halt()
    this.scoring.stop()
    workOf(this.state)?.trainer.dispose()
    this.state = { kind: 'empty', resumes: false }
    this.display.past.forget()
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
    this.sendStill()
  }

  private start(work: Work): void {
    this.display.look(null)
    this.scoring.stop()
    this.become({ kind: 'running', work })
    this.statusReporter.start(work.trainer)
    this.drive()
  }

  private drive(): void {
    this.halt()
    this.run = inSlices(this.pace, this.speed, () => this.advance(workOf(this.state)!)).subscribe(() => this.show(workOf(this.state)!))
  }

  private halt(): void {
    this.run?.unsubscribe()
  }

  private pause(): void {
    const { state } = this
    if (state.kind === 'blocked' || state.kind === 'empty') this.state = { ...state, resumes: false }
    if (state.kind !== 'running' && state.kind !== 'evaluating') return
    this.halt()
    const { work } = state
    work.trainer.endReplay()
    this.state = { kind: 'standing', work, status: 'paused' }
    // Re-score, so that the scores shown belong to the current weights.
    this.score(work)
    this.reportState()
    this.sendStill()
  }

  private step(): void {
    const { state } = this
    if (state.kind !== 'standing') return
    const { work } = state
    extend(state)
    this.display.look(null)
    this.scoring.stop()
    this.become({ kind: 'standing', work, status: 'paused' })
    // The end of an epoch may come before the next update, but never twice without one.
    for (let epochs = 0; epochs < 2; ) {
      const progress = work.trainer.next()
      if (this.take(work, progress) === 'end' || progress.kind === 'update') break
      if (progress.kind === 'epoch') epochs++
    }
    // Score the current weights, as after a pause.
    if (this.state.kind === 'standing' && this.state.status === 'paused') this.score(work)
    this.reportState()
    this.sendStill()
  }

  private restore(checkpoint: Checkpoint): void {
    const before = workOf(this.state)
    if (!before) return
    const running = isRunning(this.state)
    this.halt()
    this.carryOver.letGo()
    const moved = before.model.store.declarations.some((p) => liesElsewhere(before.model, checkpoint, p))
    const work = moved ? this.move(before, (p) => positionsIn(checkpoint, p) ?? before.model.heldPositions(p)) : before
    const { trainer, model } = work
    goBack(model, trainer, checkpoint)
    const begun = checkpoint.updates > 0 || checkpoint.epoch > 0
    this.state = { kind: 'standing', work, status: trainer.epoch >= trainer.epochs ? 'done' : begun ? 'paused' : 'ready' }
    this.begin(work)
    if (running) this.start(work)
    else this.reportState()
    this.sendStill()
  }

  private redraw(owners: readonly string[]): void {
    const before = workOf(this.state)
    if (!before) return
    const { model } = before
    const which = (name: string): boolean => owners.includes(name.split('.')[0]!)
    // Sparse parameters that are initialized again get new positions.
    const moves = model.store.declarations.some(({ name }) => which(name) && model.isMoved(name))
    const work = moves ? this.move(before, (p) => (which(p.name) ? undefined : model.heldPositions(p))) : before
    work.trainer.redraw(which)
    this.display.past.forget()
    if (this.state.kind === 'standing') this.refresh(work)
  }

  /** Edits weights; undefined if refused. */
  private write(asked: Ask<'write'>): Written | undefined {
    const { state } = this
    const work = workOf(state)
    if (!work || ((isRunning(state) || this.display.looksBack) && asked.change.kind !== 'values')) return undefined
    const written = work.trainer.rewrite(() => write(work.model, asked))
    if (written && !work.model.store.declaration(asked.name).trainable) this.display.past.forget()
    if (state.kind === 'standing') {
      this.scoring.stop()
      this.written.next()
    }
    return written
  }

  /** Shows weights that were changed other than by training. */
  private refresh(work: Work): void {
    this.display.look(null)
    work.trainer.preview()
    this.score(work)
    this.reportState()
    this.sendStill()
  }

  private reset(): void {
    const before = workOf(this.state)
    if (!before) return
    // Weights displaced by edits are restored when those are undone.
    this.carryOver.letGo()
    this.halt()
    const work = this.rebuild(before)
    this.state = { kind: 'standing', work, status: 'ready' }
    this.begin(work)
    this.reportState()
    this.sendStill()
  }

  /** A model with the same weights but other positions of sparse ones; the optimizer starts anew. */
  private move(before: Work, positions: ModelOptions['positions']): Work {
    this.scoring.stop()
    const { epoch, epochs } = before.trainer
    const work = this.rebuild(before, positions)
    work.model.adopt(before.model)
    Object.assign(work.trainer, { epoch, epochs })
    return work
  }

  private rebuild(before: Work, positions?: ModelOptions['positions']): Work {
    const work = this.workshop.rebuild(before, positions, positions || this.answering.busy ? undefined : spareOf(before)?.anew())
    // A run in progress continues with the new work.
    if ('work' in this.state) this.state = { ...this.state, work }
    return work
  }

  /** Kernels belong to a model, so training continues in a new one. */
  private setFastMath(on: boolean): void {
    if (!this.workshop.relax(on)) return
    const before = workOf(this.state)
    if (!before) return this.reportState()
    const checkpoint = before.trainer.checkpoint()
    this.halt()
    const work = this.rebuild(before, (p) => before.model.heldPositions(p))
    work.trainer.resume(checkpoint)
    this.begin(work)
    if (isRunning(this.state)) this.start(work)
    else this.reportState()
    this.sendStill()
  }

  /** Runs the network once with the current weights, to have values to show. */
  private begin(work: Work): void {
    work.trainer.preview()
    this.display.rewind(work)
    this.score(work)
  }

  /** Called after weights have changed: scores them while idle, if somebody watches. */
  private score(work: Work): void {
    this.learning.changed()
    this.display.changed()
    this.scoring.stop()
    if (this.display.needsScores(work)) this.scoring.atLeisure(this.display.judge(work), () => this.sendStill())
    // Otherwise drops the old scores; a later watcher gets new ones.
    else this.display.dropScores()
  }

  private advance(work: Work): Advance {
    if (!this.scoring.going) return this.take(work, work.trainer.next())
    this.scoring.run(0)
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
        this.display.past.record(work.trainer.epoch, () => work.trainer.state())
        if (progress.evaluation) this.display.score(work, progress.evaluation, 0)
        this.emit({ kind: 'report', ...progress.report, ...(progress.evaluation ? { parts: inShort(progress.evaluation.scores) } : {}) })
        return 'update'
      case 'done':
        this.state = { kind: 'standing', work, status: 'done', ended: { early: progress.early, epoch: progress.epoch } }
        this.score(work)
        this.reportState()
        this.sendStill()
        return 'end'
      case 'failed':
        this.learning.changed()
        this.become({ kind: 'standing', work, status: 'failed', problem: progress.problem })
        this.sendStill()
        return 'end'
    }
  }

  /** Sends frames and state during training. */
  private show(work: Work): void {
    // Do not show replayed steps again.
    if (this.display.due && !work.trainer.replaying) {
      if (!this.scoring.going && this.state.kind !== 'evaluating' && this.display.judges(work)) {
        this.scoring.begin(work.trainer)
        this.scoring.run(SLICE)
      }
      this.display.send(work, false)
    }
    this.statusReporter.watch(this.status)
  }

  /** Shows new queries at once while training is idle, otherwise with the next frame. */
  private watch(add: readonly Query[], drop: readonly Query[]): void {
    this.display.watch(add, drop)
    const { state } = this
    if (add.length === 0 || isRunning(state)) return
    if (state.kind !== 'standing') return this.display.blank()
    const unscored = !this.display.hasScores && !this.scoring.going && this.display.needsScores(state.work)
    if (unscored) this.scoring.atLeisure(this.display.judge(state.work), () => this.sendStill())
    this.display.send(state.work, true, add)
  }

  private sendStill(): void {
    const work = workOf(this.state)
    if (work) this.display.send(work, true)
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
