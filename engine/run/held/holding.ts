import { pokedNetwork, Pokes, type Poke } from '../../analyze/poke'
import type { Part } from '../../data/types'
import type { Sample } from '../../learn/evaluate/evaluate'
import type { Budget } from '../budget'
import { SLICE } from '../drive'
import type { PastWeights } from '../past'
import { findMoment, rangesIn, sequencesIn, type Moment, type FoundMoment } from '../moment'
import type { Pace } from '../pace'
import type { MomentView, SequencesView, Signal } from '../streams'
import { FRAME_STEPS } from '../trail'
import type { Viewed } from '../work'
import { copyProblem } from '../copies'
import type { Shows } from '../analyst/share'
import { HeldRun, type Window } from './run'
import { Shadow } from './shadow'
import { symbolsAt } from './symbols'

/** Milliseconds between two runs during training, and between two searches for the worst sequence. */
const BETWEEN = { run: 250, worst: 2_000 } as const
/** Maximum number of sequence ids sent to the window. */
const IDS = 1_000

/** The parts of the chosen moment that the window shows. */
export interface NeededParts {
  readonly ports: ReadonlySet<string>
  /** The part whose worst sequence is wanted. */
  readonly worst: Part | undefined
}

/** The moment to show for an earlier epoch or changes by hand, if the user has not chosen one. */
const NEWEST: Moment = { part: 'train', sequence: 0, step: Infinity }

type Job = keyof typeof BETWEEN

/**
 * Computes the signals at a moment that the user has chosen, on a copy of the weights. During training it works in
 * pieces of some milliseconds, which wait for the budget, and uses the weights from the start of each run. Without a
 * chosen moment there is no copy, and nothing is computed.
 */
export class Holding {
  private at: Moment | null = null
  private shadow: Shadow | undefined
  private run: HeldRun | undefined
  private window: { readonly key: string; first: number } = { key: '', first: 0 }
  /** Number of changes of the weights; results of an earlier number are stale. */
  private weights = 0
  private readonly of: Record<Job, number> = { run: -1, worst: -1 }
  private readonly endedAt: Record<Job, number> = { run: -Infinity, worst: -Infinity }
  private job: { readonly kind: Job; readonly key: string; readonly pieces: Generator<void, unknown, void> } | undefined
  /** The part whose worst sequence was searched last. */
  private searched: Part | undefined
  private worst: { readonly part: Part; readonly index: number; readonly loss: number } | undefined
  private updates = -1
  /** Distinguishes the current idle work from cancelled work. */
  private turn = 0
  /** Number of finished runs, from which a view knows whether it shows the newest. */
  private runs = 0
  /** The state of an earlier epoch, shown instead of the newest weights. */
  private past: PastWeights | undefined
  /** The state whose weights the copy has. */
  private taken: PastWeights | undefined
  /** The changes by hand; undefined for none. */
  private pokes: Pokes | undefined
  /** Number of changes by hand. */
  private poked = 0
  /** A copy without changes by hand, for the scores of an earlier epoch while there are some. */
  private unpoked: { readonly shadow: Shadow; readonly taken: PastWeights } | undefined

  constructor(
    private readonly pace: Pace,
    private readonly budget: Budget,
  ) {}

  hold(at: Moment | null): void {
    this.at = at
    if (!at && !this.past && !this.pokes) this.drop()
  }

  /** Sets the changes by hand with which the network runs; an empty list removes them. */
  poke(list: readonly Poke[]): void {
    const opened = list.length > 0
    if (!opened && !this.pokes) return
    this.poked++
    this.weights++
    this.job = undefined
    this.endedAt.run = -Infinity
    if (opened && this.pokes) return this.pokes.set(list)
    // Switches between the network that is open to changes and the plain one.
    this.pokes = opened ? new Pokes(list) : undefined
    this.shadow = this.run = this.taken = this.unpoked = undefined
    this.of.run = -1
    if (!this.at && !this.past && !this.pokes) this.drop()
  }

  /** Identifies the changes by hand; undefined without any. */
  get pokeMark(): number | undefined {
    return this.pokes && this.poked
  }

  /** Shows the weights of an earlier epoch; undefined for the newest. */
  look(past: PastWeights | undefined): void {
    this.past = past
    this.weights++
    this.job = undefined
    if (!past && !this.at && !this.pokes) this.drop()
  }

  /** The earlier epoch that is shown. */
  get epoch(): number | undefined {
    return this.past?.epoch
  }

  /** The work with the weights that are shown, the newest or those of an earlier epoch, and the changes by hand. */
  shown(work: Viewed): Viewed {
    if (!this.past && !this.pokes) return work
    const shadow = this.shadowOf(work)
    if (this.taken !== this.past) this.catchUp()
    const { past } = this
    return { ...work, model: shadow.model, ...(past ? { epoch: past.epoch } : {}) }
  }

  /** What decides who computes a query: whether a moment, earlier weights or changes by hand are shown. */
  shows(work: Viewed): Shows {
    return { held: this.place(work) !== undefined, past: this.past !== undefined, poked: this.pokes !== undefined, series: work.dataset.series !== undefined }
  }

  /** The evaluator for the weights that are shown, without changes by hand. */
  judge(work: Viewed): Pick<Shadow['evaluator'], 'evaluating' | 'sample'> {
    const { past } = this
    if (!past) return work.trainer
    if (this.pokes) {
      if (this.unpoked?.shadow.of.model !== work.model || this.unpoked.taken !== past) {
        this.unpoked = { shadow: new Shadow(work), taken: past }
        this.unpoked.shadow.take(past.weights)
      }
      return this.unpoked.shadow.evaluator
    }
    this.shown(work)
    return this.shadowOf(work).evaluator
  }

  private shadowOf(work: Viewed): Shadow {
    if (this.shadow?.of.model !== work.model) {
      if (this.shadow) this.forget()
      this.shadow = new Shadow(work, this.pokes && pokedNetwork(work.model.network, this.pokes))
      this.run = new HeldRun(this.shadow.model, work.dataset)
    }
    return this.shadow!
  }

  /** Called when the weights changed other than by training. */
  changed(): void {
    this.weights++
  }

  /** Drops the copy, because another network is loaded. */
  drop(): void {
    this.turn++
    this.forget()
  }

  private forget(): void {
    this.shadow = this.run = this.job = this.worst = this.searched = this.taken = this.unpoked = undefined
    this.of.run = this.of.worst = -1
  }

  /** The chosen moment as a place in the data; undefined while views follow the training. */
  place(work: Viewed): FoundMoment | undefined {
    const at = this.at ?? (this.past || this.pokes ? NEWEST : null)
    if (!at || (this.shadow?.of.model !== work.model && copyProblem(work.model))) return undefined
    return findMoment(work.model.network.training, work.dataset, at, this.worst?.part === at.part ? this.worst.index : 0)
  }

  /** The sequence of a part with the highest loss per step, or the first where there is none to choose; undefined while it is searched. */
  worstOf({ dataset }: Viewed, part: Part): number | undefined {
    if (dataset.series || dataset[part].length === 0) return 0
    if (this.worst?.part === part) return this.worst.index
    return this.searched === part && this.job?.kind !== 'worst' ? 0 : undefined
  }

  /** Identifies the visible state of the moment; changes when views have to be updated. */
  get mark(): string {
    return `${this.runs} ${this.window.key} ${this.window.first} ${JSON.stringify(this.at)} ${this.past?.epoch}`
  }

  /** The steps that are shown: as many as fit, moved no farther than necessary to include the moment. */
  private windowOf({ part, index, step, sequence: { length } }: FoundMoment): Window {
    const room = Math.min(FRAME_STEPS, length)
    const key = `${part} ${index} ${length}`
    const { window } = this
    const first = window.key !== key ? step - Math.floor((room * 3) / 4) : step < window.first ? step : Math.max(window.first, step - room + 1)
    const begin = Math.max(0, Math.min(first, length - room))
    this.window = { key, first: begin }
    return [begin, begin + room]
  }

  /** During training: computes a piece if the budget allows it; answers whether it did. */
  follow(work: Viewed, wanted: NeededParts): boolean {
    this.turn++
    const { updates, epoch } = work.trainer.reached
    if (this.updates !== updates + epoch) this.weights++
    this.updates = updates + epoch
    const begun = this.pace.now()
    if (!this.budget.open || !this.begin(work, wanted, begun)) return false
    this.advance()
    this.budget.take(this.pace.now() - begun)
    return true
  }

  /** While training is idle: computes one slice now, the rest in idle time; calls `found` after each result. */
  runIdle(work: Viewed, wanted: NeededParts, found: () => void): void {
    const turn = ++this.turn
    const piece = (): boolean => {
      if (!this.begin(work, wanted)) return true
      this.advance()
      return this.job === undefined && !this.begin(work, wanted)
    }
    if (piece()) return
    const later = (): void => {
      if (turn !== this.turn) return
      const runs = this.runs
      const over = piece()
      if (this.runs !== runs || over) found()
      if (!over && turn === this.turn) this.pace.soon(later)
    }
    this.pace.soon(later)
  }

  /** Starts the next job unless one is under way; returns whether there is any. */
  private begin(work: Viewed, wanted: NeededParts, now?: number): boolean {
    const place = this.place(work)
    if (!place) return false
    this.shadowOf(work)
    const run = this.run!
    const there = run.has(place, wanted.ports, this.windowOf(place))
    const keys: Record<Job, string> = {
      run: `${place.part} ${place.index} ${there ? '' : place.step} ${[...wanted.ports].join(' ')}`,
      worst: wanted.worst ?? '',
    }
    const stale = (kind: Job): boolean => this.of[kind] !== this.weights && (now === undefined || now - this.endedAt[kind] >= BETWEEN[kind])
    const searches =
      wanted.worst !== undefined && !this.pokes && !work.dataset.series && (this.job?.kind === 'worst' || this.searched !== wanted.worst || stale('worst'))
    // The worst sequence has to be known before it can be run.
    const first = searches && this.at?.sequence === 'worst' && this.worst?.part !== wanted.worst
    const { job } = this
    if (job && job.key === keys[job.kind] && (job.kind === 'run' || there || first)) return true
    if (job) this.of[job.kind] = -1
    const kind: Job | undefined = !there && !first ? 'run' : searches ? 'worst' : stale('run') ? 'run' : undefined
    this.job = undefined
    if (!kind) return false
    this.catchUp()
    this.of[kind] = this.weights
    if (kind === 'worst') this.searched = wanted.worst
    this.job = { kind, key: keys[kind], pieces: kind === 'run' ? run.running(place, wanted.ports) : this.searching(wanted.worst!) }
    return true
  }

  private catchUp(): void {
    if (!this.past) this.shadow!.follow()
    else if (this.taken !== this.past) this.shadow!.take(this.past.weights)
    this.taken = this.past
  }

  private *searching(part: Part): Generator<void, void, void> {
    const found = yield* this.run!.worst(part)
    this.worst = found && { part, ...found }
  }

  /** Continues the current job for a slice. */
  private advance(): void {
    const { job } = this
    const begun = this.pace.now()
    do {
      if (!job!.pieces.next().done) continue
      this.job = undefined
      this.endedAt[job!.kind] = this.pace.now()
      this.runs++
      return
    } while (this.pace.now() - begun < SLICE)
  }

  signals(work: Viewed, names: readonly string[]): (Signal | undefined)[] {
    const place = this.place(work)
    const window = place && this.windowOf(place)
    if (!place || !this.run?.has(place, names.slice(0, 0), window!)) return names.map(() => undefined)
    return this.run.signals(place, names, window!)
  }

  /** Outputs of the run with changes by hand; undefined without any, or before the run has ended. */
  outputs(work: Viewed): (Omit<Sample, 'part'> & Partial<Pick<Sample, 'part'>>) | undefined {
    const place = this.pokes && this.place(work)
    const outputs = place && this.run?.outputs(place)
    return outputs && { sequence: place.sequence, outputs, ...(work.dataset.series ? {} : { part: place.part }) }
  }

  /** Describes the chosen moment, or that of training. */
  view(work: Viewed, live: Moment): MomentView | undefined {
    const { dataset, model, trainer } = work
    const chosen = this.place(work)
    const place = chosen ?? findMoment(model.network.training, dataset, live)
    if (!place) return undefined
    const { part, index, step, sequence } = place
    const { run } = this
    const known = (this.at !== null || this.past !== undefined || this.pokes !== undefined) && run?.has(place, [], [step, step + 1]) === true
    const { axis } = dataset
    return {
      held: this.at !== null && chosen !== undefined,
      part,
      sequence: index,
      step,
      length: sequence.length,
      epoch: this.past?.epoch ?? trainer.reached.epoch,
      sequences: sequencesIn(dataset),
      ...(dataset.series ? { ranges: rangesIn(dataset.series) } : {}),
      ...(sequence.id === undefined ? {} : { id: sequence.id }),
      ...(axis && sequence.labels ? { label: sequence.labels[step]!, axis } : {}),
      symbols: symbolsAt(dataset, model.network, sequence, step),
      ...(known ? { loss: run!.lossAt(step) } : {}),
    }
  }

  sequences(work: Viewed, part: Part): SequencesView {
    const { worst } = this
    const sequences = work.dataset.series ? [] : work.dataset[part]
    const ids = sequences.slice(0, IDS).flatMap(({ id }) => id ?? [])
    return {
      count: sequencesIn(work.dataset)[part],
      ...(ids.length > 0 ? { ids } : {}),
      ...(worst?.part === part ? { worst: { sequence: worst.index, loss: worst.loss } } : {}),
    }
  }
}
