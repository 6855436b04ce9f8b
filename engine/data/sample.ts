import { none, squareOf, times, wide, type Wide } from '../base/wide'
import { problem, type Problem } from '../base/problem'
import type { Encoded, Encoder } from './encode'
import type { Signal } from './signals'
import type { Sequences } from './split'
import { placeOf, type Table } from './table'
import type { ClassColumn, Unit } from './types'

/** The numbers of a signal for every row, in the order of the sequences. */
export interface Sample {
  /** rows × size; for a target, those of the row `ahead` steps later. */
  readonly values: Float64Array
  /** For a target: 1 where there is one. */
  readonly present: Uint8Array
  /** Unless one-hot, one entry per unit. */
  readonly units?: readonly Unit[]
  /** For a one-hot target, its columns. */
  readonly classes?: readonly ClassColumn[]
  /** For a target: variance of each unit over all rows outside the washout, in the units of the data. */
  readonly variance: readonly Wide[]
  readonly errors: readonly Problem[]
}

/** Encodes the columns of a signal, checks for missing values, and applies window or shift; undefined after an encoding error. */
export function sampleSignal(signal: Signal, encoder: Encoder, sequences: Sequences, table: Table, washout: number): Sample | undefined {
  const encoded = encoder.encode(signal)
  if (!encoded) return undefined
  const { rows } = table
  const width = encoded.reduce((sum, e) => sum + ('codes' in e ? e.categories.length : 1), 0)
  const { values, missing } = encodeRows(encoded, width, sequences.order, rows)
  const errors = missingProblems(signal, encoded, missing, sequences.order, table)
  if (errors.length > 0) return { values, present: missing, variance: [], errors }
  const classes = encoded.flatMap((e): ClassColumn[] => ('codes' in e ? [{ column: e.column.name, categories: e.categories }] : []))
  const units = encoded.flatMap((e): Unit[] =>
    'codes' in e ? [] : [{ column: e.column.name, mean: e.scaling.shift, deviation: e.scaling.scale, ...(e.scaling.constant ? { constant: true } : {}) }],
  )
  if (!signal.output) {
    // A window holds all columns of one step, then those of the next.
    const steps = Array.from({ length: signal.past + 1 + signal.future }, () => units)
    return {
      values: applyWindow(values, width, signal, sequences),
      present: missing,
      variance: [],
      errors,
      ...(signal.oneHot ? { classes } : { units: steps.flat() }),
    }
  }

  const target = shiftAhead(values, missing, width, signal.ahead, sequences)
  // Variances are in the units of the data: one factor per unit, 1 for categories.
  const scale = encoded.flatMap((e) => ('codes' in e ? e.categories.map(() => 1) : [e.scaling.scale]))
  const shared = { ...target, variance: variances([{ values, present: judgedRows(missing, signal.ahead, washout, sequences) }], width, scale), errors }
  return signal.oneHot ? { ...shared, classes } : { ...shared, units }
}

/** Returns the values, rows × width, and how many columns of each row are missing. */
function encodeRows(encoded: readonly Encoded[], width: number, order: Int32Array | undefined, rows: number): { values: Float64Array; missing: Uint8Array } {
  const values = new Float64Array(rows * width)
  const missing = new Uint8Array(rows)
  let at = 0
  for (const column of encoded) {
    if ('codes' in column) {
      for (let i = 0; i < rows; i++) {
        const code = column.codes[order ? order[i]! : i]!
        if (code < 0) missing[i] = Math.min(255, missing[i]! + 1)
        else values[i * width + at + code] = 1
      }
      at += column.categories.length
      continue
    }
    const { shift, scale } = column.scaling
    for (let i = 0; i < rows; i++) {
      const number = column.numbers[order ? order[i]! : i]!
      if (Number.isNaN(number)) missing[i] = Math.min(255, missing[i]! + 1)
      else values[i * width + at] = (number - shift) / scale
    }
    at++
  }
  return { values, missing }
}

/** Reports missing values: an input may have none; a row of an output must miss all columns or none. */
function missingProblems(signal: Signal, encoded: readonly Encoded[], missing: Uint8Array, order: Int32Array | undefined, table: Table): Problem[] {
  const errors: Problem[] = []
  const partly = missing.findIndex((m) => m > 0 && (!signal.output || m < Math.min(255, encoded.length)))
  if (partly < 0) return errors
  const place = { nodes: [signal.id], path: `/nodes/${signal.id}/columns` }
  const row = order ? order[partly]! : partly
  const empty = encoded.find((e) => ('codes' in e ? e.codes[row]! < 0 : Number.isNaN(e.numbers[row]!)))!
  const values = { node: signal.id, column: empty.column.name, ...placeOf(table, row), count: missing.reduce((n, m) => n + (m > 0 ? 1 : 0), 0) }
  errors.push(problem('data-shape', signal.output ? 'column-partly-missing' : 'column-missing-value', values, place))
  return errors
}

/** Returns at each step the values from `past` steps before to `future` after, oldest first; zeros beyond the ends of a sequence. */
function applyWindow(values: Float64Array, width: number, { past, future }: Signal, { starts }: Sequences): Float64Array {
  if (past === 0 && future === 0) return values
  const size = width * (past + 1 + future)
  const out = new Float64Array((values.length / width) * size)
  for (let s = 0; s + 1 < starts.length; s++) {
    const first = starts[s]!
    const end = starts[s + 1]!
    for (let t = first; t < end; t++) {
      const from = Math.max(first, t - past)
      const to = Math.min(end, t + future + 1)
      out.set(values.subarray(from * width, to * width), t * size + (from - (t - past)) * width)
    }
  }
  return out
}

/** Returns at each step the row `ahead` steps later in the same sequence, if it exists and is not missing. */
function shiftAhead(
  values: Float64Array,
  missing: Uint8Array,
  width: number,
  ahead: number,
  { starts }: Sequences,
): { values: Float64Array; present: Uint8Array } {
  const out = new Float64Array(values.length)
  const present = new Uint8Array(missing.length)
  for (let s = 0; s + 1 < starts.length; s++) {
    const end = starts[s + 1]!
    for (let t = starts[s]!; t + ahead < end; t++) {
      if (missing[t + ahead]! > 0) continue
      present[t] = 1
      for (let i = 0; i < width; i++) out[t * width + i] = values[(t + ahead) * width + i]!
    }
  }
  return { values: out, present }
}

/** Returns 1 for each row with a target, except those that only steps of the washout predict. */
function judgedRows(missing: Uint8Array, ahead: number, washout: number, { starts }: Sequences): Uint8Array {
  const judged = missing.map((m) => (m === 0 ? 1 : 0))
  if (washout > 0) for (let s = 0; s + 1 < starts.length; s++) judged.fill(0, starts[s], Math.min(starts[s + 1]!, starts[s]! + ahead + washout))
  return judged
}

/** Returns the population variance of each unit over the steps that have a target. */
export function variances(parts: readonly { readonly values: Float64Array; readonly present: Uint8Array }[], width: number, scale?: readonly number[]): Wide[] {
  return Array.from({ length: width }, (_, unit) => {
    const factor = squareOf(scale?.[unit] ?? 1)
    const usual = varianceOf(parts, width, unit, 0)
    // No under- or overflow: use the result computed without scaling.
    if (usual > 2 ** -900 && usual < 2 ** 900) return times(wide(usual), factor)
    let largest = 0
    for (const { values, present } of parts)
      for (let t = 0; t < present.length; t++) if (present[t] !== 0) largest = Math.max(largest, Math.abs(values[t * width + unit]!))
    if (largest === 0 || !Number.isFinite(largest)) return none
    const power = Math.floor(Math.log2(largest))
    return times(wide(varianceOf(parts, width, unit, -power), 2 * power), factor)
  })
}

/** Returns the variance of the values times 2^power. */
function varianceOf(parts: readonly { readonly values: Float64Array; readonly present: Uint8Array }[], width: number, unit: number, power: number): number {
  const [half, rest] = [2 ** Math.trunc(power / 2), 2 ** (power - Math.trunc(power / 2))]
  let n = 0
  let mean = 0
  let squares = 0
  // Welford 1962: one pass without cancellation.
  for (const { values, present } of parts)
    for (let t = 0; t < present.length; t++) {
      if (present[t] === 0) continue
      const x = values[t * width + unit]! * half * rest
      const delta = x - mean
      mean += delta / ++n
      squares += delta * (x - mean)
    }
  return n > 0 ? squares / n : 0
}
