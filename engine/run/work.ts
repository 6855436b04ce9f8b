import { compile, type Compiled } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { dataSizes, prepareData, readData, signalIds, type DataRead, type TableRead } from '../data'
import type { Dataset } from '../data/types'
import type { GraphDocument } from '../document/types'
import type { Model } from '../learn/model/model'
import { trainingWarnings } from '../learn/check/prepare'
import type { Trainer } from '../learn/train/trainer'
import type { PreviewSource } from './preview'

/** What is being worked on. */
export interface Work {
  readonly compiled: Compiled
  readonly model: Model
  readonly trainer: Trainer
  readonly dataset: Dataset
}

/** What a document and its data were found to be, whether or not they can be worked with. */
export interface Prepared {
  readonly read: PreviewSource
  /** With the problems of the data among its own. */
  readonly compiled: Compiled
  readonly dataset: Dataset | undefined
}

/** Prepares a document and its edits: data that an edit does not touch is neither read nor encoded again. */
export class Preparation {
  private last:
    | { readonly key: string; readonly data: DataRead; readonly dataset: Dataset; readonly sizes: Compiled['sizes']; readonly warnings: Compiled['warnings'] }
    | undefined

  constructor(private readonly registry: NodeRegistry) {}

  /** Another document follows. */
  forget(): void {
    this.last = undefined
  }

  /**
   * Reads the data of a document and compiles it; it can be worked with where the result has a network, a dataset and no
   * errors.
   *
   * @param number The table that is its data file, which `table` gives.
   */
  of(document: GraphDocument, number: number | undefined, table: (path: string) => TableRead | undefined): Prepared {
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
    // What was said of the data is said again where it is not looked at again.
    if (dataset && errors.length === 0) this.last = { key, data, dataset, sizes: compiled.sizes, warnings: warnings.slice(compiled.warnings.length) }
    return { read, compiled: { ...compiled, errors, warnings: [...warnings, ...trainingWarnings(compiled, dataset)] }, dataset }
  }
}

/** What of a document is computed with; names, notes, positions and what is stored of learning are not. */
const COMPUTED = ['training', 'edges', 'nodes', 'data'] as const

/** Whether an edit between two documents matters to what is computed; one of what is stored is told by `restored`. */
export const sameWork = (a: GraphDocument, b: GraphDocument): boolean =>
  COMPUTED.every((key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]))
