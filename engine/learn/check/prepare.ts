import type { Problem } from '../../base/problem'
import type { Compiled } from '../../compile'
import type { NodeRegistry } from '../../contract/node-type'
import { prepareData, type DataRead } from '../../data'
import type { DatasetOptions } from '../../data/dataset'
import type { PreparedData } from '../../data/prepare'
import type { Dataset } from '../../data/types'
import type { GraphDocument } from '../../document/types'
import { idleSettings } from './idle-settings'
import { idleOutputs, untrained } from '../model/untrained'

/**
 * Returns warnings about settings and outputs without effect in training; about outputs only if an error does not
 * already say that nothing would be trained.
 */
export const trainingWarnings = ({ network }: Pick<Compiled, 'network'>, dataset: Dataset | undefined): Problem[] =>
  network ? [...idleSettings(network, dataset), ...(dataset && untrained(network, dataset) ? [] : idleOutputs(network, dataset))] : []

/**
 * Combines a compiled document with its data: problems of both, warnings about settings without effect, and an error if
 * nothing would be trained. With optional targets nothing is trained, so there are no such messages.
 */
export function prepare(document: GraphDocument, registry: NodeRegistry, compiled: Compiled, data: DataRead, options?: DatasetOptions): PreparedData {
  const prepared = prepareData(document, registry, compiled, data, options)
  const { network } = compiled
  if (options?.targets === 'optional' || !network) return prepared
  const { dataset, errors, warnings } = prepared
  const nothing = dataset && errors.length === 0 ? untrained(network, dataset) : undefined
  return { ...prepared, errors: [...errors, ...(nothing ? [nothing] : [])], warnings: [...warnings, ...trainingWarnings(compiled, dataset)] }
}
