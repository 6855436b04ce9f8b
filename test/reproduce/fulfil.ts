import { exampleNames, readExample, reseeded } from './examples'
import { reach } from './reach'

/** One training run: an example, and the number added to its seeds. */
export interface RunRequest {
  readonly name: string
  readonly seed: number
}

export interface RunResult extends RunRequest {
  readonly value: number
  readonly seconds: number
  /** The error, if the run failed. */
  readonly failed?: string
}

/** Trains one example and returns its result: the measure, or the number of sequences shown until solved. */
export function fulfil({ name, seed }: RunRequest): RunResult {
  if (!exampleNames().includes(name)) throw new Error(`there is no example ${name}`)
  const { document, expect } = readExample(name)
  try {
    const { value, shown, seconds } = reach(reseeded(document, seed), expect)
    return { name, seed, value: shown ?? value, seconds }
  } catch (error) {
    return { name, seed, value: NaN, seconds: 0, failed: error instanceof Error ? error.message : String(error) }
  }
}
