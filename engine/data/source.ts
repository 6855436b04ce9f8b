import { problem, type Problem } from '../base/problem'
import type { DataSpec, GraphDocument } from '../document/types'
import { readTable, type TableFormat } from './read'
import { columnNames, type ReadOptions, type Table, type TableRead } from './table'
import { taskNames, tasks, type SequenceCut, type TaskDefaults } from './tasks'

/** Provides the files of a document; the caller does the reading. */
export interface DataSource {
  /** Returns the text of the file that the document calls `path`; undefined if there is none. */
  text?(path: string): string | undefined
  /** Returns a table that was read in pieces, instead of the text. */
  table?(path: string, format: TableFormat | undefined, options: ReadOptions): TableRead | undefined
  /** Returns the file's SHA-256 in hex, if known. */
  sha256?(path: string): string | undefined
}

/** The data of a document, read but not yet encoded. */
export interface DataRead {
  readonly spec: DataSpec | undefined
  readonly table?: Table
  /** Name of the file or task in messages. */
  readonly name: string
  /** Columns of a task for inputs and outputs that name none. */
  readonly defaults?: TaskDefaults
  /** How a task divides its table into sequences. */
  readonly cut?: SequenceCut
  readonly columns: readonly string[]
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Reads the file or generates the task that a document's `data` names. Inline data needs no reading. */
export function readData(document: GraphDocument, source: DataSource): DataRead {
  const spec = document.data
  const nothing = { spec, name: '', columns: [], errors: [], warnings: [] }
  if (spec === undefined || spec.kind === 'inline') return nothing
  if (spec.kind === 'task') {
    const task = Object.hasOwn(tasks, spec.task) ? tasks[spec.task] : undefined
    if (!task) {
      const values = { task: spec.task, known: taskNames.join(', ') }
      return { ...nothing, errors: [problem('data-missing', 'task-unknown', values, { path: '/data/task' })] }
    }
    const { table, cut, inputs, outputs, errors } = task.generate(spec.options ?? {}, spec.seed ?? 0)
    if (!table) return { ...nothing, errors }
    return { ...nothing, name: spec.task, table, columns: columnNames(table), defaults: { inputs, outputs }, ...(cut ? { cut } : {}) }
  }

  const { path } = spec
  const options = readOptions(document)
  const missing = problem('data-missing', 'data-file-missing', { path }, { path: '/data/path' })
  let read = source.table?.(path, spec.format, options)
  if (!read) {
    const text = source.text?.(path)
    if (text === undefined) return { ...nothing, name: path, errors: [missing] }
    read = readTable(text, spec.format, path, options)
  }
  const { table, errors } = read
  const digest = spec.sha256 === undefined ? undefined : source.sha256?.(path)
  const changed = digest !== undefined && digest.toLowerCase() !== spec.sha256!.toLowerCase()
  // A document that uses texts as categories has decided that each word is one.
  const warnings = [
    ...(changed ? [problem('data-changed', 'data-changed', { path }, { path: '/data/sha256' })] : []),
    ...read.warnings.filter(({ key }) => key !== 'table-missing-word'),
  ]
  return { ...nothing, name: path, ...(table ? { table, columns: columnNames(table) } : {}), errors, warnings }
}

/** Returns how the data file of a document is to be read: the settings in `data`, and the columns that it uses. */
export function readOptions({ data, nodes }: GraphDocument): ReadOptions {
  if (data?.kind !== 'file') return {}
  const { header, separator, decimal, thousands, encoding, missing, missingWords, dates, footer } = data
  const used = Object.values(nodes).flatMap(({ columns }) => (Array.isArray(columns) ? (columns as string[]) : []))
  return {
    keys: { header, separator, decimal, thousands, encoding, missing, missingWords, dates, footer },
    names: [...new Set([...used, ...(data.sequenceColumn === undefined ? [] : [data.sequenceColumn])])],
  }
}
