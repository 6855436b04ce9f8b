/** How rows are divided into sequences, and how many of these each part gets, in order. */
export interface SequenceCut {
  /** First row of each sequence, then the number of rows. */
  readonly starts: readonly number[]
  /** Number of sequences in the training, validation and test part. */
  readonly counts: readonly [number, number, number]
}

/** Number of sequences that a task generates for each part. */
export type Counts = { readonly train: number; readonly validation: number; readonly test: number }

export const total = ({ train, validation, test }: Counts): number => train + validation + test

/** Collects the steps of sequences, one after the other, in named columns. */
export class Sequences {
  private readonly values: number[][]
  private readonly starts = [0]

  constructor(private readonly names: readonly string[]) {
    this.values = names.map(() => [])
  }

  /** Adds a step with the values of the columns, in order. */
  step(...row: readonly number[]): void {
    for (let i = 0; i < this.values.length; i++) this.values[i]!.push(row[i] ?? NaN)
  }

  /** Ends the sequence of the steps added since the last call. */
  end(): void {
    this.starts.push(this.values[0]?.length ?? 0)
  }

  finish({ train, validation, test }: Counts): { columns: Record<string, number[]>; cut: SequenceCut } {
    const columns = Object.fromEntries(this.names.map((name, i) => [name, this.values[i]!]))
    return { columns, cut: { starts: this.starts, counts: [train, validation, test] } }
  }
}

/** Caches of `oneHot` and `noTarget`, which tasks call at every step. */
const units: (readonly number[])[][] = []
const gaps: (readonly number[])[] = []

/** A vector with a 1 at `hot`. */
export const oneHot = (size: number, hot: number): readonly number[] =>
  ((units[size] ??= [])[hot] ??= Array.from({ length: size }, (_, i) => (i === hot ? 1 : 0)))

/** The target vector of a step without target. */
export const noTarget = (size: number): readonly number[] => (gaps[size] ??= Array.from({ length: size }, () => NaN))
