import { byId } from '../base/by-id'
import type { Sequence } from '../data/types'
import type { StreamSignal } from './columns'
import { pack, unpack } from '../learn/train/checkpoint'
import type { StreamRow } from './rows'
import type { SequenceState } from './state'

const FIRST = 256

interface Track {
  readonly signal: StreamSignal
  /** Numbers per step. */
  readonly size: number
  values: Float64Array
  /** For a target: 1 at steps that have one. */
  present: Uint8Array
}

/**
 * A sequence to which rows are appended, and which drops steps that are no longer needed. A row gives the input of its
 * step, belongs to the windows of the steps around it, and is the target of the step `ahead` rows before.
 */
export class GrowingSequence implements Sequence {
  /** Infinity until the sequence has ended. */
  length = Infinity
  offset = 0
  rows = 0
  readonly inputs = byId<Float64Array>()
  readonly targets = byId<{ values: Float64Array; present: Uint8Array }>()
  private readonly tracks: readonly Track[]
  private readonly future: number
  private readonly reach: number
  private readonly past: number
  private capacity = FIRST

  constructor(signals: readonly StreamSignal[]) {
    this.tracks = signals.map((signal) => {
      const size = signal.width * (signal.output ? 1 : signal.past + 1 + signal.future)
      return { signal, size, values: new Float64Array(FIRST * size), present: new Uint8Array(FIRST) }
    })
    const most = (of: (signal: StreamSignal) => number): number => signals.reduce((max, signal) => Math.max(max, of(signal)), 0)
    this.future = most(({ output, future }) => (output ? 0 : future))
    this.past = most(({ output, past }) => (output ? 0 : past))
    this.reach = most(({ output, future, ahead }) => (output ? ahead : future))
    this.expose()
  }

  /** Steps whose inputs are complete. */
  get runnable(): number {
    return Math.min(this.length, this.length < Infinity ? this.rows : Math.max(0, this.rows - this.future))
  }

  /** Steps whose inputs and targets are complete. */
  get known(): number {
    return this.length < Infinity ? this.length : Math.max(0, this.rows - this.reach)
  }

  append({ values, present }: StreamRow): void {
    const row = this.rows++
    this.room(row + 1 + this.past)
    this.tracks.forEach(({ signal, size, values: into, present: there }, i) => {
      const { output, past, future, ahead, width } = signal
      if (output) {
        const step = row - ahead - this.offset
        if (step < 0 || !present[i]) return
        into.set(values[i]!, step * size)
        there[step] = 1
        return
      }
      // The row is in the windows of the steps from `future` before to `past` after it.
      for (let step = Math.max(this.offset, row - future); step <= row + past; step++)
        into.set(values[i]!, (step - this.offset) * size + (row - step + past) * width)
    })
  }

  /** Ends the sequence. With `complete`, without the last steps, whose targets or windows would need later rows. */
  end(complete: boolean): void {
    this.length = complete ? Math.max(0, this.rows - this.reach) : this.rows
  }

  /** Drops the steps before `step`. */
  forget(step: number): void {
    const dropped = Math.min(step, this.rows) - this.offset
    if (dropped < this.capacity / 2) return
    for (const { size, values, present } of this.tracks) {
      values.copyWithin(0, dropped * size)
      values.fill(0, (this.capacity - dropped) * size)
      present.copyWithin(0, dropped)
      present.fill(0, this.capacity - dropped)
    }
    this.offset += dropped
  }

  /** Returns the stored steps of a sequence that has not ended, for `resume`. */
  state(): SequenceState {
    const { rows, offset, past } = this
    const steps = rows + past - offset
    const tracks = this.tracks.map(({ size, values, present }) => [pack(values.subarray(0, steps * size)), pack(present.subarray(0, steps))])
    return { rows, offset, tracks }
  }

  /** Restores a sequence from its state; returns undefined if the state is of other signals. */
  static resume(signals: readonly StreamSignal[], { rows, offset, tracks }: SequenceState): GrowingSequence | undefined {
    const sequence = new GrowingSequence(signals)
    const steps = rows + sequence.past - offset
    const found = tracks.map((track) => track.map(unpack))
    const fits = ([values, present]: (Float64Array | undefined)[], i: number): boolean =>
      values?.length === steps * sequence.tracks[i]!.size && present?.length === steps
    if (offset > rows || found.length !== sequence.tracks.length || !found.every(fits)) return undefined
    sequence.rows = rows
    sequence.offset = offset
    sequence.room(rows + sequence.past)
    sequence.tracks.forEach(({ values, present }, i) => {
      values.set(found[i]![0]!)
      present.set(found[i]![1]!)
    })
    return sequence
  }

  /** Enlarges the buffers to hold all steps before `end`. */
  private room(end: number): void {
    if (end - this.offset <= this.capacity) return
    this.capacity = Math.max(2 * this.capacity, end - this.offset)
    for (const track of this.tracks) {
      const values = new Float64Array(this.capacity * track.size)
      const present = new Uint8Array(this.capacity)
      values.set(track.values)
      present.set(track.present)
      track.values = values
      track.present = present
    }
    this.expose()
  }

  private expose(): void {
    for (const { signal, values, present } of this.tracks) {
      if (signal.output) this.targets[signal.id] = { values, present }
      else this.inputs[signal.id] = values
    }
  }
}
