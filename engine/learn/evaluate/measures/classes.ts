import type { Output } from '../../../compile/output'
import type { Dataset } from '../../../data/types'
import { MATRIX_CLASSES, withReasons, type ClassMeasure, type ClassScore } from './scores'
import { lossOf } from '../../../kinds/losses'

/** A column of classes of an output: units [first, first + count) of which one is active, or a single binary unit. */
export interface ClassColumn {
  readonly column: string
  readonly first: number
  readonly count: number
  readonly names: readonly string[]
  readonly bit: boolean
}

/** Returns the columns of classes of an output; none for an output of numbers. */
export function classColumns({ id, size, loss, activation }: Output, dataset: Dataset): ClassColumn[] {
  const names = dataset.categories[id] ?? dataset.units[id]?.map(({ column }) => column) ?? []
  const name = (unit: number): string => names[unit] ?? (size === 1 ? id : `${id}[${unit}]`)
  const probable = lossOf(loss).targets === 'probabilities'
  if (probable && activation === 'logistic')
    return Array.from({ length: size }, (_, i) => ({ column: name(i), first: i, count: 1, names: ['0', '1'], bit: true }))
  const columns = dataset.classes?.[id]
  if (columns && columns.length > 0) {
    let first = 0
    return columns.map(({ column, categories }) => {
      const found = { column, first, count: categories.length, names: categories, bit: false }
      first += categories.length
      return found
    })
  }
  if (!probable) return []
  return [{ column: id, first: 0, count: size, names: Array.from({ length: Math.min(size, MATRIX_CLASSES) }, (_, i) => name(i)), bit: false }]
}

/** Counts the classes predicted for a column over the judged steps of a part. */
export class ClassTally {
  steps = 0
  hits = 0
  /** Whether an output was NaN. */
  hasNaN = false
  private readonly size: number
  /** By class: steps with it as target, with it as answer, and with both. */
  private readonly targets: Float64Array
  private readonly answers: Float64Array
  private readonly right: Float64Array
  private readonly matrix: Float64Array | undefined

  constructor(private readonly of: ClassColumn) {
    const size = (this.size = of.bit ? 2 : of.count)
    this.targets = new Float64Array(size)
    this.answers = new Float64Array(size)
    this.right = new Float64Array(size)
    this.matrix = size <= MATRIX_CLASSES ? new Float64Array(size * size) : undefined
  }

  /** Adds a step whose values begin at `at`. */
  add(y: Float64Array, d: Float64Array, at: number): void {
    const target = this.classAt(d, at)
    const answer = this.classAt(y, at)
    this.steps++
    if (Number.isNaN(y[at + this.of.first]!)) this.hasNaN = true
    this.targets[target]!++
    this.answers[answer]!++
    if (target === answer) {
      this.hits++
      this.right[target]!++
    }
    if (this.matrix) this.matrix[target * this.size + answer]!++
  }

  private classAt(values: Float64Array, at: number): number {
    const { first, count, bit } = this.of
    if (bit) return values[at + first]! >= 0.5 ? 1 : 0
    let best = 0
    for (let i = 1; i < count; i++) if (values[at + first + i]! > values[at + first + best]!) best = i
    return best
  }

  score(): ClassScore {
    const {
      of: { column, bit, names },
      hasNaN,
      size,
      steps,
      hits,
      targets,
      answers,
      right,
      matrix,
    } = this
    let recalls = 0
    let occurring = 0
    let scores = 0
    let met = 0
    for (let c = 0; c < size; c++) {
      if (targets[c]! > 0) {
        recalls += right[c]! / targets[c]!
        occurring++
      }
      if (targets[c]! + answers[c]! > 0) {
        scores += (2 * right[c]!) / (targets[c]! + answers[c]!)
        met++
      }
    }
    const none = steps === 0
    const positives = bit ? targets[1]! + answers[1]! : met
    const wrong = none ? 'targets-none' : hasNaN ? 'not-finite' : undefined
    const { values, reasons } = withReasons<Exclude<ClassMeasure, 'confusion'>>({
      accuracy: wrong ?? hits / steps,
      balancedAccuracy: wrong ?? recalls / occurring,
      f1: wrong ? wrong : positives === 0 ? 'positives-none' : bit ? (2 * right[1]!) / positives : scores / met,
    })
    return {
      kind: 'classes',
      column,
      steps,
      ...values,
      count: size,
      ...(matrix ? { classes: names } : {}),
      confusion: matrix && !wrong ? Array.from({ length: size }, (_, c) => [...matrix.subarray(c * size, (c + 1) * size)]) : null,
      ...(reasons || !matrix ? { reasons: { ...reasons, ...(matrix ? {} : { confusion: 'classes-over' as const }) } } : {}),
    }
  }
}
