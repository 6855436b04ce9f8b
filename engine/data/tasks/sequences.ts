/** How rows are cut into sequences, and how many of these each part gets, in order. */
export interface SequenceCut {
  /** First row of each sequence, and the number of rows at the end. */
  readonly starts: readonly number[]
  /** Sequences of the training, validation and test part. */
  readonly counts: readonly [number, number, number]
}

/** How many sequences of each part a task is to make. */
export type Counts = { readonly train: number; readonly validation: number; readonly test: number }

export const total = ({ train, validation, test }: Counts): number => train + validation + test

/** Gathers the steps of sequences, one after the other, in columns of these names. */
export class Sequences {
  private readonly values: number[][]
  private readonly starts = [0]

  constructor(private readonly names: readonly string[]) {
    this.values = names.map(() => [])
  }

  /** A step: the numbers of the columns, in their order. */
  step(...row: readonly number[]): void {
    this.values.forEach((column, i) => column.push(row[i] ?? NaN))
  }

  /** The steps since the last end are one sequence. */
  end(): void {
    this.starts.push(this.values[0]?.length ?? 0)
  }

  made({ train, validation, test }: Counts): { columns: Record<string, number[]>; cut: SequenceCut } {
    const columns = Object.fromEntries(this.names.map((name, i) => [name, this.values[i]!]))
    return { columns, cut: { starts: this.starts, counts: [train, validation, test] } }
  }
}

/** A vector with a 1 at `hot`. */
export const oneHot = (size: number, hot: number): number[] => Array.from({ length: size }, (_, i) => (i === hot ? 1 : 0))

/** A vector of a step that has no target. */
export const noTarget = (size: number): number[] => Array.from({ length: size }, () => NaN)
