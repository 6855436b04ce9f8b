import type { Problem } from '../../engine/base/problem'
import { pack, unpack, type Checkpoint } from '../../engine/learn/train/checkpoint'
import { ownerOf } from '../../engine/document/ends'
import { tensorOf } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import type { LiveOptions } from '../../engine/run/live-view'
import type { RunReport, StateMessage } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import type { WeightChange } from '../../engine/run/questions'
import type { TextKey } from '../document/types'
import type { NewStep } from '../editing/coming'
import type { Replay } from '../editing/learned'
import type { DocumentStore } from '../editing/store'
import type { EngineClient } from '../worker/client'
import { answered, ignoreFailure } from '../worker/failure'

/**
 * The checkpoint at the start of a run. Undefined if nothing can be trained; `unknown` if the engine failed to answer,
 * so that no step can be made.
 */
type Began = Promise<Checkpoint | undefined | 'unknown'>

interface Curve {
  readonly get: () => readonly RunReport[]
  readonly set: (reports: readonly RunReport[]) => void
}

/**
 * Whether two checkpoints have the same trained state. Compares weights, because a readout makes no updates, and an
 * edit resets their count.
 */
function sameStanding(a: Checkpoint, b: Checkpoint): boolean {
  const names = Object.keys(a.weights)
  return (
    a.epoch === b.epoch
    && names.length === Object.keys(b.weights).length
    && names.every((name) => Object.hasOwn(b.weights, name) && a.weights[name] === b.weights[name])
  )
}

/** The entries of stored weights, for `put`. */
export const entriesOf = (weights: NonNullable<GraphDocument['weights']>): Parameters<Runs['put']>[1] =>
  Object.fromEntries(
    Object.entries(weights).map(([name, stored]) => {
      const { values, indices } = tensorOf(stored)
      return [name, { indices: Uint32Array.from(indices ?? values.keys()), change: { kind: 'values', values: Float64Array.from(values) } }]
    }),
  )

const scores = new WeakMap<Checkpoint, Scores>()
/** The scores of a checkpoint's weights, if they were evaluated since the document was opened. */
export const scoresAt = (checkpoint: Checkpoint): Scores | undefined => scores.get(checkpoint)

/**
 * Makes steps of history from training: each run from play to pause, consecutive single updates, and initializing
 * weights.
 */
export class Runs {
  /** The checkpoint at the start of the current run, or of consecutive single updates. */
  private began: Began | undefined
  /** The current edit of weights: values before and after, by flat index. */
  private hand:
    | { readonly name: string; readonly changes: Map<number, { readonly before: number; readonly after: number }>; readonly answers: Promise<unknown>[] }
    | undefined
  /** Curves up to a reset, by the weights at that time; restored with those weights. */
  private readonly curves = new WeakMap<Checkpoint, readonly RunReport[]>()

  constructor(
    private readonly documents: DocumentStore,
    private readonly client: EngineClient,
    private readonly curve: Curve,
  ) {}

  /** The checkpoint of the last step of history, while the trained state is unchanged. */
  private standing: Checkpoint | undefined
  private newest: Scores | undefined

  /** Called with the scores of the current weights. */
  onScores(found: Scores): void {
    this.newest = found
    if (this.standing && this.standing.epoch === found.epoch) scores.set(this.standing, found)
  }

  private leave(): void {
    this.standing = this.newest = undefined
  }

  private checkpoint(): Began {
    return answered(this.client.ask({ kind: 'checkpoint' })).catch((error: unknown) => {
      ignoreFailure(error)
      return 'unknown' as const
    })
  }

  /** Called when the engine has ended during training; makes a step up to the last known checkpoint. */
  lost(known: Checkpoint | undefined): void {
    if (this.began && known) this.record('run.edit.train', this.began, Promise.resolve(known))
    this.began = undefined
    this.hand = undefined
  }

  /** Called for another document: training of the previous one is not part of its history. */
  forget(): void {
    this.began = undefined
  }

  play({ status }: StateMessage): void {
    this.leave()
    if (status !== 'running') this.began = this.checkpoint()
    this.client.send({ kind: 'play' })
  }

  /** Starts a live run, which becomes a step as training does; returns why it does not start. */
  async live(options: LiveOptions): Promise<readonly Problem[]> {
    this.leave()
    const began = (this.began = this.checkpoint())
    const problems = await answered(this.client.ask({ kind: 'live', ...options }))
    if (problems.length > 0 && this.began === began) this.began = undefined
    return problems
  }

  step({ status }: StateMessage): void {
    if (status === 'running') return
    this.leave()
    const began = this.checkpoint()
    this.client.send({ kind: 'step' })
    this.record('run.edit.step', began, this.checkpoint(), 'step')
  }

  /** Restores the state after an epoch as a history step, and continues from there if asked to, as a new run. */
  async goBack(epoch: number, label: TextKey, goesOn: boolean): Promise<void> {
    const then = answered(this.client.ask({ kind: 'past', epoch })).catch(ignoreFailure)
    await this.pause()
    const found = await then
    if (!found) return
    this.leave()
    this.record(label, this.checkpoint(), Promise.resolve(found))
    this.restore(found)
    if (!goesOn) return
    this.began = Promise.resolve(found)
    this.client.send({ kind: 'play' })
  }

  /** Ends the run and makes it a step; the checkpoint is requested after the pause. */
  async pause(): Promise<void> {
    const { began } = this
    this.client.send({ kind: 'pause' })
    if (!began) return
    this.began = undefined
    const ended = this.checkpoint()
    this.record('run.edit.train', began, ended)
    // A run that waits for an edit to compile is no step until it continues.
    if ((await ended) === undefined) this.began ??= began
  }

  /** Called with every state of the engine; makes a step when a run ends. */
  onState(state: StateMessage, old: StateMessage): void {
    // A run ends when it is paused, finishes or fails, or when an edit interrupts it.
    const ends = old.status === 'running' ? ['paused', 'done', 'failed'] : old.status === 'blocked' ? ['ready', 'done'] : []
    if (!ends.includes(state.status) || !this.began) return
    this.record('run.edit.train', this.began)
    this.began = undefined
  }

  reset(): void {
    this.leave()
    const { began } = this
    this.began = undefined
    // Requested before the reset, and therefore answered with the old weights.
    const before = this.checkpoint()
    const reports = this.curve.get()
    if (began) this.record('run.edit.train', began, before)
    this.client.send({ kind: 'reset' })
    this.recordDraw('run.edit.reset', before, (old, now) => {
      if (sameStanding(old, now)) return false
      this.curves.set(old, reports)
      return true
    })
  }

  /** Initializes some weights; the others keep what they learned. */
  redraw(owners: readonly string[]): void {
    if (owners.length === 0) return
    this.leave()
    const before = this.checkpoint()
    this.client.send({ kind: 'redraw', owners })
    this.recordDraw('run.edit.redraw', before, ({ weights }) => Object.keys(weights).some((name) => owners.includes(name) || owners.includes(ownerOf(name))))
  }

  /**
   * Edits the document and initializes some weights of it, as one step.
   *
   * @param edit returns whether it changed the document.
   * @param ready resolves when the engine has the edited document.
   */
  editAndRedraw(edit: () => boolean, ready: () => Promise<unknown>, owners: readonly string[]): Promise<unknown> {
    this.leave()
    const before = this.checkpoint()
    const joins = edit()
    const after = ready().then(() => {
      this.client.send({ kind: 'redraw', owners })
      return this.checkpoint()
    })
    this.recordDraw('run.edit.redraw', before, (old, now) => !sameStanding(old, now), after, joins)
    return after
  }

  /** Changes entries of several parameters, as one step. */
  put(label: TextKey, entries: Readonly<Record<string, { readonly indices: Uint32Array; readonly change: WeightChange }>>): Promise<unknown> {
    this.leave()
    const before = this.checkpoint()
    for (const [name, { indices, change }] of Object.entries(entries))
      void answered(this.client.ask({ kind: 'write', name, indices, change })).catch(ignoreFailure)
    const after = this.checkpoint()
    this.recordDraw(label, before, (old, now) => !sameStanding(old, now), after)
    return after
  }

  /**
   * Makes a step of weights that were changed other than by training, if `counts` accepts it.
   *
   * @param joins whether it is part of the edit that was just made.
   */
  private recordDraw(
    label: TextKey,
    before: Began,
    counts: (old: Checkpoint, now: Checkpoint) => boolean,
    changed: Began = this.checkpoint(),
    joins = false,
  ): void {
    const made = async (after: Began): Promise<NewStep | undefined> => {
      const [old, now] = await Promise.all([before, after])
      if (!old || !now || old === 'unknown' || now === 'unknown' || !counts(old, now)) return undefined
      return { label, learned: { before: { checkpoint: old }, after: { checkpoint: now } }, joins }
    }
    this.documents.expect(made(changed))
  }

  /** Edits entries of a parameter; resolves to their number, undefined if refused. */
  async write(name: string, indices: Uint32Array, change: WeightChange): Promise<number | undefined> {
    if (this.hand?.name !== name) void this.endWriting()
    this.leave()
    const hand = (this.hand ??= { name, changes: new Map(), answers: [] as Promise<unknown>[] })
    const answer = answered(this.client.ask({ kind: 'write', name, indices, change }))
    hand.answers.push(answer.catch(ignoreFailure))
    const written = await answer.catch(ignoreFailure)
    written?.indices.forEach((index, i) => {
      hand.changes.set(index, { before: hand.changes.get(index)?.before ?? written.before[i]!, after: written.after[i]! })
    })
    return written?.indices.length
  }

  /** Makes all edits of weights since the last call one step. */
  async endWriting(): Promise<void> {
    const { hand } = this
    this.hand = undefined
    if (!hand) return
    const made = async (): Promise<NewStep | undefined> => {
      await Promise.all(hand.answers)
      const changed = [...hand.changes].filter(([, { before, after }]) => before !== after)
      if (changed.length === 0) return undefined
      const written = {
        name: hand.name,
        count: changed.length,
        indices: pack(changed.map(([index]) => index)),
        before: pack(changed.map(([, { before }]) => before)),
        after: pack(changed.map(([, { after }]) => after)),
      }
      return { label: 'run.edit.write', learned: { written } }
    }
    this.documents.expect(made())
    await this.documents.settled()
  }

  /** Undoes the edits of weights since the last step. */
  async cancelWriting(): Promise<void> {
    const { hand } = this
    this.hand = undefined
    if (!hand) return
    await Promise.all(hand.answers)
    const changes = [...hand.changes]
    const values = Float64Array.from(changes, ([, { before }]) => before)
    await this.give(
      hand.name,
      Uint32Array.from(changes, ([index]) => index),
      values,
    )
  }

  /** Undoes or redoes one step of trained state. */
  travel({ step, side }: Replay): void {
    this.leave()
    if (!step.written) return this.restore(step[side]?.checkpoint ?? null)
    const { name, indices, [side]: values } = step.written
    void this.give(name, Uint32Array.from(unpack(indices) ?? []), unpack(values) ?? new Float64Array())
  }

  private async give(name: string, indices: Uint32Array, values: Float64Array): Promise<void> {
    await answered(this.client.ask({ kind: 'write', name, indices, change: { kind: 'values', values } })).catch(ignoreFailure)
  }

  /** Restores a checkpoint; null to initialize weights. */
  private restore(checkpoint: Checkpoint | null): void {
    // A run in progress continues from there, and its step starts there.
    if (this.began) this.began = Promise.resolve(checkpoint ?? undefined)
    const kept = checkpoint ? (this.curves.get(checkpoint) ?? this.curve.get().filter(({ epoch }) => epoch <= checkpoint.epoch)) : []
    this.curve.set(kept)
    this.client.send(checkpoint ? { kind: 'restore', checkpoint } : { kind: 'reset' })
  }

  private record(label: string, began: Began, ended: Began = this.checkpoint(), merge?: string): void {
    const made = async (): Promise<NewStep | undefined> => {
      const [before, after] = await Promise.all([began, ended])
      if (!after || after === 'unknown' || before === 'unknown' || (before && sameStanding(before, after))) return undefined
      this.curves.set(after, this.curve.get())
      this.standing = after
      if (this.newest?.epoch === after.epoch) scores.set(after, this.newest)
      return { label, learned: { before: before ? { checkpoint: before } : null, after: { checkpoint: after } }, ...(merge === undefined ? {} : { merge }) }
    }
    this.documents.expect(made())
  }
}
