import { largest, lastAtMost } from '../base/lists'
import type { Table } from '../data/table'
import type { Column } from '../data/column'
import type { NodeRegistry } from '../contract/node-type'
import { signalIds } from '../data/signals'
import type { DataRead } from '../data/source'
import { sequencesOf, splitEnds } from '../data/split'
import type { GraphDocument, InlineSequence } from '../document/types'
import type { Ask, PreviewAnswer, PreviewColumn } from './questions'

export interface PreviewSource {
  readonly document: GraphDocument
  readonly data: DataRead
}

/** Most rows, columns and points of one answer. */
const ROWS = 256
const COLUMNS = 256
const COURSE = 1_000

/** A table, independent of its storage. */
interface Source {
  readonly columns: readonly PreviewColumn[]
  readonly columnCount: number
  readonly rows: number
  readonly split: PreviewAnswer['split']
  /** NaN if missing. */
  number(column: number, row: number): number
  cell(column: number, row: number): number | string | null
}

const NOTHING: Source = { columns: [], columnCount: 0, rows: 0, split: { unit: 'rows', total: 0, ends: [0, 0, 0] }, number: () => NaN, cell: () => null }

/** Caches per document, and for expensive values per column. */
const sources = new WeakMap<PreviewSource, Source>()
const extents = new WeakMap<Column, Extent>()

/** A range of rows of a document's data, with statistics of its columns. */
export function preview(read: PreviewSource | undefined, registry: NodeRegistry, asked: Ask<'preview'>): PreviewAnswer {
  let source = read ? sources.get(read) : NOTHING
  if (read && !source) sources.set(read, (source = sourceOf(read, registry)))
  source ??= NOTHING
  const { columns } = source
  const whole = (n: number): number => (Number.isFinite(n) ? Math.max(0, Math.floor(n)) : 0)
  const first = Math.min(whole(asked.first), source.rows)
  const end = Math.min(source.rows, first + Math.min(ROWS, whole(asked.rows)))
  const at = asked.course === null ? -1 : columns.findIndex((c) => c.name === asked.course && c.kind === 'number')
  return {
    rows: source.rows,
    first,
    columnCount: source.columnCount,
    split: source.split,
    columns,
    cells: Array.from({ length: end - first }, (_, r) => columns.map((_column, c) => source.cell(c, first + r))),
    ...(at >= 0 ? { course: { column: asked.course!, ...course(source, at) } } : {}),
  }
}

function sourceOf(read: PreviewSource, registry: NodeRegistry): Source {
  if (read.data.table) return tableSource(read, read.data.table, registry)
  return read.document.data?.kind === 'inline' ? inlineSource(read.document, read.document.data.sequences) : NOTHING
}

function tableSource({ document, data }: PreviewSource, table: Table, registry: NodeRegistry): Source {
  const { inputs, outputs } = signalIds(document, registry)
  const uses = new Map<string, string[]>()
  for (const id of [...inputs, ...outputs]) {
    const names = (document.nodes[id]!.columns as string[] | undefined) ?? data.defaults?.[outputs.includes(id) ? 'outputs' : 'inputs'] ?? []
    for (const name of names) uses.set(name, [...(uses.get(name) ?? []), id])
  }
  const shown = table.columns.slice(0, COLUMNS)
  const { sequences } = sequencesOf(data)
  const total = !sequences || sequences.single ? table.rows : sequences.starts.length - 1
  return {
    rows: table.rows,
    columnCount: table.columns.length,
    split: { unit: sequences?.single === false ? 'sequences' : 'rows', total, ends: splitEnds(total, data.spec, sequences?.counts) },
    columns: shown.map((column) => {
      const { name, kind, missing, texts, codes, times, clock } = column
      const nodes = uses.get(name) ?? []
      const timed = times ? { timed: clock ? ('times' as const) : ('dates' as const) } : {}
      if (kind === 'text') return { name, kind, ...timed, missing, nodes, ...(codes ? { categories: texts.length } : {}) }
      let known = extents.get(column)
      if (!known) extents.set(column, (known = extent(table.rows, (row) => column.numbers[row]!)))
      return { name, kind, missing, nodes, ...known }
    }),
    number: (c, row) => shown[c]!.numbers[row]!,
    cell: (c, row) => cellOf(shown[c]!, row),
  }
}

function cellOf({ kind, numbers, codes, texts }: Column, row: number): number | string | null {
  if (kind === 'text' && codes) return codes[row]! < 0 ? null : texts[codes[row]!]!
  const number = numbers[row]!
  return Number.isNaN(number) ? null : number
}

/** Inline sequences, one after the other: one column for each component of each signal. */
function inlineSource(document: GraphDocument, sequences: readonly InlineSequence[]): Source {
  const widths = new Map<string, number>()
  for (const sequence of sequences)
    for (const [id, steps] of Object.entries(sequence))
      for (const step of steps) if (Array.isArray(step)) widths.set(id, Math.max(widths.get(id) ?? 0, step.length))
  const places = [...widths].flatMap(([id, width]) => Array.from({ length: width }, (_, k) => ({ id, k, name: width === 1 ? id : `${id}[${k}]` })))
  const starts = [0]
  for (const sequence of sequences)
    starts.push(
      starts.at(-1)!
        + largest(
          Object.values(sequence).map((steps) => steps.length),
          0,
        ),
    )
  const rows = starts.at(-1)!
  const shown = places.slice(0, COLUMNS - 1)
  const number = (c: number, row: number): number => {
    const low = lastAtMost(starts, row)
    if (c === 0) return low
    const { id, k } = shown[c - 1]!
    const steps = sequences[low]![id] as readonly ((number | null)[] | null)[] | undefined
    return steps?.[row - starts[low]!]?.[k] ?? NaN
  }
  const columns = [{ name: 'sequence', id: '' }, ...shown].map(({ name, id }, c) => {
    let missing = 0
    for (let row = 0; row < rows; row++) if (Number.isNaN(number(c, row))) missing++
    const nodes = Object.hasOwn(document.nodes, id) ? [id] : []
    return { name, kind: 'number' as const, missing, nodes, ...extent(rows, (row) => number(c, row)) }
  })
  return {
    rows,
    columns,
    columnCount: places.length + 1,
    number,
    split: { unit: 'sequences', total: sequences.length, ends: [sequences.length, sequences.length, sequences.length] },
    cell: (c, row) => {
      const value = number(c, row)
      return Number.isNaN(value) ? null : value
    },
  }
}

type Extent = Pick<PreviewColumn, 'minimum' | 'maximum' | 'mean'>

function extent(rows: number, number: (row: number) => number): Extent {
  let minimum = Infinity
  let maximum = -Infinity
  let sum = 0
  let n = 0
  for (let row = 0; row < rows; row++) {
    const v = number(row)
    if (Number.isNaN(v)) continue
    if (v < minimum) minimum = v
    if (v > maximum) maximum = v
    sum += v
    n++
  }
  return n === 0 ? {} : { minimum, maximum, mean: sum / n }
}

function course(source: Source, column: number): { stride: number; low: Float32Array; high: Float32Array } {
  const stride = Math.max(1, Math.ceil(source.rows / COURSE))
  const length = Math.ceil(source.rows / stride)
  const low = new Float32Array(length).fill(NaN)
  const high = new Float32Array(length).fill(NaN)
  for (let row = 0; row < source.rows; row++) {
    const v = source.number(column, row)
    if (Number.isNaN(v)) continue
    const k = Math.floor(row / stride)
    if (!(v >= low[k]!)) low[k] = v
    if (!(v <= high[k]!)) high[k] = v
  }
  return { stride, low, high }
}
