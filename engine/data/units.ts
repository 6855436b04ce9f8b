import { byId } from '../base/by-id'
import type { NodeRegistry } from '../contract/node-type'
import { problem, type Problem } from '../base/problem'
import type { FittedColumn, GraphDocument } from '../document/types'
import { scalingOf, type Normalize } from './encode'
import { signalIds, signals, width } from './signals'
import type { DataRead } from './source'
import type { Unit } from './types'

/** Returns the outputs whose columns the table lacks, as other data to run on may, with the names of those columns. */
function absentOutputs(
  document: GraphDocument,
  registry: NodeRegistry,
  { table, defaults }: DataRead,
): { id: string; names: readonly string[]; oneHot: boolean }[] {
  if (!table) return []
  const known = new Set(table.columns.map(({ name }) => name))
  return signalIds(document, registry).outputs.flatMap((id) => {
    const node = document.nodes[id]!
    const names = (node.columns as string[] | undefined) ?? defaults?.outputs ?? []
    return names.length > 0 && names.some((name) => !known.has(name)) ? [{ id, names, oneHot: node.encoding === 'one-hot' }] : []
  })
}

/** Returns the `fitted` values of a column, with or without weights: the only information about an absent column. */
export function storedColumn(document: GraphDocument, name: string): FittedColumn | undefined {
  const columns = document.fitted?.columns
  return columns && Object.hasOwn(columns, name) ? columns[name] : undefined
}

/** Returns the number of units of an absent output: one per number column, or its fitted categories. */
function absentWidth(document: GraphDocument, { names, oneHot }: { names: readonly string[]; oneHot: boolean }): number | undefined {
  if (!oneHot) return names.length
  let units = 0
  for (const name of names) {
    const categories = storedColumn(document, name)?.categories
    if (!categories) return undefined
    units += categories.length
  }
  return units
}

/** Returns how values of absent outputs convert back to the units of the data. */
export function unitsOfAbsent(
  document: GraphDocument,
  registry: NodeRegistry,
  data: DataRead,
  normalize: Normalize,
): {
  readonly units: readonly (readonly [string, readonly Unit[]])[]
  readonly categories: readonly (readonly [string, readonly string[]])[]
  readonly warnings: readonly Problem[]
} {
  const units: [string, Unit[]][] = []
  const categories: [string, string[]][] = []
  const warnings: Problem[] = []
  for (const { id, names, oneHot } of absentOutputs(document, registry, data)) {
    if (oneHot) {
      categories.push([id, names.flatMap((name) => storedColumn(document, name)?.categories ?? [])])
      continue
    }
    const scalings = names.map((name) => scalingOf(storedColumn(document, name) ?? {}, normalize))
    const unknown = scalings.indexOf(undefined)
    if (unknown >= 0) {
      warnings.push(problem('column-unknown', 'units-unknown', { node: id, column: names[unknown]!, path: data.name }, { nodes: [id], path: '/fitted' }))
      continue
    }
    units.push([id, names.map((column, i) => ({ column, mean: scalings[i]!.shift, deviation: scalings[i]!.scale }))])
  }
  return { units, categories, warnings }
}

/** Returns the sizes of inputs and outputs without `size`, from their columns; for absent outputs, from `fitted`. */
export function dataSizes(document: GraphDocument, registry: NodeRegistry, data: DataRead): Record<string, number> {
  const sizes: [string, number][] = []
  for (const signal of signals(document, registry, data, true).signals) {
    if (document.nodes[signal.id]!.size !== undefined) continue
    const units = width(signal, document)
    if (units !== undefined) sizes.push([signal.id, units * (signal.past + 1 + signal.future)])
  }
  for (const absent of absentOutputs(document, registry, data)) {
    if (document.nodes[absent.id]!.size !== undefined) continue
    const units = absentWidth(document, absent)
    if (units !== undefined) sizes.push([absent.id, units])
  }
  return byId(sizes)
}
