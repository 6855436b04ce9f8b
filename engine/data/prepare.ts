import type { Problem } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import type { GraphDocument } from '../document/types'
import { buildDataset, type DatasetOptions } from './dataset'
import { signals } from './signals'
import type { DataRead } from './source'
import { sequencesOf } from './split'
import type { Dataset } from './types'

/** The parts of a compilation that matter to the data. */
interface CompiledSizes {
  readonly network?: object
  readonly sizes: Readonly<Record<string, number>>
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** The dataset if there are no errors, with all problems of the compiled document and its data. */
export interface PreparedData {
  readonly dataset?: Dataset
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * Builds the dataset of a compiled document and merges the problems of both. Hides an unknown size that results from
 * wrong columns, which are reported themselves.
 */
export function prepareData(document: GraphDocument, registry: NodeRegistry, compiled: CompiledSizes, data: DataRead, options?: DatasetOptions): PreparedData {
  if (compiled.network) {
    const { dataset, errors, warnings } = buildDataset(document, registry, compiled.sizes, data, options)
    return { dataset, errors: [...compiled.errors, ...errors], warnings: [...compiled.warnings, ...warnings] }
  }
  const found = signals(document, registry, data, options?.targets === 'optional')
  const own = [...data.errors, ...found.errors, ...sequencesOf(data).errors]
  const unsized = new Set(Object.keys(document.nodes).filter((id) => document.nodes[id]!.columns !== undefined && !found.signals.some((s) => s.id === id)))
  const hidden = (p: Problem): boolean => own.length > 0 && p.code === 'size-unknown' && p.nodes.every((id) => unsized.has(id))
  return { errors: [...compiled.errors.filter((p) => !hidden(p)), ...own], warnings: [...compiled.warnings, ...data.warnings] }
}
