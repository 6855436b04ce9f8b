import type { RandomStream } from '../../base/random'
import type { Filled, ObjectSchema } from '../../contract/schema'

/** The entries of a parameter to initialize, in order; of a sparse parameter, the stored ones. */
export interface Entries {
  readonly values: Float64Array
  readonly random: RandomStream
  readonly rows: number
  readonly columns: number
  /** Mean number of incoming weights per target unit, and of outgoing weights per source unit. */
  readonly fanIn: number
  readonly fanOut: number
  /** Whether the parameter is a vector with one weight per unit. */
  readonly diagonal: boolean
  /** Sets every entry to a function of its row and column. */
  place(entry: (row: number, column: number) => number): void
}

/** One way to draw the weights of a wire, with its settings. */
export interface InitializerKind<S extends ObjectSchema = ObjectSchema> {
  readonly settings: S
  draw(entries: Entries, settings: Filled<S>): void
}

export const defineInitializer = <const S extends ObjectSchema>(kind: InitializerKind<S>): InitializerKind<S> => kind

/** Replaces each value, in place: a second array of fifty million weights would take 400 MB. */
export function each(values: Float64Array, draw: (value: number) => number): void {
  for (let i = 0; i < values.length; i++) values[i] = draw(values[i]!)
}

/** Uniform in ±limit. */
export const uniformly = ({ values, random }: Pick<Entries, 'values' | 'random'>, limit: number): void => each(values, () => limit * (2 * random.uniform() - 1))

export const normally = ({ values, random }: Entries, mean: number, deviation: number): void => each(values, () => mean + deviation * random.normal())
