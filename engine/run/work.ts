import { compile, type Compiled } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { dataSizes, prepareData, readData, type TableRead } from '../data'
import type { Dataset } from '../data/types'
import type { GraphDocument } from '../document/types'
import type { Model } from '../learn/model'
import type { Trainer } from '../learn/trainer'
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

/** Reads the data of a document and compiles it; it can be worked with where the result has a network, a dataset and no errors. */
export function prepare(document: GraphDocument, registry: NodeRegistry, table: (path: string) => TableRead | undefined): Prepared {
  const data = readData(document, { table })
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors, warnings } = prepareData(document, registry, compiled, data)
  return { read: { document, data }, compiled: { ...compiled, errors, warnings }, dataset }
}

/** What of a document changes the numbers; names, notes and positions do not. */
export function workKey(document: GraphDocument): string {
  const { nodes, edges, data, training, fitted } = document
  return JSON.stringify({ nodes, edges, data, training, fitted })
}
