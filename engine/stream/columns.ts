import { byId } from '../base/by-id'
import { append } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import type { Network } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { ColumnBuilder } from '../data/column-builder'
import { scalingOf, type Scaling } from '../data/encode'
import { signalIds, signals, type Signal } from '../data/signals'
import { readData, type DataRead } from '../data/source'
import type { ClassColumn, Unit } from '../data/types'
import { dataSizes, storedColumn } from '../data/units'
import { normalizeOf } from '../document/tables'
import type { GraphDocument } from '../document/types'
import { Categories } from './cells'

/** A column of the rows, as the network reads it. */
export type StreamColumn = { readonly name: string } & ({ readonly scaling: Scaling } | { readonly categories: Categories })

/** An input or output with its columns in the rows. */
export interface StreamSignal extends Pick<Signal, 'id' | 'output' | 'past' | 'future' | 'ahead'> {
  readonly columns: readonly StreamColumn[]
  /** Numbers per row. */
  readonly width: number
}

/** The values that a network reads from each row of a stream, and the format of its outputs. */
export interface StreamColumns {
  readonly signals: readonly StreamSignal[]
  /** Name of the column that identifies the sequence of a row. */
  readonly sequenceColumn: string | undefined
  /** Whether every row must have it. */
  readonly sequenceNeeded: boolean
  /** Rows of a sequence, if each has the same number. */
  readonly sequenceLength: number | undefined
  /** By id, one entry per unit of a signal of numbers. */
  readonly units: Readonly<Record<string, readonly Unit[]>>
  /** By id, the columns of a one-hot signal. */
  readonly classes: Readonly<Record<string, readonly ClassColumn[]>>
}

/** Name of the column that identifies sequences, for inline data and tasks, whose documents name none. */
const SEQUENCE = 'sequence'

/** Makes an empty table with the document's columns and, if they are fitted, their categories. */
function namedColumns(document: GraphDocument, registry: NodeRegistry): DataRead {
  const { data } = document
  // For a task, only the names of its columns are needed.
  const task = data?.kind === 'task' ? readData(document, {}) : undefined
  const { inputs, outputs } = signalIds(document, registry)
  const names = new Set([...inputs, ...outputs].flatMap((id) => (document.nodes[id]!.columns as string[] | undefined) ?? []))
  for (const name of [...(task?.defaults?.inputs ?? []), ...(task?.defaults?.outputs ?? [])]) names.add(name)
  const columns = [...names].map((name) => ({ ...new ColumnBuilder(name).finish(), texts: storedColumn(document, name)?.categories ?? [] }))
  const errors = task?.errors ?? []
  return {
    spec: data,
    name: task?.name ?? (data?.kind === 'file' ? data.path : ''),
    table: { rows: 0, columns },
    columns: [...names],
    errors,
    warnings: [],
    ...(task?.defaults ? { defaults: task.defaults } : {}),
  }
}

/** Sizes of inputs and outputs that follow from their columns, without reading any data. */
export function streamSizes(document: GraphDocument, registry: NodeRegistry): Readonly<Record<string, number>> {
  return document.data?.kind === 'inline' ? {} : dataSizes(document, registry, namedColumns(document, registry))
}

/** Column names of an input or output with inline data: its id, or id[0], id[1], … */
const inlineNames = (id: string, size: number): string[] => Array.from({ length: size }, (_, i) => (size === 1 ? id : `${id}[${i}]`))

/**
 * Returns the values that the network reads from each row. Scaling and categories are those that the document stores in `fitted`;
 * if they are needed and missing, a problem says how to get them.
 */
export function streamColumns(
  network: Network,
  registry: NodeRegistry,
  fitted = network.document.fitted,
): { columns: StreamColumns; errors: readonly Problem[] } {
  const document = fitted ? { ...network.document, fitted } : network.document
  const { data } = document
  const alive = new Set([...network.inputs, ...network.outputs].map(({ id }) => id))
  const errors: Problem[] = []
  const found: StreamSignal[] = []
  if (data === undefined || data.kind === 'inline') {
    const plain = ({ id, size }: { id: string; size: number }, output: boolean): StreamSignal => ({
      id,
      output,
      past: 0,
      future: 0,
      ahead: 0,
      columns: inlineNames(id, size).map((name) => ({ name, scaling: { shift: 0, scale: 1 } })),
      width: size,
    })
    append(found, [...network.inputs.map((node) => plain(node, false)), ...network.outputs.map((node) => plain(node, true))])
  } else {
    const named = namedColumns(document, registry)
    const all = signals(document, registry, named)
    append(errors, [...named.errors, ...all.errors])
    for (const signal of all.signals) {
      if (!alive.has(signal.id)) continue
      const columns = signal.columns.flatMap(({ name }): StreamColumn[] => coded(document, signal, name, errors))
      const width = columns.reduce((sum, column) => sum + ('categories' in column ? column.categories.texts.length : 1), 0)
      found.push({ ...signal, columns, width })
    }
  }
  const numbers = found.filter(({ columns }) => columns.every((column) => 'scaling' in column))
  const unit = (column: StreamColumn): Unit[] =>
    'scaling' in column ? [{ column: column.name, mean: column.scaling.shift, deviation: column.scaling.scale }] : []
  const classes = found.flatMap(({ id, columns }) => {
    const own = columns.flatMap((column): ClassColumn[] => ('categories' in column ? [{ column: column.name, categories: column.categories.texts }] : []))
    return own.length > 0 ? [[id, own] as const] : []
  })
  return {
    errors,
    columns: {
      signals: found,
      sequenceColumn: data?.kind === 'file' ? data.sequenceColumn : usesColumn(found, SEQUENCE) ? undefined : SEQUENCE,
      sequenceNeeded: data?.kind === 'file' && data.sequenceColumn !== undefined,
      sequenceLength: data?.kind === 'file' ? data.sequenceLength : undefined,
      units: byId(numbers.map(({ id, columns }) => [id, columns.flatMap(unit)])),
      classes: byId(classes),
    },
  }
}

/** Returns whether a signal uses a column. */
export const usesColumn = (all: readonly StreamSignal[], name: string): boolean => all.some(({ columns }) => columns.some((column) => column.name === name))

function coded(document: GraphDocument, { id, oneHot }: Signal, name: string, errors: Problem[]): StreamColumn[] {
  const place = { nodes: [id], path: '/fitted' }
  const fitted = storedColumn(document, name)
  if (oneHot) {
    if (fitted?.categories) return [{ name, categories: new Categories(fitted.categories) }]
    errors.push(problem('data-missing', 'stream-categories', { node: id, column: name }, place))
    return []
  }
  const scaling = scalingOf(fitted ?? {}, normalizeOf(document.data))
  if (scaling) return [{ name, scaling }]
  errors.push(problem('data-missing', 'stream-scaling', { node: id, column: name }, place))
  return []
}
