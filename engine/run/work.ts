import { compile, type Compiled } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { dataSizes, prepareData, readData, signalIds, type DataRead, type TableRead } from '../data'
import type { Dataset } from '../data/types'
import type { GraphDocument } from '../document/types'
import type { Model } from '../learn/model/model'
import { trainingWarnings } from '../learn/check/prepare'
import type { Trainer } from '../learn/train/trainer'
import type { Moment } from './moment'
import type { PreviewSource } from './preview'

/** A network in training, with everything it consists of. */
export interface Work {
  readonly compiled: Compiled
  readonly model: Model
  readonly trainer: Trainer
  readonly dataset: Dataset
}

/** What views show: a network with its weights and data. It is a `Work` beside training, and a replica of one in the analyst. */
export interface Viewed extends Pick<Work, 'model' | 'dataset'> {
  /** The moment of training when the weights of a replica were handed over. */
  readonly at?: Moment
  /** The epoch of the weights, if they are those of an earlier one. */
  readonly epoch?: number
  readonly trainer: Pick<Trainer, 'reached' | 'replaying' | 'reading' | 'evaluating' | 'sample'> & Partial<Pick<Trainer, 'program' | 'threads'>>
}

/** The epoch of the weights that are shown; the trainer may have gone farther. */
export const epochOf = ({ epoch, trainer }: Viewed): number => epoch ?? trainer.reached.epoch

/** The result of compiling a document and reading its data, whether or not it can be trained. */
export interface PreparedWork {
  readonly read: PreviewSource
  /** Includes the problems of the data. */
  readonly compiled: Compiled
  readonly dataset: Dataset | undefined
}

/** Prepares a document and its edits: data that an edit does not affect is neither read nor encoded again. */
export class Preparation {
  private last:
    | { readonly key: string; readonly data: DataRead; readonly dataset: Dataset; readonly sizes: Compiled['sizes']; readonly warnings: Compiled['warnings'] }
    | undefined

  constructor(private readonly registry: NodeRegistry) {}

  /** Called for another document. */
  forget(): void {
    this.last = undefined
  }

  /**
   * Reads a document's data and compiles it. It can be trained if the result has a network, a dataset and no errors.
   *
   * @param number the table that is its data file, which `table` returns.
   */
  of(document: GraphDocument, number: number | undefined, table: (path: string) => TableRead | undefined): PreparedWork {
    const { registry } = this
    const { inputs, outputs } = signalIds(document, registry)
    const ids = [...inputs, ...outputs]
    const key = JSON.stringify([
      number,
      document.data,
      document.fitted,
      document.weights !== undefined,
      document.training?.washout,
      ids.map((id) => [id, document.nodes[id]]),
    ])
    const known = this.last?.key === key ? this.last : undefined
    const data = known?.data ?? readData(document, { table })
    const compiled = compile(document, registry, dataSizes(document, registry, data))
    const read = { document, data }
    if (known && compiled.network && ids.every((id) => known.sizes[id] === compiled.sizes[id]))
      return {
        read,
        compiled: { ...compiled, warnings: [...compiled.warnings, ...known.warnings, ...trainingWarnings(compiled, known.dataset)] },
        dataset: known.dataset,
      }
    const { dataset, errors, warnings } = prepareData(document, registry, compiled, data)
    // Repeat the warnings about data that were not checked again.
    if (dataset && errors.length === 0) this.last = { key, data, dataset, sizes: compiled.sizes, warnings: warnings.slice(compiled.warnings.length) }
    return { read, compiled: { ...compiled, errors, warnings: [...warnings, ...trainingWarnings(compiled, dataset)] }, dataset }
  }
}

/** The parts of a document that determine the computation; names, notes, positions and stored weights do not. */
const COMPUTED = ['training', 'edges', 'nodes', 'data'] as const

/**
 * Whether two versions of a document have the same computation. Edits of stored weights are reported separately, as
 * `restored`.
 */
export const sameWork = (a: GraphDocument, b: GraphDocument): boolean =>
  COMPUTED.every((key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]))
