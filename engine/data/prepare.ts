import type { Problem } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import type { GraphDocument } from '../document/types'
import { buildDataset, type DatasetOptions } from './dataset'
import { signals } from './signals'
import type { DataRead } from './source'
import { sequencesOf } from './split'
import type { Dataset } from './types'

/** What compiling has found, as far as data is concerned. */
interface CompiledSizes {
  readonly network?: object
  readonly sizes: Readonly<Record<string, number>>
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** All problems of a compiled document and of its data, and the sequences where there are none. */
export interface Prepared {
  readonly dataset?: Dataset
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * Sequences for a compiled document, with the problems of both. A size that only failed to come from columns because
 * the columns are wrong is not told beside their own problem.
 */
export function prepareData(
  document: GraphDocument, registry: NodeRegistry, compiled: CompiledSizes, data: DataRead, options?: DatasetOptions,
): Prepared {
  if (compiled.network) {
    const { dataset, errors, warnings } = buildDataset(document, registry, compiled.sizes, data, options)
    return { dataset, errors: [...compiled.errors, ...errors], warnings: [...compiled.warnings, ...warnings] }
  }
  const found = signals(document, registry, data, options?.targets === 'optional')
  const own = [...data.errors, ...found.errors, ...sequencesOf(data).errors]
  const untold = new Set(
    Object.keys(document.nodes).filter((id) => document.nodes[id]!.columns !== undefined && !found.signals.some((s) => s.id === id)),
  )
  const hidden = (p: Problem): boolean => own.length > 0 && p.code === 'size-unknown' && p.nodes.every((id) => untold.has(id))
  return { errors: [...compiled.errors.filter((p) => !hidden(p)), ...own], warnings: [...compiled.warnings, ...data.warnings] }
}
