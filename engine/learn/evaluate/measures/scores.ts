/** Why a measure has no value. */
export type Reason =
  /** No judged step of the part has a target. */
  | 'targets-none'
  /** There is only one target, which has no variance. */
  | 'targets-one'
  /** All targets of the part are equal, so that there is no variance to compare errors with. */
  | 'targets-constant'
  /** The targets of all parts are equal. */
  | 'series-constant'
  /** No step has an earlier target. */
  | 'last-none'
  /** Each target equals the one before, so that repeating the last value is always right. */
  | 'last-exact'
  /** Errors are not finite. */
  | 'not-finite'
  /** Class 1 occurs neither among the targets nor among the answers. */
  | 'positives-none'
  /** There are too many classes for a matrix. */
  | 'classes-over'

export type NumberMeasure = 'rmse' | 'mae' | 'nrmse' | 'nmse' | 'r2' | 'lastValue' | 'skill'
export type ClassMeasure = 'accuracy' | 'balancedAccuracy' | 'f1' | 'confusion'

/**
 * Scores of one column of numbers over the judged steps of a part, in its unit of measurement. d are the targets, y the
 * outputs, n the number of steps after the washout with a target. Null if a measure is undefined, with the reason.
 */
export interface NumberScore {
  readonly kind: 'numbers'
  readonly column: string
  readonly steps: number
  /** √(Σ(y−d)²/n) (scikit-learn: root_mean_squared_error). */
  readonly rmse: number | null
  /** Σ|y−d|/n (mean_absolute_error). */
  readonly mae: number | null
  /** rmse divided by the population standard deviation of these targets. */
  readonly nrmse: number | null
  /** Mean squared error divided by the population variance of the targets of all data. */
  readonly nmse: number | null
  /** 1 − Σ(y−d)²/Σ(d−d̄)², d̄ the mean of these targets (r2_score). */
  readonly r2: number | null
  /** rmse of repeating the last value: the target max(1, ahead) steps earlier, or the last one before that exists. */
  readonly lastValue: number | null
  /** 1 − Σ(y−d)²/Σ(last−d)² over the steps with a last value: 0 is as good as repeating it, below 0 worse, 1 without error. */
  readonly skill: number | null
  readonly reasons?: Readonly<Partial<Record<NumberMeasure, Reason>>>
}

/**
 * Scores of one column of classes. For softmax and one-hot outputs the class is the most active unit (the first of
 * equal ones); for a logistic unit it is 1 if the output is at least ½, else 0.
 */
export interface ClassScore {
  readonly kind: 'classes'
  readonly column: string
  readonly steps: number
  /** Share of steps with the correct class (scikit-learn: accuracy_score). */
  readonly accuracy: number | null
  /** Mean recall over the classes that occur among the targets (balanced_accuracy_score). */
  readonly balancedAccuracy: number | null
  /**
   * 2·TP/(2·TP + FP + FN): for a logistic unit that of class 1 (f1_score), else the mean over the classes that occur
   * among targets or answers (f1_score with average="macro").
   */
  readonly f1: number | null
  /** Number of classes; with at most `MATRIX_CLASSES`, also their names and the confusion matrix. */
  readonly count: number
  readonly classes?: readonly string[]
  /** Steps by class of the target (rows) and of the answer (columns) (confusion_matrix). */
  readonly confusion: readonly (readonly number[])[] | null
  readonly reasons?: Readonly<Partial<Record<ClassMeasure, Reason>>>
}

export type ColumnScore = NumberScore | ClassScore

/** Most classes listed one by one. */
export const MATRIX_CLASSES = 100

/** Most columns of an output listed one by one. */
export const COLUMNS = 256

export interface OutputScore {
  /** The first columns, at most `COLUMNS`. */
  readonly columns: readonly ColumnScore[]
  /** Number of further columns. */
  readonly more?: number
}

/** A benchmark task's own measure. */
export interface TaskScore {
  readonly measure: 'legal' | 'within' | 'whole' | 'memory-capacity' | 'nrmse-84' | 'third-step'
  readonly value: number | null
  /** For a share of sequences: how many are correct, and of how many. */
  readonly solved?: number
  readonly of?: number
  /** Errors below this count as correct. */
  readonly tolerance?: number
}

/** Scores of a part of the data; errors in the units of the data. */
export interface PartScore {
  /** Mean per step after the washout, including steps without target, as trained. */
  readonly loss: number
  /** Root of the mean squared error over all columns together, whatever their units, to compare runs. */
  readonly rmse?: number | null
  /** Mean of the columns' own values, where they exist. */
  readonly nrmse?: number | null
  readonly nmse?: number | null
  /** Share of correct classes over all columns of classes together. */
  readonly accuracy?: number | null
  /** By output. */
  readonly outputs?: Readonly<Record<string, OutputScore>>
  readonly task?: TaskScore
}

/** Replaces measures without value by null and collects the reasons. */
export function withReasons<K extends string>(
  found: Readonly<Partial<Record<K, number | Reason>>>,
): { values: Record<K, number | null>; reasons?: Partial<Record<K, Reason>> } {
  const values = {} as Record<K, number | null>
  const why: Partial<Record<K, Reason>> = {}
  for (const [name, value] of Object.entries(found) as [K, number | Reason][]) {
    values[name] = typeof value === 'number' && Number.isFinite(value) ? value : null
    if (typeof value === 'string') why[name] = value
    else if (!Number.isFinite(value)) why[name] = 'not-finite'
  }
  return { values, ...(Object.keys(why).length > 0 ? { reasons: why } : {}) }
}
