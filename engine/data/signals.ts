import { problem, type Problem, type Repair } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import { limits } from '../document/limits'
import type { FittedColumn, GraphDocument, NodeSpec } from '../document/types'
import type { Column } from './column'
import type { DataRead } from './source'
import { categoriesOf, columnOf, positionsOf, rises, type Table } from './table'

/** An input or output node with its columns of the table. */
export interface Signal {
  readonly id: string
  readonly output: boolean
  readonly columns: readonly Column[]
  readonly oneHot: boolean
  readonly past: number
  readonly future: number
  readonly ahead: number
}

/** Most units that one column may make, as no node may be larger. */
export const MAXIMUM_CATEGORIES = limits.categories

const MOST_OFFERS = 3

/** Returns the ids of inputs and of outputs, in document order. */
export function signalIds(document: GraphDocument, registry: NodeRegistry): { inputs: string[]; outputs: string[] } {
  const of = (role: 'isInput' | 'isOutput'): string[] => Object.keys(document.nodes).filter((id) => registry.get(document.nodes[id]!.type)?.[role] === true)
  return { inputs: of('isInput'), outputs: of('isOutput') }
}

/**
 * Returns inputs and outputs with their columns. An output without columns has no targets.
 * @param optional Whether the table may lack columns of outputs, as other data to run on does.
 */
export function signals(document: GraphDocument, registry: NodeRegistry, data: DataRead, optional = false): { signals: Signal[]; errors: Problem[] } {
  const { table } = data
  const found: Signal[] = []
  const errors: Problem[] = []
  if (!table) return { signals: found, errors }
  const { inputs, outputs } = signalIds(document, registry)
  const known = { path: data.name, columns: data.columns.slice(0, 30).join(', ') }
  for (const id of [...inputs, ...outputs]) {
    const output = outputs.includes(id)
    const node = document.nodes[id]!
    const names = (node.columns as string[] | undefined) ?? data.defaults?.[output ? 'outputs' : 'inputs'] ?? []
    if (names.length === 0) {
      if (!output)
        errors.push(
          problem('column-unknown', 'columns-missing', { node: id, ...known }, { nodes: [id], path: `/nodes/${id}`, repairs: columnRepairs(id, table) }),
        )
      continue
    }
    const columns: Column[] = []
    const before = errors.length
    names.forEach((name, i) => {
      const column = columnOf(table, name)
      const positions = positionsOf(table, name)
      const place = { nodes: [id], path: `/nodes/${id}/columns/${i}` }
      if (!column) {
        if (!(optional && output))
          errors.push(problem('column-unknown', 'column-unknown', { node: id, column: name, ...known }, { ...place, repairs: columnRepairs(id, table) }))
      } else if (positions.length > 1)
        errors.push(problem('data-shape', 'data-columns-twice', { column: name, count: positions.length, positions: positions.join(', '), ...known }, place))
      else columns.push(column)
    })
    if (errors.length > before || columns.length < names.length) continue
    found.push({ id, output, columns, oneHot: node.encoding === 'one-hot', ...window(node), ahead: whole(node.ahead) })
  }
  return { signals: found, errors }
}

/** Returns repairs that give the node another column: the first few with numbers that do not merely count rows. */
function columnRepairs(node: string, { columns }: Table): Repair[] {
  const sound = columns.filter(({ kind, name }) => kind === 'number' && columns.every((other) => other.name !== name || other.kind === 'number'))
  const moving = sound.filter(({ numbers }) => !rises(numbers))
  return (moving.length > 0 ? moving : sound).slice(0, MOST_OFFERS).map(({ name }) => ({ kind: 'set-columns', node, columns: [name] }))
}

const whole = (value: unknown): number => (typeof value === 'number' ? value : 0)

function window(node: NodeSpec): { past: number; future: number } {
  const { past, future } = (node.window ?? {}) as { past?: number; future?: number }
  return { past: past ?? 0, future: future ?? 0 }
}

/** Returns the numbers per step before the window is applied; undefined if a column has too many categories. */
export function width(signal: Signal, document: GraphDocument): number | undefined {
  if (!signal.oneHot) return signal.columns.length
  let units = 0
  for (const column of signal.columns) {
    const fitted = fittedColumn(document, column.name)?.categories
    const count = fitted?.length ?? categoriesOf(column, MAXIMUM_CATEGORIES)?.texts.length
    if (count === undefined) return undefined
    units += count
  }
  return units
}

/**
 * Returns the values fitted to a column when the stored weights were trained. A document without weights is fitted
 * anew, because its `fitted` belongs to weights that no longer exist.
 */
export function fittedColumn(document: GraphDocument, column: string): FittedColumn | undefined {
  const { fitted, weights } = document
  if (!fitted?.columns || !weights || Object.keys(weights).length === 0) return undefined
  return Object.hasOwn(fitted.columns, column) ? fitted.columns[column] : undefined
}
