import { BehaviorSubject, Subject, type Observable } from 'rxjs'
import type { Problem } from '../base/problem'
import { compile, type Compiled } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { dataSizes, prepareData, readData } from '../data'
import type { Dataset } from '../data/types'
import type { GraphDocument } from '../document/types'
import type { Evaluation } from '../learn/evaluate'
import type { Checkpoint } from '../learn/checkpoint'
import { checkingGradients } from '../learn/gradient-check'
import { Model } from '../learn/model'
import type { Crew } from '../learn/team'
import { Trainer, type Progress } from '../learn/trainer'
import { costs, type Considered } from './costs'
import { Dropped } from './dropped'
import { goBack } from './go-back'
import { exported } from './exported'
import { norms, predictions, signals } from './frames'
import type { Pace } from './pace'
import { parameter } from './parameter'
import { preview, type PreviewSource } from './preview'
import { Tables, notRead } from './tables'
import type { Command, Message, RunStatus, StateMessage } from './protocol'

/** Milliseconds of training between two looks at what people want. */
const SLICE = 12
/** Milliseconds between two frames: 30 a second. */
const FRAME = 33
/** Milliseconds between two looks at one sequence. */
const SAMPLE = 500
/** Training goes on for this many times as long as scoring takes. */
const JUDGING = 20
/** Milliseconds between two state messages. */
const STATE = 100

type LoadCommand = Extract<Command, { kind: 'load' }>

/** What is being worked on. */
interface Work {
  readonly compiled: Compiled
  readonly model: Model
  readonly trainer: Trainer
  readonly dataset: Dataset
}

/**
 * One document at work: compiles what it is given, trains at the pace that is asked for, tells what happens. Nothing
 * that is watched changes what is learned: the numbers are those of the terminal.
 */
export class Session {
  private readonly messages = new Subject<Message>()
  private readonly states = new BehaviorSubject<RunStatus>('empty')
  private work: Work | undefined
  /** What is to be trained, also where it would take more memory than there is. */
  private considered: Considered | undefined
  /** What the document's data was found to be, whether or not it can be worked with. */
  private read: PreviewSource | undefined
  /** The model before an edit that does not compile, from which weights are kept when it does again. */
  private kept: { model: Model; epoch: number } | undefined
  private readonly dropped = new Dropped()
  private resumes = false
  private problem: Problem | undefined
  private key = ''
  private readonly tables = new Tables((message) => this.messages.next(message))
  /** The table that is the document's data. */
  private table: number | undefined
  private updatesPerSecond: number | null = null
  private ticket = 0
  private cancel: (() => void) | undefined
  private cursor = 0
  private frame = 0
  private drawn = 0
  private lastFrame = -Infinity
  private lastSample = -Infinity
  private judgeAt = -Infinity
  private lastState = -Infinity
  private rate = { at: 0, updates: 0, perSecond: 0 }
  /** The newest scores, and the epoch whose weights they are of. */
  private judged: { readonly epoch: number; readonly evaluation: Evaluation } | undefined
  private judgedSent: Session['judged']

  /** @param crew Threads that may train beside this one. */
  constructor(private readonly registry: NodeRegistry, private readonly pace: Pace, private readonly crew?: Crew) {}

  get message$(): Observable<Message> {
    return this.messages.asObservable()
  }

  get status$(): Observable<RunStatus> {
    return this.states.asObservable()
  }

  send(command: Command): void {
    switch (command.kind) {
      case 'load':
        return this.load(command)
      case 'play':
        return this.play()
      case 'pause':
        this.resumes = false
        if (this.states.value === 'running') this.halt('paused')
        return
      case 'step':
        return this.step()
      case 'reset':
        return this.reset()
      case 'redraw':
        return this.redraw(command.owners)
      case 'speed':
        this.updatesPerSecond = command.updatesPerSecond
        if (this.states.value === 'running') this.schedule()
        return
      case 'drawn':
        this.drawn = Math.max(this.drawn, command.frame)
        return
      case 'weights':
        return this.sendWeights(command.request)
      case 'checkpoint':
        this.messages.next({ kind: 'checkpoint', request: command.request, ...(this.work ? { checkpoint: this.work.trainer.checkpoint() } : {}) })
        return
      case 'restore':
        return this.restore(command.checkpoint)
      case 'preview':
        this.messages.next(preview(command.table === undefined ? this.read : this.tables.preview(command.table), this.registry, command))
        return
      case 'parameter':
        this.messages.next(parameter(this.work?.model, command))
        return
      case 'gradient-check':
        return this.checkGradients(command.request, command.seed)
      case 'export':
        this.messages.next(exported(this.work, command))
        return
      case 'costs':
        this.messages.next(costs(this.considered, command))
        return
      case 'table-begin':
      case 'table-piece':
      case 'table-end':
      case 'table-drop':
        return this.tables.take(command)
    }
  }

  private load({ revision, document, fresh, table, unread, back }: LoadCommand): void {
    const key = workKey(document)
    if (!fresh && table === this.table && key === this.key && this.work) {
      // Only the drawing's looks have changed.
      this.tellCompiled(revision, this.work.compiled, this.work.dataset, [], [])
      return
    }
    this.key = key
    this.table = table
    const running = this.states.value === 'running' || (this.resumes && !fresh)
    this.halt()
    if (this.work) this.kept = { model: this.work.model, epoch: this.work.trainer.epoch }
    if (fresh) {
      this.kept = undefined
      this.dropped.clear()
    }
    this.work?.trainer.dispose()
    this.work = undefined
    this.considered = undefined
    this.problem = undefined

    const data = readData(document, { table: (path) => this.tables.get(table) ?? (unread ? notRead(path) : undefined) })
    this.read = { document, data }
    const compiled = compile(document, this.registry, dataSizes(document, this.registry, data))
    const { dataset, errors, warnings } = prepareData(document, this.registry, compiled, data)
    const { network } = compiled
    if (errors.length > 0 || !network || !dataset) {
      this.tellCompiled(revision, { ...compiled, errors, warnings }, dataset, data.columns, [])
      this.resumes = running
      this.become(Object.keys(document.nodes).length === 0 ? 'empty' : 'blocked')
      return
    }

    const model = new Model(network)
    const keptNames = this.kept && !fresh ? model.adopt(this.kept.model) : []
    this.considered = { model, dataset }
    const trainer = Trainer.make(model, dataset, this.crew)
    if (!(trainer instanceof Trainer)) {
      this.tellCompiled(revision, { ...compiled, errors: [trainer], warnings }, dataset, [], [])
      this.become('blocked')
      return
    }
    if (this.kept && !fresh) trainer.epoch = this.kept.epoch
    const dropped = this.kept && !fresh ? this.kept.model.network.parameters.map((p) => p.name).filter((n) => !keptNames.includes(n)) : []
    if (this.kept && !fresh) this.dropped.keep(this.kept.model, dropped)
    if (back) this.dropped.giveBack(model, network.parameters.map((p) => p.name).filter((n) => !keptNames.includes(n)))
    this.work = { compiled: { ...compiled, warnings }, model, trainer, dataset }
    this.cursor = 0
    trainer.preview()
    this.score(trainer.evaluate())
    this.tellCompiled(revision, this.work.compiled, dataset, [], dropped)
    this.resumes = false
    if (running) this.start()
    else this.become(trainer.epoch >= network.training.epochs && !fresh ? 'done' : 'ready')
    this.sendFrame(true)
  }

  private play(): void {
    if (!this.work) {
      this.resumes = this.states.value === 'blocked'
      return
    }
    if (this.states.value === 'running') return
    if (this.states.value === 'done' || this.states.value === 'failed') this.work.trainer.extend()
    this.start()
  }

  private start(): void {
    this.become('running')
    this.rate = { at: this.pace.now(), updates: this.work!.trainer.updates, perSecond: 0 }
    this.schedule()
  }

  /** Runs slices of training until something else is wanted. */
  private schedule(): void {
    this.cancel?.()
    const ticket = ++this.ticket
    const slice = (): void => {
      if (ticket !== this.ticket || this.states.value !== 'running') return
      const begun = this.pace.now()
      let going = true
      if (this.updatesPerSecond === null) while (going && this.pace.now() - begun < SLICE) going = this.advance()
      else going = this.advance()
      // The end has told its state and sent its picture: nothing is swept through after it.
      if (!going) return
      this.watch()
      if (this.updatesPerSecond === null) this.pace.soon(slice)
      else this.cancel = this.pace.later(1000 / this.updatesPerSecond - (this.pace.now() - begun), slice)
    }
    this.pace.soon(slice)
  }

  private step(): void {
    if (!this.work || this.states.value === 'running') return
    if (this.states.value === 'done' || this.states.value === 'failed') this.work.trainer.extend()
    this.become('paused')
    for (;;) {
      const progress = this.work.trainer.next()
      const going = this.take(progress)
      if (!going || progress.kind === 'update') break
    }
    this.tellState()
    this.sendFrame(true)
  }

  private restore(checkpoint: Checkpoint): void {
    if (!this.work) return
    const { trainer, model } = this.work
    const running = this.states.value === 'running'
    this.halt()
    this.problem = undefined
    this.kept = undefined
    goBack(model, trainer, checkpoint)
    trainer.preview()
    this.cursor = 0
    this.score(trainer.evaluate())
    if (running) this.start()
    else this.become(trainer.epoch >= trainer.epochs ? 'done' : checkpoint.updates > 0 ? 'paused' : 'ready')
    this.sendFrame(true)
  }

  private redraw(owners: readonly string[]): void {
    if (!this.work) return
    const { model, trainer } = this.work
    model.reset((name) => owners.includes(name.split('.')[0]!))
    if (this.states.value === 'running') return
    trainer.preview()
    this.score(trainer.evaluate())
    this.tellState()
    this.sendFrame(true)
  }

  private reset(): void {
    if (!this.work) return
    this.dropped.clear()
    this.halt()
    this.problem = undefined
    this.kept = undefined
    this.resumes = false
    const { compiled, dataset, trainer: old } = this.work
    old.dispose()
    // All anew, streams of random numbers included: the same numbers as after opening the document.
    const model = new Model(compiled.network!)
    const trainer = Trainer.make(model, dataset, this.crew)
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    this.work = { ...this.work, model, trainer }
    this.work.trainer.preview()
    this.cursor = 0
    this.score(this.work.trainer.evaluate())
    this.become('ready')
    this.sendFrame(true)
  }

  /** One update; whether there is more to do. */
  private advance(): boolean {
    return this.take(this.work!.trainer.next())
  }

  private take(progress: Progress): boolean {
    switch (progress.kind) {
      case 'update':
        return true
      case 'epoch':
        if (progress.evaluation) this.score(progress.evaluation)
        this.messages.next({ kind: 'report', ...progress.report, ...(progress.evaluation ? { parts: progress.evaluation.scores } : {}) })
        return true
      case 'done':
        this.score(this.work!.trainer.evaluate())
        this.become('done')
        this.sendFrame(true)
        return false
      case 'failed':
        this.problem = progress.problem
        this.become('failed')
        this.sendFrame(true)
        return false
    }
  }

  /** Frames and state at the screen's pace; a screen that is slow gets fewer. */
  private watch(): void {
    const now = this.pace.now()
    if (now - this.lastFrame >= FRAME && this.frame - this.drawn < 2) {
      this.lastFrame = now
      this.judge(now)
      this.sendFrame(false)
    }
    if (now - this.lastState >= STATE) {
      this.lastState = now
      const { updates } = this.work!.trainer
      const seconds = (now - this.rate.at) / 1000
      if (seconds > 0.5) this.rate = { at: now, updates, perSecond: (updates - this.rate.updates) / seconds }
      this.tellState()
    }
  }

  private score(evaluation: Evaluation): void {
    this.judged = { epoch: this.work!.trainer.epoch, evaluation }
  }

  /** Scores of sequences are made as often as training hardly feels; those of a series come with each epoch. */
  private judge(now: number): void {
    const { trainer, dataset } = this.work!
    if (dataset.series || now < this.judgeAt) return
    this.score(trainer.evaluate())
    const end = this.pace.now()
    this.judgeAt = end + Math.max(SAMPLE, (end - now) * JUDGING)
  }

  private sendFrame(still: boolean): void {
    if (!this.work) return
    const { model, trainer, dataset } = this.work
    const { tape } = trainer.program
    // A tape that moves on shows its newest step; one that holds whole sequences is swept through.
    const last = tape.steps - 1
    const whole = tape.base === 0 && tape.steps === (tape.lengths[0] ?? 0)
    this.cursor = whole && !still ? (this.cursor + 1) % Math.max(1, tape.steps) : last
    const frame = ++this.frame
    if (still) this.drawn = frame - 1
    const { judged } = this
    const fresh = judged !== undefined && judged !== this.judgedSent
    this.judgedSent = judged
    // A series is run as a whole when it is scored; of sequences one is looked at now and then.
    const sampled = !dataset.series && (fresh || still || this.pace.now() - this.lastSample >= SAMPLE)
    if (sampled) this.lastSample = this.pace.now()
    const shows = fresh || sampled ? judged : undefined
    this.messages.next({
      kind: 'frame', frame, epoch: trainer.epoch, step: tape.base + this.cursor,
      signals: signals(model, trainer, this.cursor),
      norms: norms(model),
      ...(shows ? { predictions: predictions(model, dataset, shows.evaluation, sampled ? trainer.sample() : undefined) } : {}),
      ...(fresh ? { scores: { epoch: judged.epoch, parts: judged.evaluation.scores } } : {}),
    })
  }

  private halt(status?: RunStatus): void {
    this.ticket++
    this.cancel?.()
    this.cancel = undefined
    if (status) {
      // What is read at leisure belongs to the weights as they are now, as it does after opening what was saved.
      if (this.work) this.score(this.work.trainer.evaluate())
      this.become(status)
      this.sendFrame(true)
    }
  }

  private become(status: RunStatus): void {
    this.states.next(status)
    this.tellState()
  }

  private tellState(): void {
    const trainer = this.work?.trainer
    const state: StateMessage = {
      kind: 'state',
      status: this.states.value,
      epoch: trainer?.epoch ?? 0,
      epochs: trainer?.epochs ?? 0,
      update: trainer?.updates ?? 0,
      updatesPerSecond: this.states.value === 'running' ? this.rate.perSecond : 0,
      threads: { used: trainer?.team?.threads ?? 1, available: 1 + (this.crew?.helpers ?? 0) },
      ...(this.problem ? { problem: this.problem } : {}),
    }
    this.messages.next(state)
  }

  private tellCompiled(
    revision: number, compiled: Compiled, dataset: Dataset | undefined, columns: readonly string[], dropped: readonly string[],
  ): void {
    this.messages.next({
      kind: 'compiled', revision,
      errors: compiled.errors,
      warnings: compiled.warnings,
      parameters: compiled.parameterCount,
      sizes: compiled.sizes,
      groups: compiled.groups,
      shapes: compiled.shapes,
      columns: dataset?.columns ?? columns,
      dropped,
    })
  }

  private checkGradients(request: number, seed = 0): void {
    if (!this.work) return this.messages.next({ kind: 'gradient-check', request })
    const work = checkingGradients(this.work.model, this.work.dataset.train, { seed })
    const piece = (): void => {
      const { value, done } = work.next()
      if (!done) {
        this.messages.next({ kind: 'gradient-progress', request, done: value })
        this.pace.soon(piece)
        return
      }
      this.messages.next({ kind: 'gradient-check', request, ...('code' in value ? { problem: value } : { check: value }) })
    }
    piece()
  }

  private sendWeights(request: number): void {
    const { work } = this
    this.messages.next({
      kind: 'weights', request,
      weights: work?.model.weights() ?? {},
      fitted: work?.dataset.fitted,
      epoch: work?.trainer.epoch ?? 0,
    })
  }
}

/** What of a document changes the numbers; names, notes and positions do not. */
function workKey(document: GraphDocument): string {
  const { nodes, edges, data, training, fitted } = document
  return JSON.stringify({ nodes, edges, data, training, fitted })
}
