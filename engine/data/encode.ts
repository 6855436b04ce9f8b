import { problem, type MessageValues, type Problem, type Repair } from '../base/problem'
import { limits } from '../document/limits'
import type { FittedColumn, GraphDocument } from '../document/types'
import { isGrouped, type Column } from './column'
import { MAXIMUM_CATEGORIES, fittedColumn, type Signal } from './signals'
import { categoriesOf, placeOf, type Table } from './table'

/** How the numbers of a column enter the network: (value − shift) / scale. */
export interface Scaling {
  readonly shift: number
  readonly scale: number
  /** Whether the column is constant in the training part and therefore only shifted. */
  readonly constant?: boolean
}

/** An encoded column: numbers with their scaling, or categories. */
export type Encoded =
  | { readonly column: Column; readonly numbers: Float64Array; readonly scaling: Scaling }
  | { readonly column: Column; readonly codes: Int32Array; readonly categories: readonly string[] }

/** The rows of the training part: the first `count` of `order`. */
export interface TrainingRows {
  readonly count: number
  readonly order: Int32Array | undefined
}

export type Normalize = 'none' | 'standard' | 'range'

/** Returns the scaling from fitted values, or undefined if they do not give one. A constant column is only shifted. */
export function scalingOf({ mean, deviation, minimum, maximum }: FittedColumn, normalize: Normalize): Scaling | undefined {
  if (normalize === 'none') return { shift: 0, scale: 1 }
  const [shift, spread] =
    normalize === 'standard' ? [mean, deviation] : [minimum, maximum === undefined || minimum === undefined ? undefined : maximum - minimum]
  if (shift === undefined || spread === undefined) return undefined
  return spread === 0 ? { shift, scale: 1, constant: true } : { shift, scale: spread }
}

/** Encodes each column once, however many nodes use it, and records the fitted values. */
export class Encoder {
  readonly fitted: Record<string, FittedColumn> = {}
  readonly errors: Problem[] = []
  /** Columns whose stored scaling differs from that of the training rows. */
  readonly stale: { readonly column: string; readonly node: string }[] = []
  private readonly done = new Map<string, Encoded | undefined>()
  /** Number of the categories of all columns so far. */
  private count = 0

  constructor(
    private readonly document: GraphDocument,
    private readonly training: TrainingRows,
    private readonly normalize: Normalize,
    private readonly table?: Table,
  ) {}

  /** Returns the encoded columns of a signal; undefined if one has an error. */
  encode(signal: Signal): Encoded[] | undefined {
    const encoded = signal.columns.map((column) => {
      const key = `${signal.oneHot ? 'one-hot' : 'number'}:${column.name}`
      if (!this.done.has(key)) this.done.set(key, signal.oneHot ? this.categories(column, signal.id) : this.numbers(column, signal.id))
      return this.done.get(key)
    })
    return encoded.every((e) => e !== undefined) ? encoded : undefined
  }

  private numbers(column: Column, node: string): Encoded | undefined {
    const { firstText, firstNotFinite } = column
    const place = { nodes: [node], path: `/nodes/${node}/columns` }
    const repairs: Repair[] = [{ kind: 'set-encoding', node, encoding: 'one-hot' }]
    const valuesOf = (cell: { row: number; text: string }): MessageValues => ({
      column: column.name,
      node,
      ...this.place(cell.row),
      got: JSON.stringify(cell.text),
    })
    if (firstText)
      this.errors.push(problem('data-shape', isGrouped(firstText.text) ? 'column-number-form' : 'column-text', valuesOf(firstText), { ...place, repairs }))
    if (firstNotFinite) this.errors.push(problem('not-finite', 'column-not-finite', valuesOf(firstNotFinite), place))
    if (firstText || firstNotFinite) return undefined
    const scaling = this.scaling(column, node)
    if (!Number.isFinite(scaling.shift) || !Number.isFinite(scaling.scale)) {
      this.errors.push(problem('not-finite', 'column-too-large', { column: column.name }, place))
      return undefined
    }
    const overflowing = column.numbers.findIndex((value) => Math.abs((value - scaling.shift) / scaling.scale) === Infinity)
    if (overflowing < 0) return { column, numbers: column.numbers, scaling }
    const values = { column: column.name, ...this.place(overflowing), got: String(column.numbers[overflowing]), scale: scaling.scale }
    this.errors.push(problem('not-finite', 'column-too-far', values, { ...place, repairs: [{ kind: 'drop-normalize' }] }))
    return undefined
  }

  private place(row: number): MessageValues {
    return this.table ? placeOf(this.table, row) : { row: row + 1 }
  }

  private scaling(column: Column, node: string): Scaling {
    const { normalize } = this
    const stored = fittedColumn(this.document, column.name)
    // The weights were learned with another normalization.
    if ((stored?.mean !== undefined && normalize !== 'standard') || (stored?.minimum !== undefined && normalize !== 'range'))
      this.stale.push({ column: column.name, node })
    if (normalize === 'none') return { shift: 0, scale: 1 }
    if (normalize === 'standard') {
      const anew = moments(column.numbers, this.training)
      const kept = stored?.mean !== undefined && stored.deviation !== undefined
      const { mean, deviation } = kept ? { mean: stored.mean!, deviation: stored.deviation! } : anew
      if (kept && (differs(mean, anew.mean, anew.deviation) || differs(deviation, anew.deviation, anew.deviation)))
        this.stale.push({ column: column.name, node })
      this.keep(column.name, { mean, deviation })
      return scalingOf({ mean, deviation }, normalize)!
    }
    const anew = bounds(column.numbers, this.training)
    const kept = stored?.minimum !== undefined && stored.maximum !== undefined
    const { minimum, maximum } = kept ? { minimum: stored.minimum!, maximum: stored.maximum! } : anew
    const span = anew.maximum - anew.minimum
    if (kept && (differs(minimum, anew.minimum, span) || differs(maximum, anew.maximum, span))) this.stale.push({ column: column.name, node })
    this.keep(column.name, { minimum, maximum })
    return scalingOf({ minimum, maximum }, normalize)!
  }

  private categories(column: Column, node: string): Encoded | undefined {
    const place = { nodes: [node], path: `/nodes/${node}/columns` }
    const found = categoriesOf(column, MAXIMUM_CATEGORIES)
    if (!found) {
      this.errors.push(problem('limit-exceeded', 'column-categories-over', { column: column.name, limit: MAXIMUM_CATEGORIES }, place))
      return undefined
    }
    const stored = fittedColumn(this.document, column.name)?.categories
    const categories = stored ?? [...found.texts].sort(byCodePoint)
    const position = new Map(categories.map((text, i) => [text, i]))
    // Stored categories may have decomposed accents.
    const composed = new Map(categories.map((text, i) => [text.normalize(), i]))
    const newCodes = Int32Array.from(found.texts, (text) => position.get(text) ?? composed.get(text) ?? -1)
    if (stored) numbersAsWritten(found.texts, newCodes, position)
    const unknown = newCodes.indexOf(-1)
    if (unknown >= 0) {
      const row = found.codes.indexOf(unknown)
      const values = { column: column.name, count: categories.length, ...this.place(row), got: JSON.stringify(found.texts[unknown]) }
      this.errors.push(problem('data-shape', 'column-category-unknown', values, place))
      return undefined
    }
    this.count += categories.length
    if (this.count > limits.allCategories) {
      this.errors.push(problem('limit-exceeded', 'categories-over', { column: column.name, limit: limits.allCategories }, place))
      return undefined
    }
    this.keep(column.name, { categories: [...categories] })
    return { column, codes: found.codes.map((code) => (code < 0 ? -1 : newCodes[code]!)), categories }
  }

  private keep(name: string, fitted: FittedColumn): void {
    const before = Object.hasOwn(this.fitted, name) ? this.fitted[name] : {}
    // Not an assignment, because a column may be called `__proto__`.
    Object.defineProperty(this.fitted, name, { value: { ...before, ...fitted }, enumerable: true, writable: true, configurable: true })
  }
}

/**
 * Matches texts to categories of older documents, which stored numbers in their shortest notation: 1.0 matches 1 if no
 * other text does; 007 never matches 7.
 */
function numbersAsWritten(texts: readonly string[], codes: Int32Array, position: ReadonlyMap<string, number>): void {
  const claims = new Map<number, number>()
  const plain = texts.map((text, i) =>
    codes[i]! >= 0 ? codes[i]! : /^0\d/.test(text) || !Number.isFinite(Number(text)) ? -1 : (position.get(String(Number(text))) ?? -1),
  )
  for (const code of plain) claims.set(code, (claims.get(code) ?? 0) + 1)
  plain.forEach((code, i) => {
    if (codes[i]! < 0 && claims.get(code) === 1) codes[i] = code
  })
}

/** Returns whether two fitted values differ by more than rounding through text explains, relative to the column's spread. */
const differs = (a: number, b: number, spread: number): boolean => Math.abs(a - b) > 1e-6 * spread + 1e-12 * Math.max(Math.abs(a), Math.abs(b))

/** Compares by Unicode code points; JavaScript compares UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  const as = a[Symbol.iterator]()
  const bs = b[Symbol.iterator]()
  for (;;) {
    const x = as.next()
    const y = bs.next()
    if (x.done || y.done) return (x.done ? 0 : 1) - (y.done ? 0 : 1)
    const difference = x.value.codePointAt(0)! - y.value.codePointAt(0)!
    if (difference !== 0) return difference
  }
}

function* present(numbers: Float64Array, { count, order }: TrainingRows): Generator<number, void, void> {
  for (let i = 0; i < count; i++) {
    const number = numbers[order ? order[i]! : i]!
    if (!Number.isNaN(number)) yield number
  }
}

/** Returns mean and population standard deviation, in two passes. Equal values give a deviation of exactly 0. */
function moments(numbers: Float64Array, rows: TrainingRows): { mean: number; deviation: number } {
  let n = 0
  let sum = 0
  let first = NaN
  let constant = true
  for (const x of present(numbers, rows)) {
    if (n++ === 0) first = x
    else if (x !== first) constant = false
    sum += x
  }
  if (n === 0) return { mean: 0, deviation: 0 }
  if (constant) return { mean: first, deviation: 0 }
  const mean = sum / n
  let farthest = 0
  for (const x of present(numbers, rows)) farthest = Math.max(farthest, Math.abs(x - mean))
  // The squares of very small or large numbers would under- or overflow, so scale by a power of two.
  const unit = farthest > 1e-140 && farthest < 1e140 ? 1 : 2 ** Math.max(-1022, Math.min(1023, Math.floor(Math.log2(farthest))))
  let squares = 0
  for (const x of present(numbers, rows)) squares += ((x - mean) / unit) ** 2
  return { mean, deviation: Math.sqrt(squares / n) * unit }
}

function bounds(numbers: Float64Array, rows: TrainingRows): { minimum: number; maximum: number } {
  let minimum = Infinity
  let maximum = -Infinity
  for (const x of present(numbers, rows)) {
    if (x < minimum) minimum = x
    if (x > maximum) maximum = x
  }
  return minimum > maximum ? { minimum: 0, maximum: 0 } : { minimum, maximum }
}
