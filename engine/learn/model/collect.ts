import type { Program } from '../../compile/program'
import type { Slot } from '../../contract/op'
import type { Sequence } from '../../data/types'
import { CarriedState } from './carried'
import type { Model } from './model'

/** Steps per run where the whole sequence is not needed at once. */
const CHUNK = 512

interface CollectorOptions {
  /** Whether targets replace outputs. */
  readonly forcing: boolean
  /** Whether a sequence continues from the state of the one before. */
  readonly carry?: boolean
}

/**
 * Runs sequences forward and collects values of slots, without adjoints, in memory that does not depend on their
 * length.
 */
export class Collector {
  readonly program: Program
  /** The state from which the next sequence continues, with `carry`. */
  readonly carried: CarriedState
  private readonly chunk: number

  constructor(
    private readonly model: Model,
    longest: number,
    private readonly options: CollectorOptions,
  ) {
    const { network } = model
    const whole = network.backwardInTime
    const keep = network.longestDelay
    this.chunk = whole ? longest : Math.min(longest, CHUNK)
    const steps = whole ? longest : Math.min(longest + (options.carry ? keep : 0), keep + this.chunk)
    this.program = model.bind({ steps, sequences: 1, keep: whole ? 0 : keep, adjoints: false })
    this.carried = new CarriedState(this.program, options.carry ?? false)
  }

  /** Makes a collector for sequences as long as the longest of these. */
  static over(model: Model, sequences: readonly Sequence[], options: CollectorOptions): Collector {
    return new Collector(
      model,
      sequences.reduce((most, { length }) => Math.max(most, length), 1),
      options,
    )
  }

  /**
   * Returns the values of the named slots, length × size each. Calls `visit` for each run of steps while it is on the
   * tape. Targets replace outputs before step `forcedUntil`; by default everywhere or nowhere, as set in the constructor.
   */
  run<K extends string>(...args: Parameters<typeof this.running<K>>): Record<K, Float64Array> {
    const run = this.running(...args)
    for (;;) {
      const { value, done } = run.next()
      if (done) return value
    }
  }

  /** As `run`, in pieces; the collector must not be used for anything else in between. */
  *running<K extends string>(
    sequence: Sequence,
    slots: Readonly<Record<K, Slot>>,
    visit?: (program: Program, first: number, end: number) => void,
    forcedUntil = this.options.forcing ? Infinity : 0,
  ): Generator<void, Record<K, Float64Array>, void> {
    const { program, model } = this
    const names = Object.keys(slots) as K[]
    const found = Object.fromEntries(names.map((name) => [name, new Float64Array(sequence.length * slots[name].size)])) as Record<K, Float64Array>
    program.refresh()
    this.carried.begin([sequence])
    for (let t = 0; t < sequence.length; ) {
      const forced = t < forcedUntil
      const count = Math.min(this.chunk, sequence.length - t, forced && !model.network.backwardInTime ? forcedUntil - t : Infinity)
      program.mode.forcing = forced
      const first = program.advance(count)
      const view = model.kernels.view()
      for (const name of names) {
        const { size } = slots[name]
        const from = program.value(slots[name]) / model.kernels.bytes + first * size
        found[name].set(view.subarray(from, from + count * size), t * size)
      }
      visit?.(program, first, first + count)
      t += count
      if (t < sequence.length) yield
    }
    this.carried.end()
    return found
  }
}
