/** Why a measure has no value. */
export type Reason =
  /** No step of the part that is judged has a target. */
  | 'targets-none'
  /** One target varies from nothing. */
  | 'targets-one'
  /** The targets of the part are all equal: there is no spread to compare errors with. */
  | 'targets-constant'
  /** The targets of all parts are equal. */
  | 'series-constant'
  /** No step has a target before it. */
  | 'last-none'
  /** Each target equals the one before: saying the last value again is never wrong. */
  | 'last-exact'
  /** Errors are not finite. */
  | 'not-finite'
  /** The class 1 is neither among the targets nor among the answers. */
  | 'positives-none'
  /** There are too many classes for a table of them. */
  | 'classes-over'

export type NumberMeasure = 'rmse' | 'mae' | 'nrmse' | 'nmse' | 'r2' | 'lastValue' | 'skill'
export type ClassMeasure = 'accuracy' | 'balancedAccuracy' | 'f1' | 'confusion'

/**
 * How well one column of numbers is met over the judged steps of a part, in its unit. With targets d, answers y, and n
 * steps with a target after the washout; null where a measure is not defined, with the reason.
 */
export interface NumberScore {
  readonly kind: 'numbers'
  readonly column: string
  readonly steps: number
  /** √(Σ(y−d)²/n) (scikit-learn: root_mean_squared_error). */
  readonly rmse: number | null
  /** Σ|y−d|/n (mean_absolute_error). */
  readonly mae: number | null
  /** rmse over the population standard deviation of these targets. */
  readonly nrmse: number | null
  /** Mean squared error over the population variance of the targets of the whole data. */
  readonly nmse: number | null
  /** 1 − Σ(y−d)²/Σ(d−d̄)², d̄ the mean of these targets (r2_score). */
  readonly r2: number | null
  /** rmse of saying the last value again: of the target max(1, ahead) steps before, or the last one before that which is there. */
  readonly lastValue: number | null
  /** 1 − Σ(y−d)²/Σ(last−d)² over the steps that have a last value: 0 as good as that, below it worse, 1 without error. */
  readonly skill: number | null
  readonly reasons?: Readonly<Partial<Record<NumberMeasure, Reason>>>
}

/**
 * How well classes are told. Of softmax and one-hot outputs the class is the most active unit (the first of equal ones);
 * of a logistic unit 1 where it is at least ½, else 0.
 */
export interface ClassScore {
  readonly kind: 'classes'
  readonly column: string
  readonly steps: number
  /** Share of steps whose class is right (scikit-learn: accuracy_score). */
  readonly accuracy: number | null
  /** Mean over the classes that occur among the targets of the share that is right of them (balanced_accuracy_score). */
  readonly balancedAccuracy: number | null
  /**
   * 2·right/(2·right + wrong + missed): of a logistic unit that of class 1 (f1_score), else the mean over the classes that
   * occur among targets or answers (f1_score with average="macro").
   */
  readonly f1: number | null
  /** Number of classes; their names, and the matrix, where they are at most `MATRIX_CLASSES`. */
  readonly count: number
  readonly classes?: readonly string[]
  /** Steps by class of the target (rows), then by class of the answer (confusion_matrix). */
  readonly confusion: readonly (readonly number[])[] | null
  readonly reasons?: Readonly<Partial<Record<ClassMeasure, Reason>>>
}

export type ColumnScore = NumberScore | ClassScore

/** Classes that are told one by one. */
export const MATRIX_CLASSES = 100

/** Columns of an output that are told one by one. */
export const COLUMNS = 256

export interface OutputScore {
  /** The first columns, at most `COLUMNS`. */
  readonly columns: readonly ColumnScore[]
  /** Columns beyond these. */
  readonly more?: number
}

/** A benchmark task's own measure. */
export interface TaskScore {
  readonly measure: 'legal' | 'within' | 'whole' | 'memory-capacity' | 'nrmse-84' | 'third-step'
  readonly value: number | null
  /** Of a share of sequences: how many are right, and of how many. */
  readonly solved?: number
  readonly of?: number
  /** Errors below it count as right. */
  readonly tolerance?: number
}

/** How well a part of the data is met; errors in the units of the data. */
export interface PartScore {
  /** Mean a step after the washout, those without a target counted too, as trained. */
  readonly loss: number
  /** Root of the mean squared error over all columns together, whatever their units: to compare runs. */
  readonly rmse?: number | null
  /** Mean over the columns that have one of each one's own. */
  readonly nrmse?: number | null
  readonly nmse?: number | null
  /** Share of classes that are right, of all columns of classes together. */
  readonly accuracy?: number | null
  /** By output. */
  readonly outputs?: Readonly<Record<string, OutputScore>>
  readonly task?: TaskScore
}

/** Leaves those measures out that have no value, and keeps their reasons. */
export function told<K extends string>(found: Readonly<Partial<Record<K, number | Reason>>>): {
  values: Record<K, number | null>; reasons?: Partial<Record<K, Reason>>
} {
  const values = {} as Record<K, number | null>
  const why: Partial<Record<K, Reason>> = {}
  for (const [name, value] of Object.entries(found) as [K, number | Reason][]) {
    values[name] = typeof value === 'number' && Number.isFinite(value) ? value : null
    if (typeof value === 'string') why[name] = value
    else if (!Number.isFinite(value)) why[name] = 'not-finite'
  }
  return { values, ...(Object.keys(why).length > 0 ? { reasons: why } : {}) }
}
