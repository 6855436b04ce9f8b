import type { Training } from '../../compile/network'
import type { Dataset, Part, Sequence } from '../../data/types'

export const parts: readonly Part[] = ['train', 'validation', 'test']

/** A run over the beginning of a sequence, of which some steps count. */
export interface Pass {
  /** Steps that are run, from the first on. */
  readonly length: number
  /** Step from which targets stand in for outputs no more. */
  readonly forcedUntil: number
  /** Steps whose values this run tells, [first, end). */
  readonly first: number
  readonly end: number
}

/**
 * Where targets stop standing in for outputs in a sequence of a part. Where `teacherForcing` names outputs, they stand in
 * in the training part, as in training, and during the washout of other sequences; from there on the network is fed what
 * it says itself.
 */
export function forcedUntil({ washout, teacherForcing }: Training, part: Part | 'rest'): number {
  return teacherForcing.length === 0 ? 0 : part === 'train' ? Infinity : washout
}

/** First step of a part of a series, its length where there is none. */
export function partFrom({ parts: codes, length }: Sequence, part: number): number {
  const at = codes?.indexOf(part) ?? -1
  return at < 0 ? length : at
}

/**
 * The runs that tell what a network says over one series with its state carried through all parts. Where targets stand
 * in for outputs, each part but the training part is run freely after a past of targets: the validation part by itself,
 * for before the test part its targets are the past. What is told of a step is told by the last of these that has it.
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

/** A stretch of a sequence, with the runs that tell what the network says there. */
export interface Stretch {
  readonly sequence: Sequence
  readonly passes: readonly Pass[]
  readonly first: number
  readonly end: number
}

/** What is scored of a part, or all that there is: sequences one by one, of a series the steps of the part. */
export function stretchesOf(training: Training, dataset: Dataset, part: Part | 'all'): Stretch[] {
  const { series } = dataset
  if (series) {
    const passes = seriesPasses(training, series)
    if (part === 'all') return [{ sequence: series, passes, first: 0, end: series.length }]
    const code = parts.indexOf(part)
    const first = partFrom(series, code)
    return first === series.length ? [] : [{ sequence: series, passes, first, end: series.parts!.lastIndexOf(code) + 1 }]
  }
  const of = (name: Part | 'rest'): Stretch[] =>
    (dataset[name] ?? []).map((sequence) => {
      const whole = { first: 0, end: sequence.length }
      return { sequence, passes: [{ length: sequence.length, forcedUntil: forcedUntil(training, name), ...whole }], ...whole }
    })
  return part === 'all' ? [...parts, 'rest' as const].flatMap(of) : of(part)
}
