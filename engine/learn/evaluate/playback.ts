import type { Slot } from '../../contract/op'
import { Collector } from '../model/collect'
import type { Model } from '../model/model'
import type { StepRange } from './passes'

/** Runs a network as it is scored, and returns the values of its slots. */
export class Playback {
  private readonly collector: Collector

  /** @param longest Steps of the longest sequence. */
  constructor(model: Model, longest: number) {
    this.collector = new Collector(model, Math.max(1, longest), { forcing: false })
  }

  /** Returns the values of slots over the whole sequence of a range, length × size each; those outside the range are arbitrary. */
  values<K extends string>({ sequence, passes, first, end }: StepRange, slots: Readonly<Record<K, Slot>>): Record<K, Float64Array> {
    const needed = passes.filter((pass) => pass.end > first && pass.first < end)
    const [base, ...rest] = needed.map((pass) => ({
      pass,
      values: this.collector.run(pass.length < sequence.length ? { ...sequence, length: pass.length } : sequence, slots, undefined, pass.forcedUntil),
    }))
    const found = base!.values
    for (const { pass, values } of rest)
      for (const name of Object.keys(slots) as K[]) {
        const { size } = slots[name]
        found[name].set(values[name].subarray(pass.first * size, pass.end * size), pass.first * size)
      }
    return found
  }
}
