import { BehaviorSubject, Observable, Subject, finalize, type Subscription } from 'rxjs'
import type { Problem } from '../base/problem'
import type { Network } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { epochOf } from '../document/learned'
import type { Checkpoint } from '../learn/train/checkpoint'
import { supportsWasm } from '../kernels/wasm'
import { Model, type ModelOptions } from '../learn/model/model'
import { liesElsewhere, positionsIn } from '../learn/train/positions'
import type { Crew } from '../learn/threads/team'
import { Trainer, type Progress } from '../learn/train/trainer'
import { answer, type Asked } from './answers'
import { failureOf, refusalOf } from './careful'
import { Carried } from './carried'
import type { Considered } from './costs'
import { Display } from './display'
import { Drive, SLICE, type Advance } from './drive'
import { goBack } from './go-back'
import { Learning } from './learned'
import type { Pace } from './pace'
import type { PreviewSource } from './preview'
import { Scoring } from './scoring'
import { Tables, notRead } from './tables'
import { Telling, inShort, refused, type Standing } from './telling'
import type { AnswerMessage, Command, Message, RunStatus, StateMessage } from './protocol'
import type { Ask, Reply, Written } from './questions'
import { Preparation, workKey, type Work } from './work'
import { write } from './write'

/** Milliseconds after a change by hand before the network is run with it. */
const REFRESH = 60

type LoadCommand = Extract<Command, { kind: 'load' }>

/**
 * One document at work: compiles what it is given, trains at the pace that is asked for, tells what happens. Nothing
 * that is watched changes what is learned: the numbers are those of the terminal.
 */
export class Session {
  private readonly messages = new Subject<Message>()
  private readonly states = new BehaviorSubject<RunStatus>('empty')
  private readonly tell = (message: Message): void => this.messages.next(message)
  private work: Work | undefined
  private considered: Considered | undefined
  private read: PreviewSource | undefined
  private readonly carried = new Carried()
  private readonly learning = new Learning(() => (this.work ? { model: this.work.model, epoch: this.work.trainer.standing.epoch } : this.carried.kept))
  private readonly preparation: Preparation
  private readonly tables = new Tables()
  /** What is being answered, by its number. */
  private readonly asked = new Map<number, Subscription>()
  /** The table that is the document's data. */
  private table: number | undefined
  private readonly drive: Drive
  private readonly display: Display
  private readonly scoring: Scoring
  /** Whether training stands in the midst of the evaluation after an epoch. */
  private evaluating = false
  private relaxed = false
  private resumes = false
  private refresh: (() => void) | undefined
  private problem: Problem | undefined
  private ended: StateMessage['ended']
  private key = ''
  private readonly telling: Telling

  /** @param crew Threads that may train beside this one. */
  constructor(private readonly registry: NodeRegistry, private readonly pace: Pace, private readonly crew?: Crew) {
    this.drive = new Drive(pace, () => this.advance(), () => this.watch())
    this.display = new Display(pace, this.tell)
    this.scoring = new Scoring(pace, (evaluation, took) => this.display.score(this.work!, evaluation, took))
    this.preparation = new Preparation(registry)
    this.telling = new Telling(pace, crew, this.tell)
  }

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  get status$(): Observable<RunStatus> {
    return this.states.asObservable()
  }

  send(command: Command): void {
    switch (command.kind) {
      case 'load':
        return this.tryToLoad(command)
      case 'play':
        return this.play()
      case 'pause':
        this.resumes = false
        if (this.states.value === 'running') this.pause()
        return
      case 'step':
        return this.step()
      case 'reset':
        return this.reset()
      case 'redraw':
        return this.redraw(command.owners)
      case 'speed':
        this.drive.speed = command.updatesPerSecond
        if (this.states.value === 'running') this.drive.start()
        return
      case 'fast-math':
        return this.setFastMath(command.on)
      case 'drawn':
        return this.display.hear(command.frame)
      case 'restore':
        return this.restore(command.checkpoint)
      case 'ask':
        return this.answer(command)
      case 'cancel':
        this.asked.get(command.request)?.unsubscribe()
        return
      case 'table-begin':
      case 'table-drop':
        return this.tables.take(command)
      default:
        command satisfies never
    }
  }

  /** Answers a question, or says why not; what takes a while stops when nobody waits for it any more. */
  private answer({ request, question }: Extract<Command, { kind: 'ask' }>): void {
    const { work, considered, read, tables, registry, pace } = this
    const { kind: of } = question
    const asked: Asked = { work, considered, read, tables, registry, pace, learned: () => this.learning.hand(), write: (ask) => this.write(ask) }
    const replies = new Observable<Reply<unknown>>((asker) => {
      const begin = (): Subscription => answer(question, asked).subscribe(asker)
      return work && of !== 'write' ? work.trainer.reading(begin) : begin()
    })
    const answering = replies.pipe(finalize(() => this.asked.delete(request))).subscribe({
      next: (reply) => this.tell('done' in reply ? { kind: 'progress', request, done: reply.done } : ({ kind: 'answer', of, request, answer: reply.answer } as AnswerMessage)),
      error: (error) => this.tell({ kind: 'failure', of, request, problem: refusalOf(error) }),
    })
    if (!answering.closed) this.asked.set(request, answering)
  }

  /** A document that cannot be made ready is let go with the reason; the next edit begins anew. */
  private tryToLoad(command: LoadCommand): void {
    try {
      this.load(command)
    } catch (error) {
      this.giveUp(command.revision, failureOf('engine-load', error))
    }
  }

  private load({ revision, document, fresh, table, unread, back = false, restored = [] }: LoadCommand): void {
    const key = workKey(document)
    if (!fresh && table === this.table && key === this.key && restored.length === 0 && this.work) {
      // Only the drawing's looks have changed.
      this.telling.compiled(revision, this.work.compiled, this.work.dataset.columns, [])
      return
    }
    this.key = key
    this.table = table
    this.learning.load(document, fresh)
    const running = this.states.value === 'running' || (this.resumes && !fresh)
    this.drive.halt()
    this.carried.take(this.work)
    if (fresh) {
      this.carried.forget()
      this.preparation.forget()
    }
    this.work?.trainer.dispose()
    this.work = undefined
    this.scoring.stop()
    this.considered = undefined
    this.problem = this.ended = undefined

    const { read, compiled, dataset } = this.preparation.of(document, table, (path) => this.tables.get(table) ?? (unread ? notRead(path) : undefined))
    this.read = read
    const { network } = compiled
    if (compiled.errors.length > 0 || !network || !dataset) {
      this.telling.compiled(revision, compiled, dataset?.columns ?? read.data.columns, [])
      this.resumes = running
      this.become(Object.keys(document.nodes).length === 0 ? 'empty' : 'blocked')
      return
    }

    const model = this.modelOf(network, { positions: this.carried.positions(back) })
    const { epoch, dropped } = this.carried.into(model, back)
    if (restored.length > 0) model.reset((name) => restored.includes(name))
    this.considered = { model, dataset }
    const trainer = Trainer.make(model, dataset, this.crew)
    if (!(trainer instanceof Trainer)) {
      this.telling.compiled(revision, { ...compiled, errors: [trainer] }, dataset.columns, [])
      this.become('blocked')
      return
    }
    trainer.exact = true
    trainer.epoch = epoch ?? epochOf(document)
    this.work = { compiled, model, trainer, dataset }
    this.begin()
    this.telling.compiled(revision, compiled, dataset.columns, dropped)
    this.resumes = false
    if (running) this.start()
    else this.become(trainer.epoch >= network.training.epochs && (!fresh || trainer.epoch > 0) ? 'done' : 'ready')
    this.sendStill()
  }

  private giveUp(revision: number, wrong: Problem): void {
    this.drive.halt()
    this.scoring.stop()
    this.work?.trainer.dispose()
    this.work = undefined
    this.considered = undefined
    this.key = ''
    this.telling.compiled(revision, refused([wrong]), [], [])
    this.become('blocked')
  }

  private play(): void {
    if (!this.work) {
      this.resumes = this.states.value === 'blocked'
      return
    }
    if (this.states.value === 'running') return
    this.extend(this.work)
    this.start()
  }

  /** Training that has come to its end goes on for as many epochs again. */
  private extend({ trainer }: Work): void {
    if (this.states.value === 'done' || this.states.value === 'failed') trainer.extend()
  }

  private start(): void {
    this.scoring.stop()
    this.become('running')
    this.telling.start(this.work!.trainer)
    this.drive.start()
  }

  private pause(): void {
    this.drive.halt()
    this.work?.trainer.settle()
    // What is read at leisure belongs to the weights as they are now, as it does after opening what was saved.
    this.score()
    this.become('paused')
    this.sendStill()
  }

  private step(): void {
    if (!this.work || this.states.value === 'running') return
    this.extend(this.work)
    this.scoring.stop()
    this.become('paused')
    // The end of an epoch may come before the next update, and never twice without one.
    for (let epochs = 0; epochs < 2; ) {
      const progress = this.work.trainer.next()
      if (this.take(progress) === 'end' || progress.kind === 'update') break
      if (progress.kind === 'epoch') epochs++
    }
    // Of the weights as they are now, as after a pause.
    if (this.states.value === 'paused') this.score()
    this.tellState()
    this.sendStill()
  }

  private restore(checkpoint: Checkpoint): void {
    if (!this.work) return
    const running = this.states.value === 'running'
    this.drive.halt()
    this.problem = this.ended = undefined
    this.carried.letGo()
    const before = this.work.model
    if (before.store.declarations.some((p) => liesElsewhere(before, checkpoint, p))) this.move(this.work, (p) => positionsIn(checkpoint, p) ?? before.heldPositions(p))
    const { trainer, model } = this.work
    goBack(model, trainer, checkpoint)
    this.begin()
    if (running) this.start()
    else this.become(trainer.epoch >= trainer.epochs ? 'done' : checkpoint.updates > 0 || checkpoint.epoch > 0 ? 'paused' : 'ready')
    this.sendStill()
  }

  private redraw(owners: readonly string[]): void {
    if (!this.work) return
    const { model } = this.work
    const which = (name: string): boolean => owners.includes(name.split('.')[0]!)
    // What is drawn anew has its entries where they are drawn.
    if (model.store.declarations.some(({ name }) => which(name) && model.isMoved(name))) this.move(this.work, (p) => (which(p.name) ? undefined : model.heldPositions(p)))
    const { trainer } = this.work
    trainer.redraw(which)
    if (this.states.value === 'running') return
    trainer.preview()
    this.score()
    this.tellState()
    this.sendStill()
  }

  /** Changes weights by hand; what follows from them is worked out once for all that are changed within a moment. */
  private write(asked: Ask<'write'>): Written | undefined {
    const { work } = this
    const running = this.states.value === 'running'
    if (!work || (running && asked.change.kind !== 'values')) return undefined
    const written = work.trainer.rewrite(() => write(work.model, asked))
    if (running) return written
    this.scoring.stop()
    this.refresh ??= this.pace.later(REFRESH, () => {
      this.refresh = undefined
      if (!this.work || this.states.value === 'running') return
      this.work.trainer.preview()
      this.score()
      this.tellState()
      this.sendStill()
    })
    return written
  }

  private reset(): void {
    if (!this.work) return
    // What edits have left no place for is theirs again when they are taken back.
    this.carried.letGo()
    this.drive.halt()
    this.problem = this.ended = undefined
    this.resumes = false
    this.rebuild(this.work)
    this.begin()
    this.become('ready')
    this.sendStill()
  }

  /** The same weights in a model whose sparse ones have their entries elsewhere; the optimizer begins anew. */
  private move(work: Work, positions: ModelOptions['positions']): void {
    this.scoring.stop()
    const { epoch, epochs } = work.trainer
    const trainer = this.rebuild(work, positions)
    this.work!.model.adopt(work.model)
    Object.assign(trainer, { epoch, epochs })
  }

  /** All anew, streams of random numbers included: the same numbers as after opening the document. */
  private rebuild(work: Work, positions?: ModelOptions['positions']): Trainer {
    work.trainer.dispose()
    const network = work.compiled.network!
    const model = this.modelOf(network, { stored: this.learning.given(network.document), ...(positions ? { positions } : {}) })
    const trainer = Trainer.make(model, work.dataset, this.crew)
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    trainer.exact = true
    this.work = { ...work, model, trainer }
    this.considered = { model, dataset: work.dataset }
    return trainer
  }

  private modelOf(network: Network, options: ModelOptions): Model {
    return new Model(network, { relaxed: this.relaxed, given: this.learning.given(network.document), ...options })
  }

  /** Kernels belong to a model: training goes on in another one from where it stood. */
  private setFastMath(on: boolean): void {
    const relaxed = on && supportsWasm(true)
    if (relaxed === this.relaxed) return
    this.relaxed = relaxed
    if (!this.work) return this.tellState()
    const { value: status } = this.states
    const checkpoint = this.work.trainer.checkpoint()
    this.drive.halt()
    const { model } = this.work
    this.rebuild(this.work, (p) => model.heldPositions(p)).resume(checkpoint)
    this.begin()
    if (status === 'running') this.start()
    else this.become(status)
    this.sendStill()
  }

  /** Something to look at, of weights that training goes on from. */
  private begin(): void {
    this.work!.trainer.preview()
    this.display.rewind()
    this.score()
  }

  private score(): void {
    this.learning.changed()
    if (this.work) this.scoring.atLeisure(this.work.trainer, () => this.sendStill())
  }

  private advance(): Advance {
    if (!this.scoring.going) return this.take(this.work!.trainer.next())
    this.scoring.run(0)
    return 'piece'
  }

  private take(progress: Progress): Advance {
    this.evaluating = progress.kind === 'evaluating'
    switch (progress.kind) {
      case 'update':
        this.display.follow(this.work!)
        return 'update'
      case 'evaluating':
      case 'again':
        return 'piece'
      case 'epoch':
        if (progress.evaluation) this.display.score(this.work!, progress.evaluation, 0)
        this.tell({ kind: 'report', ...progress.report, ...(progress.evaluation ? { parts: inShort(progress.evaluation.scores) } : {}) })
        return 'update'
      case 'done':
        this.ended = { early: progress.early, epoch: progress.epoch }
        this.score()
        this.become('done')
        this.sendStill()
        return 'end'
      case 'failed':
        this.problem = progress.problem
        this.learning.changed()
        this.become('failed')
        this.sendStill()
        return 'end'
    }
  }

  /** Frames and state while training runs. */
  private watch(): void {
    const work = this.work!
    // What is run once more has been seen.
    if (this.display.due && !work.trainer.behind) {
      if (!this.scoring.going && !this.evaluating && this.display.judges(work)) {
        this.scoring.begin(work.trainer)
        this.scoring.run(SLICE)
      }
      this.display.send(work, false)
    }
    this.telling.watch(this.standing)
  }

  private sendStill(): void {
    if (this.work) this.display.send(this.work, true)
  }

  private become(status: RunStatus): void {
    this.states.next(status)
    this.tellState()
  }

  private tellState(): void {
    this.telling.state(this.standing)
  }

  private get standing(): Standing {
    const { work, relaxed, problem, ended, states: { value: status } } = this
    const { identity: learned, overrides } = status === 'running' ? { identity: undefined, overrides: undefined } : status === 'empty' ? { identity: '', overrides: [] } : this.learning
    return { status, trainer: work?.trainer, relaxed, problem, ended, learned, overrides }
  }
}
