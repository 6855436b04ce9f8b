import { exampleNames, readExample, reseeded } from './examples'
import { reach } from './reach'

/** One training: an example with this many added to its seeds. */
export interface Order {
  readonly name: string
  readonly seed: number
}

export interface Told extends Order {
  readonly value: number
  readonly seconds: number
  /** What went wrong instead. */
  readonly failed?: string
}

/** Trains one example and tells what it reaches: the measure, or the sequences shown until solved. */
export function fulfil({ name, seed }: Order): Told {
  if (!exampleNames().includes(name)) throw new Error(`there is no example ${name}`)
  const { document, expect } = readExample(name)
  try {
    const { value, shown, seconds } = reach(reseeded(document, seed), expect)
    return { name, seed, value: shown ?? value, seconds }
  } catch (error) {
    return { name, seed, value: NaN, seconds: 0, failed: error instanceof Error ? error.message : String(error) }
  }
}
