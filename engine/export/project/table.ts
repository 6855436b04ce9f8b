import { csvCell } from '../../base/csv'
import { problem } from '../../base/problem'
import type { Network } from '../../compile/network'
import { isoTime } from '../../data/calendar'
import type { ClassColumn, Dataset, Sequence, Unit } from '../../data/types'
import { limits } from '../../document/limits'
import { splitOf } from '../../document/tables'
import { ExportError } from '../file'

/** An input or output, and the columns from which the project reads it. */
export interface ProjectSignal {
  readonly id: string
  readonly columns: readonly string[]
  /** The categories of each column of a one-hot signal. */
  readonly classes: readonly ClassColumn[] | undefined
  readonly units: readonly Unit[]
  readonly past: number
  readonly future: number
  readonly ahead: number
}

/** The data of a document as one plain table: UTF-8, commas, points, one header. */
export interface ProjectTable {
  readonly csv: string
  readonly inputs: readonly ProjectSignal[]
  readonly outputs: readonly ProjectSignal[]
  /** The column that identifies the sequence of a row. */
  readonly sequence: string | undefined
  /** Steps per sequence, if rows are cut into sequences by length. */
  readonly length: number | undefined
  /** Fractions of the rows of one series or of the sequences, or numbers of sequences. */
  readonly split: readonly number[]
  readonly counted: boolean
  /** The column with the position of each step. */
  readonly steps: string | undefined
}

/**
 * Makes the table with the engine's training data for a project: the columns that the network uses, with their values as
 * read, in the order of the sequences.
 * @throws ExportError if it has more than ten million cells.
 */
export function projectTable(network: Network, dataset: Dataset): ProjectTable {
  const { document } = network
  const { data } = document
  const ordered = dataset.series ? [dataset.series] : [...dataset.train, ...dataset.validation, ...dataset.test, ...(dataset.rest ?? [])]
  const inputs = network.inputs.map(({ id, size }) => inputOf(network, dataset, id, size))
  const outputs = network.outputs.flatMap(({ id, size }) => {
    if (!ordered.some((sequence) => sequence.targets[id])) return []
    const ahead = data?.kind === 'inline' ? 0 : Number(document.nodes[id]!.ahead ?? 0)
    const classes = dataset.classes?.[id]
    const units = classes ? [] : (dataset.units[id] ?? plain(id, size))
    return [{ id, columns: (classes ?? units).map(({ column }) => column), classes, units, past: 0, future: 0, ahead }]
  })
  const names = [...new Set([...inputs, ...outputs].flatMap(({ columns }) => columns))]
  const free = (wanted: string): string => {
    let name = wanted
    for (let n = 2; names.includes(name); n++) name = `${wanted}_${n}`
    return name
  }
  const asked = data?.kind === 'file' ? data : undefined
  const length = asked?.sequenceLength
  const own = asked?.sequenceColumn
  const sequence = dataset.series || length !== undefined ? undefined : own !== undefined && !names.includes(own) ? own : free('sequence')
  const steps = dataset.axis && !names.includes(dataset.axis.column) && dataset.axis.column !== sequence ? dataset.axis.column : undefined
  const header = [...(sequence === undefined ? [] : [sequence]), ...(steps === undefined ? [] : [steps]), ...names]
  const rows = ordered.reduce((sum, { length: count }) => sum + count, 0)
  if (rows * header.length > limits.exportCells)
    throw new ExportError(problem('limit-exceeded', 'export-signals-over', { limit: limits.exportCells, got: rows * header.length }))
  const lines = [header.map(csvCell).join(',')]
  ordered.forEach((one, s) => {
    const columns = columnsOf(one, inputs, outputs)
    for (let t = 0; t < one.length; t++) {
      const line = [
        ...(sequence === undefined ? [] : [csvCell(one.id ?? String(s + 1))]),
        ...(steps === undefined ? [] : [label(one, t, dataset)]),
        ...names.map((name) => csvCell(columns.get(name)![t] ?? '')),
      ].join(',')
      // An empty line would be no row.
      lines.push(line === '' ? '""' : line)
    }
  })
  const counted = !dataset.series && (data?.kind !== 'file' || data.split === undefined)
  const split = counted ? [dataset.train.length, dataset.validation.length, dataset.test.length] : splitOf(data)
  return { csv: `${lines.join('\n')}\n`, inputs, outputs, sequence, length, split, counted, steps }
}

const plain = (id: string, size: number): Unit[] => Array.from({ length: size }, (_, i) => ({ column: size === 1 ? id : `${id}[${i}]`, mean: 0, deviation: 1 }))

function inputOf({ document }: Network, dataset: Dataset, id: string, size: number): ProjectSignal {
  const { past = 0, future = 0 } = (document.data?.kind === 'inline' ? {} : (document.nodes[id]!.window ?? {})) as { past?: number; future?: number }
  const classes = dataset.symbols?.[id]
  const units = classes ? [] : (dataset.units[id] ?? plain(id, size))
  const one = classes ?? units.slice(0, units.length / (past + 1 + future))
  return { id, columns: one.map(({ column }) => column), classes, units: classes ? [] : (one as Unit[]), past, future, ahead: 0 }
}

/** Returns the cells of one sequence by column. */
function columnsOf(sequence: Sequence, inputs: readonly ProjectSignal[], outputs: readonly ProjectSignal[]): Map<string, (string | undefined)[]> {
  const columns = new Map<string, (string | undefined)[]>()
  const put = (signal: ProjectSignal, values: Float64Array, present?: Uint8Array): void => {
    const width = signal.classes ? signal.classes.reduce((sum, { categories }) => sum + categories.length, 0) : signal.columns.length
    const stride = width * (signal.past + 1 + signal.future)
    let at = signal.past * width
    signal.columns.forEach((name, i) => {
      const cells = columns.get(name) ?? new Array<string | undefined>(sequence.length)
      columns.set(name, cells)
      const categories = signal.classes?.[i]?.categories
      for (let t = 0; t + signal.ahead < sequence.length; t++) {
        if (present && !present[t]) continue
        const from = t * stride + at
        const text = categories ? categories[values.subarray(from, from + categories.length).indexOf(1)] : written(values[from]!, signal.units[i]!)
        if (categories || cells[t + signal.ahead] === undefined) cells[t + signal.ahead] = text
      }
      at += categories?.length ?? 1
    })
  }
  for (const signal of inputs) put(signal, sequence.inputs[signal.id]!)
  for (const signal of outputs) {
    const target = sequence.targets[signal.id]
    if (target) put(signal, target.values, target.present)
    else for (const name of signal.columns) if (!columns.has(name)) columns.set(name, new Array<string | undefined>(sequence.length))
  }
  return columns
}

/** Formats a value in the units of the data, with the fewest digits that restore it. */
function written(value: number, { mean, deviation }: Unit): string {
  const exact = value * deviation + mean
  const short = Number(exact.toPrecision(15))
  return String((short - mean) / deviation === value || Math.abs(exact - short) <= Math.abs(exact) * 1e-15 ? short : exact)
}

const label = ({ labels }: Sequence, t: number, { axis }: Dataset): string => {
  const at = labels?.[t]
  return at === undefined ? '' : axis?.kind === 'dates' ? isoTime(at) : String(at)
}
