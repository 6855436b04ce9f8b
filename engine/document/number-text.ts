import type { Resumable } from '../base/resumable'

/** UTF-16 units of a list to parse at a time. */
const PIECE = 2 ** 20

/**
 * A list of stored weights, kept as its text in the document, brackets included. The scan has checked that it contains
 * `count` finite numbers and nothing else. Freezing, comparing or sending a document visits every number of an array, but
 * not those of a text, which is also written back unchanged.
 */
export class NumberText {
  constructor(
    readonly text: string,
    readonly count: number,
  ) {}

  /** `JSON.stringify` writes the list itself. */
  toJSON(): readonly number[] {
    return JSON.parse(this.text) as number[]
  }
}

/** Returns whether a list is a `NumberText`, or its copy from another thread, which is a plain object. */
export const isNumberText = (value: readonly number[] | string | NumberText): value is NumberText => typeof value === 'object' && !Array.isArray(value)

/** Parses the comma-separated numbers in a range of a text; calls `take` with them in pieces. */
export function* readingNumbers(text: string, from: number, to: number, take: (numbers: readonly number[]) => void): Resumable<void> {
  for (let at = from; at < to; ) {
    yield
    const comma = text.indexOf(',', Math.min(to, at + PIECE))
    const end = comma < 0 || comma > to ? to : comma
    take(JSON.parse(`[${text.slice(at, end)}]`) as number[])
    at = end + 1
  }
}

/** Parses a list; calls `take` with its numbers in pieces. */
export const readingParts = ({ text }: NumberText, take: (numbers: readonly number[]) => void): Resumable<void> =>
  readingNumbers(text, 1, text.length - 1, take)

/** Parses a list, and returns its numbers. */
export function* readingText(list: NumberText): Resumable<Float64Array<ArrayBuffer>> {
  const numbers = new Float64Array(list.count)
  let reached = 0
  yield* readingParts(list, (some) => {
    numbers.set(some, reached)
    reached += some.length
  })
  return numbers
}
