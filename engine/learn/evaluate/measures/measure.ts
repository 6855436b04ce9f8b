import type { DataRead } from '../../../data/source'
import type { Dataset, Part, Sequence } from '../../../data/types'
import type { Output } from '../../../compile/output'
import { Collector } from '../../model/collect'
import type { Model } from '../../model/model'

/** A trained model with its data and settings for the measure. */
export interface Judged {
  readonly model: Model
  readonly dataset: Dataset
  /** The table that the dataset was made from, for measures that need columns the network does not see. */
  readonly data: DataRead
  readonly part: Part
  /** Errors below this count as correct, in measures that use it. */
  readonly tolerance: number
}

/** Returns one number about a trained model. */
export type Measure = (judged: Judged) => number

/** Runs sequences with the current weights; targets replace fed-back outputs until step `forcedUntil`. */
export class Runner {
  private readonly collector: Collector

  constructor(
    private readonly model: Model,
    sequences: readonly Sequence[],
  ) {
    this.collector = Collector.over(model, sequences, { forcing: false })
  }

  /** By output id: length × size. */
  outputs(sequence: Sequence, forcedUntil = 0): Record<string, Float64Array> {
    return this.collector.run(sequence, Object.fromEntries(this.model.network.outputs.map(({ id, out }) => [id, out])), undefined, forcedUntil)
  }
}

/** The output that a measure is about: the first that has targets. */
export function judgedOutput({ model, dataset }: Judged): Output {
  const found = model.network.outputs.find(({ id }) => dataset.train.some(({ targets }) => targets[id]))
  if (!found) throw new Error('no output has targets')
  return found
}
