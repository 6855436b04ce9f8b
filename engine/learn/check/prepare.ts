import type { Problem } from '../../base/problem'
import type { Compiled } from '../../compile'
import type { NodeRegistry } from '../../contract/node-type'
import { prepareData, type DataRead } from '../../data'
import type { DatasetOptions } from '../../data/dataset'
import type { Prepared } from '../../data/prepare'
import type { Dataset } from '../../data/types'
import type { GraphDocument } from '../../document/types'
import { idleSettings } from './idle-settings'
import { idleOutputs, untrained } from '../model/untrained'

/** What of a compiled network and its data will have no effect in training; of outputs nothing where an error says that nothing would be trained. */
export const trainingWarnings = ({ network }: Pick<Compiled, 'network'>, dataset: Dataset | undefined): Problem[] =>
  network ? [...idleSettings(network, dataset), ...(dataset && untrained(network, dataset) ? [] : idleOutputs(network, dataset))] : []

/**
 * A compiled document with its data, for training or for what is done before it: the problems of both, settings without
 * effect among the warnings, and among the errors why nothing would be trained. Where targets are optional nothing is
 * trained, and nothing is said of it.
 */
export function prepare(document: GraphDocument, registry: NodeRegistry, compiled: Compiled, data: DataRead, options?: DatasetOptions): Prepared {
  const prepared = prepareData(document, registry, compiled, data, options)
  const { network } = compiled
  if (options?.targets === 'optional' || !network) return prepared
  const { dataset, errors, warnings } = prepared
  const nothing = dataset && errors.length === 0 ? untrained(network, dataset) : undefined
  return { ...prepared, errors: [...errors, ...(nothing ? [nothing] : [])], warnings: [...warnings, ...trainingWarnings(compiled, dataset)] }
}
