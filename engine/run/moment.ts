import type { Training } from '../compile/network'
import type { Dataset, Part, Sequence } from '../data/types'
import { forcedUntil, partFrom, parts, seriesPasses, type StepRange } from '../learn/evaluate/passes'

/** A step of a sequence that the user has chosen to look at. */
export interface Moment {
  readonly part: Part
  /** Index in the part, or the sequence with the highest loss per step. */
  readonly sequence: number | 'worst'
  /** Index in the sequence, from 0; in a series that is split by rows, from its first row. */
  readonly step: number
}

/** An existing moment, with the runs that give the network's values there, as in evaluation. */
export interface FoundMoment extends StepRange {
  readonly part: Part
  /** Index of the sequence in its part. */
  readonly index: number
  readonly step: number
}

/** Number of sequences per part; a series counts as one in every part that contains steps of it. */
export function sequencesIn({ series, ...dataset }: Dataset): Record<Part, number> {
  const count = (part: Part, code: number): number => (series ? Number(partFrom(series, code) < series.length) : dataset[part].length)
  return { train: count('train', 0), validation: count('validation', 1), test: count('test', 2) }
}

/**
 * The existing moment nearest to the chosen one, which may refer to data that no longer exist.
 *
 * @param worst index of the sequence with the highest loss per step in its part, if known.
 * @returns undefined if no part has a sequence.
 */
export function findMoment(training: Training, dataset: Dataset, { part: wanted, sequence: chosen, step }: Moment, worst = 0): FoundMoment | undefined {
  const counts = sequencesIn(dataset)
  const part = counts[wanted] > 0 ? wanted : parts.find((name) => counts[name] > 0)
  if (!part) return undefined
  const { series } = dataset
  if (series) {
    const code = parts.indexOf(part)
    const passes = seriesPasses(training, series)
    const at = within(step, series.length)
    // In a series the step decides the part.
    const there = parts[series.parts?.[at] ?? code] ?? part
    return { part: there, index: 0, step: at, sequence: series, passes, first: 0, end: series.length }
  }
  const index = within(chosen === 'worst' ? worst : chosen, counts[part])
  const sequence = dataset[part][index]!
  const whole = { first: 0, end: sequence.length }
  return {
    part,
    index,
    step: within(step, sequence.length),
    sequence,
    passes: [{ length: sequence.length, forcedUntil: forcedUntil(training, part), ...whole }],
    ...whole,
  }
}

/** Steps of each part of a series, [first, end). */
export function rangesIn({ parts: codes, length }: Sequence): Partial<Record<Part, readonly [first: number, end: number]>> {
  if (!codes) return { train: [0, length] }
  const found = parts.map((part, code) => [part, codes.indexOf(code), codes.lastIndexOf(code) + 1] as const)
  return Object.fromEntries(found.filter(([, first]) => first >= 0).map(([part, first, end]) => [part, [first, end] as const]))
}

const within = (n: number, length: number): number => Math.max(0, Math.min(length - 1, Math.trunc(n)))
