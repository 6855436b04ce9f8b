import { problem, type Problem } from '../base/problem'
import type { DataSpec, GraphDocument } from '../document/types'
import { readTable, type TableFormat } from './read'
import { columnNames, type ReadOptions, type Table, type TableRead } from './table'
import { taskNames, tasks, type SequenceCut, type TaskDefaults } from './tasks'

/** Where the files of a document come from; reading them is the caller's business. */
export interface DataSource {
  /** Text of the file beside the document that it calls `path`; undefined where there is none. */
  text?(path: string): string | undefined
  /** A table that was read piece by piece, instead of the text. */
  table?(path: string, format: TableFormat | undefined, options: ReadOptions): TableRead | undefined
  /** SHA-256 of the file in hexadecimal digits, where it is known. */
  sha256?(path: string): string | undefined
}

/** The data of a document, read but not yet encoded. */
export interface DataRead {
  readonly spec: DataSpec | undefined
  readonly table?: Table
  /** What the file or the task is called in messages. */
  readonly name: string
  /** Columns that a task gives to inputs and outputs that name none. */
  readonly defaults?: TaskDefaults
  /** How a task cuts its table into sequences. */
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
  // A document that takes texts as categories has settled that each of them is one.
  const warnings = [...(changed ? [problem('data-changed', 'data-changed', { path }, { path: '/data/sha256' })] : []), ...read.warnings.filter(({ key }) => key !== 'table-missing-word')]
  return { ...nothing, name: path, ...(table ? { table, columns: columnNames(table) } : {}), errors, warnings }
}

/** How the data file of a document is to be read: what its `data` says, and the columns that it uses. */
export function readOptions({ data, nodes }: GraphDocument): ReadOptions {
  if (data?.kind !== 'file') return {}
  const { header, separator, decimal, thousands, encoding, missing, missingWords } = data
  const used = Object.values(nodes).flatMap(({ columns }) => (Array.isArray(columns) ? (columns as string[]) : []))
  return {
    keys: { header, separator, decimal, thousands, encoding, missing, missingWords },
    names: [...new Set([...used, ...(data.sequenceColumn === undefined ? [] : [data.sequenceColumn])])],
  }
}
