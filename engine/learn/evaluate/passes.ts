import type { Training } from '../../compile/network'
import type { Dataset, Part, Sequence } from '../../data/types'

export const parts: readonly Part[] = ['train', 'validation', 'test']

/** A run over the beginning of a sequence, some steps of which count. */
export interface Pass {
  /** Steps to run, from the first on. */
  readonly length: number
  /** Step from which outputs are no longer replaced by targets. */
  readonly forcedUntil: number
  /** Steps whose values come from this run, [first, end). */
  readonly first: number
  readonly end: number
}

/**
 * Returns the step at which targets stop replacing outputs in a sequence of a part: never in the training part, as in
 * training; after the washout in others, where the network is then fed its own outputs.
 */
export function forcedUntil({ washout, teacherForcing }: Training, part: Part | 'rest'): number {
  return teacherForcing.length === 0 ? 0 : part === 'train' ? Infinity : washout
}

/** Returns the first step of a part of a series; the series' length if it has none. */
export function partFrom({ parts: codes, length }: Sequence, part: number): number {
  const at = codes?.indexOf(part) ?? -1
  return at < 0 ? length : at
}

/**
 * Returns the runs that give a network's outputs over a single series, with the state carried through all parts. With
 * teacher forcing, each part but the training part runs freely after a past of targets. The validation part has its own
 * run, because before the test part its targets are the past. For each step, the last run that covers it counts.
 */
export function seriesPasses({ teacherForcing }: Training, series: Sequence): Pass[] {
  const { length } = series
  if (teacherForcing.length === 0) return [{ length, forcedUntil: 0, first: 0, end: length }]
  const validation = partFrom(series, 1)
  const whole = { length, forcedUntil: partFrom(series, 2), first: 0, end: length }
  if (validation === length) return [whole]
  const end = series.parts!.lastIndexOf(1) + 1
  return [whole, { length: end, forcedUntil: validation, first: validation, end }]
}

/** A range of steps of a sequence, with the runs that give the network's outputs there. */
export interface StepRange {
  readonly sequence: Sequence
  readonly passes: readonly Pass[]
  readonly first: number
  readonly end: number
}

/** Returns the ranges scored for a part, or for all data: whole sequences, or for a series the steps of the part. */
export function rangesOf(training: Training, dataset: Dataset, part: Part | 'all'): StepRange[] {
  const { series } = dataset
  if (series) {
    const passes = seriesPasses(training, series)
    if (part === 'all') return [{ sequence: series, passes, first: 0, end: series.length }]
    const code = parts.indexOf(part)
    const first = partFrom(series, code)
    return first === series.length ? [] : [{ sequence: series, passes, first, end: series.parts!.lastIndexOf(code) + 1 }]
  }
  const of = (name: Part | 'rest'): StepRange[] =>
    (dataset[name] ?? []).map((sequence) => {
      const whole = { first: 0, end: sequence.length }
      return { sequence, passes: [{ length: sequence.length, forcedUntil: forcedUntil(training, name), ...whole }], ...whole }
    })
  return part === 'all' ? [...parts, 'rest' as const].flatMap(of) : of(part)
}
