import { byId } from '../base/by-id'
import type { Wide } from '../base/wide'
import { append } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import type { GraphDocument } from '../document/types'
import { normalizeOf } from '../document/tables'
import { Encoder } from './encode'
import { inlineSequences } from './inline'
import { signalIds, signals, width, type Signal } from './signals'
import type { DataRead } from './source'
import { sequencesOf, splitEnds, type Sequences } from './split'
import { MAXIMUM_CELLS, columnOf, type Table } from './table'
import type { Dataset, Sequence, Unit } from './types'
import { entropyProblems } from './entropy'
import { namedAxis, suggestedAxis } from './axis'
import { sampleSignal, variances } from './sample'
import { unitsOfAbsent } from './units'

export interface DatasetOptions {
  /** `required` for training; `optional` allows other data to run on, which may lack columns of targets. */
  readonly targets: 'required' | 'optional'
}

export interface DatasetBuilt {
  readonly dataset?: Dataset
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * Makes sequences for the engine from what `readData` read and the sizes that compiling inferred. Reports all problems
 * at once, with codes data-missing, data-shape, column-unknown, not-finite, limit-exceeded.
 */
export function buildDataset(
  document: GraphDocument,
  registry: NodeRegistry,
  sizes: Readonly<Record<string, number>>,
  data: DataRead,
  options: DatasetOptions = { targets: 'required' },
): DatasetBuilt {
  const { spec, warnings } = data
  const refused = (errors: readonly Problem[]): DatasetBuilt => ({ errors, warnings })
  if (data.errors.length > 0) return refused(data.errors)
  if (!spec) return refused([problem('data-missing', 'data-none', {}, { path: '/data' })])
  const built = spec.kind === 'inline' ? fromInline(document, registry, sizes, data) : fromTable(document, registry, sizes, data, options)
  const allWarnings = [...warnings, ...(built.warnings ?? [])]
  if (!built.dataset || built.errors.length > 0) return { errors: built.errors, warnings: allWarnings }
  if (options.targets === 'required') {
    const { train, validation, test, series, rest, units } = built.dataset
    const { outputs } = signalIds(document, registry)
    const learns = train.some((s) => Object.values(s.targets).some(({ present }) => present.includes(1)))
    if (!learns) return refused([problem('data-missing', 'targets-none', {}, { path: '/data', nodes: outputs })])
    const errors = entropyProblems(document, outputs, sizes, series ? [series] : [...train, ...validation, ...test, ...(rest ?? [])], units)
    if (errors.length > 0) return { errors, warnings: allWarnings }
  }
  return { dataset: built.dataset, errors: [], warnings: allWarnings }
}

interface Built {
  readonly dataset?: Dataset
  readonly errors: readonly Problem[]
  readonly warnings?: readonly Problem[]
}

function fromInline(document: GraphDocument, registry: NodeRegistry, sizes: Readonly<Record<string, number>>, { spec }: DataRead): Built {
  if (spec?.kind !== 'inline') return { errors: [] }
  if (spec.sequences.length === 0) return { errors: [problem('data-missing', 'sequences-none', {}, { path: '/data/sequences' })] }
  const roles = signalIds(document, registry)
  const { sequences, errors } = inlineSequences(document, spec.sequences, roles, sizes)
  if (errors.length > 0) return { errors }
  const units = roles.outputs.map((id): [string, Unit[]] => {
    const size = sizes[id] ?? 0
    return [id, Array.from({ length: size }, (_, i) => ({ column: size === 1 ? id : `${id}[${i}]`, mean: 0, deviation: 1 }))]
  })
  const washout = document.training?.washout ?? 0
  const judged = (present: Uint8Array): Uint8Array => present.map((there, t) => (t < washout ? 0 : there))
  const spread = roles.outputs.map((id): [string, Wide[]] => [
    id,
    variances(
      sequences.flatMap(({ targets: { [id]: d } }) => (d ? [{ values: d.values, present: judged(d.present) }] : [])),
      sizes[id] ?? 0,
    ),
  ])
  return {
    dataset: { train: sequences, validation: [], test: [], units: byId(units), categories: byId(), variance: byId(spread), fitted: undefined, columns: [] },
    errors: [],
  }
}

function fromTable(document: GraphDocument, registry: NodeRegistry, sizes: Readonly<Record<string, number>>, data: DataRead, options: DatasetOptions): Built {
  const table = data.table!
  const found = signals(document, registry, data, options.targets === 'optional')
  const cut = sequencesOf(data)
  const errors = [...found.errors, ...cut.errors]
  if (!cut.sequences) return { errors }
  const { sequences } = cut
  for (const signal of found.signals) {
    const units = width(signal, document)
    const expected = units === undefined ? undefined : units * (signal.past + 1 + signal.future)
    const got = sizes[signal.id]
    if (expected !== undefined && got !== undefined && got !== expected)
      errors.push(
        problem(
          'data-shape',
          'size-of-columns',
          { node: signal.id, expected, got },
          { nodes: [signal.id], path: `/nodes/${signal.id}/size`, repairs: [{ kind: 'set-size', node: signal.id, size: expected }] },
        ),
      )
  }
  const numbers = table.rows * found.signals.reduce((sum, signal) => sum + (sizes[signal.id] ?? 0), 0)
  if (numbers > MAXIMUM_CELLS) errors.push(problem('limit-exceeded', 'data-over', { limit: MAXIMUM_CELLS, got: numbers, path: data.name }, { path: '/data' }))
  if (errors.length > 0) return { errors }

  const many = sequences.starts.length - 1
  const ends = splitEnds(sequences.single ? table.rows : many, data.spec, sequences.counts)
  const trainingRows = sequences.single ? ends[0] : sequences.starts[ends[0]]!
  if (trainingRows === 0 && options.targets === 'required')
    return { errors: [problem('data-missing', 'split-empty', { rows: table.rows }, { path: '/data/split' })] }
  const normalize = normalizeOf(data.spec)
  const encoder = new Encoder(document, { count: trainingRows, order: sequences.order }, normalize, table)
  const washout = document.training?.washout ?? 0
  const sampled = found.signals.map((signal) => ({ signal, sample: sampleSignal(signal, encoder, sequences, table, washout) }))
  append(errors, [...encoder.errors, ...sampled.flatMap(({ sample }) => sample?.errors ?? [])])
  if (errors.length > 0) return { errors }

  const steps = data.spec?.kind === 'file' ? data.spec.steps : undefined
  const { axis, labels, warnings: axisWarnings } = steps ? namedAxis(table, data.name, steps, sequences) : suggestedAxis(table, found.signals, sequences)
  const inputs = sampled.flatMap(({ signal, sample }) => (signal.output ? [] : [[signal.id, sample!.values] as const]))
  const targets = sampled.flatMap(({ signal, sample }) => (signal.output ? [[signal.id, sample!] as const] : []))
  const task = taskOf(document, data, found.signals)
  const allowed = task && allowedOf(table, data, sizes[task.output]!)
  const slice = (first: number, end: number): Sequence => ({
    length: end - first,
    ...(allowed ? { allowed: allowed.subarray(first * sizes[task!.output]!, end * sizes[task!.output]!) } : {}),
    inputs: byId(inputs.map(([id, values]) => [id, values.subarray(first * sizes[id]!, end * sizes[id]!)])),
    targets: byId(
      targets.map(([id, { values, present }]) => [
        id,
        { values: values.subarray(first * sizes[id]!, end * sizes[id]!), present: present.subarray(first, end) },
      ]),
    ),
    ...(labels ? { labels: labels.subarray(first, end) } : {}),
  })

  const reach = found.signals.reduce((most, s) => Math.max(most, s.output ? s.ahead : s.future), 0)
  const parts = cutParts(table, sequences, ends, reach, slice)
  if (parts.train.length === 0 && options.targets === 'required')
    return { errors: [problem('data-missing', 'split-empty', { rows: table.rows }, { path: '/data/split' })] }
  const outputs = sampled.filter(({ signal }) => signal.output)
  const classes = byId(outputs.flatMap(({ signal, sample }) => (sample!.classes ? [[signal.id, sample!.classes]] : [])))
  const symbols = sampled.flatMap(({ signal, sample }) => (!signal.output && sample!.classes ? [[signal.id, sample!.classes] as const] : []))
  const absent = unitsOfAbsent(document, registry, data, normalize)
  const [stale] = options.targets === 'required' ? encoder.stale : []
  return {
    warnings: [
      ...absent.warnings,
      ...axisWarnings,
      ...(stale
        ? [
            problem(
              'data-changed',
              'fitted-differs',
              { column: stale.column, count: encoder.stale.length },
              { nodes: [stale.node], path: '/fitted', repairs: [{ kind: 'fit-anew' }] },
            ),
          ]
        : []),
    ],
    dataset: {
      ...parts,
      ...(task ? { task } : {}),
      units: byId([...absent.units, ...sampled.flatMap(({ signal, sample }) => (sample!.units ? [[signal.id, sample!.units] as const] : []))]),
      categories: byId([...absent.categories, ...Object.entries(classes).map(([id, columns]) => [id, columns.flatMap((c) => c.categories)] as const)]),
      classes,
      ...(symbols.length > 0 ? { symbols: byId(symbols) } : {}),
      variance: byId(outputs.map(({ signal, sample }) => [signal.id, sample!.variance])),
      fitted: Object.keys(encoder.fitted).length > 0 ? { columns: encoder.fitted } : undefined,
      axis,
      columns: data.columns,
    },
    errors: [],
  }
}

/** Returns the task and the output that learns the task's own targets; undefined if outputs name other columns. */
function taskOf(document: GraphDocument, { spec, defaults }: DataRead, found: readonly Signal[]): Dataset['task'] {
  if (spec?.kind !== 'task' || !defaults) return undefined
  const own = found.find(
    (s) => s.output && !s.oneHot && s.columns.length === defaults.outputs.length && s.columns.every(({ name }, i) => name === defaults.outputs[i]),
  )
  return own && document.nodes[own.id]!.ablation === undefined ? { name: spec.task, output: own.id } : undefined
}

/** Returns 1 where the task's columns `legal-…` allow a symbol next, rows × size; undefined if it has no such columns. */
function allowedOf(table: Table, { defaults }: DataRead, size: number): Uint8Array | undefined {
  const columns = defaults!.outputs.map((name) => columnOf(table, name.replace(/^next-/, 'legal-')))
  if (columns.some((column, i) => !column || column.name === defaults!.outputs[i])) return undefined
  const allowed = new Uint8Array(table.rows * size)
  columns.forEach((column, i) => column!.numbers.forEach((value, row) => (allowed[row * size + i] = value === 1 ? 1 : 0)))
  return allowed
}

const named = (sequence: Sequence, id: string | undefined): Sequence => (id === undefined ? sequence : { ...sequence, id })

/**
 * Divides the data into train, validation and test. Sequences stay whole. A step of a single series belongs to the part
 * of the latest row that it needs, `reach` rows ahead, so that training sees no later data.
 */
function cutParts(
  table: Table,
  { starts, single, ids }: Sequences,
  ends: readonly [number, number, number],
  reach: number,
  slice: (first: number, end: number) => Sequence,
): Pick<Dataset, 'train' | 'validation' | 'test' | 'series' | 'rest'> {
  const { rows } = table
  if (!single) {
    const range = (first: number, end: number): Sequence[] =>
      Array.from({ length: end - first }, (_, i) => named(slice(starts[first + i]!, starts[first + i + 1]!), ids?.[first + i]))
    return { train: range(0, ends[0]), validation: range(ends[0], ends[1]), test: range(ends[1], ends[2]), rest: range(ends[2], starts.length - 1) }
  }
  const [train, validation, test] = ends.map((end) => (end === rows ? rows : Math.max(0, end - reach))) as [number, number, number]
  const parts = new Uint8Array(rows).fill(3)
  parts.fill(0, 0, train)
  parts.fill(1, train, validation)
  parts.fill(2, validation, test)
  const part = (first: number, end: number): Sequence[] => (end > first ? [slice(first, end)] : [])
  return { train: part(0, train), validation: part(train, validation), test: part(validation, test), series: { ...slice(0, rows), parts } }
}
