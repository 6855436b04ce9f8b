import { Evaluator } from '../evaluate'
import type { Measure } from './measure'
import { absolute, bits, legal, whole, within } from './sequences'
import { coverageGap, memoryCapacity, nrmse84, thirdStep } from './of-series'

const score =
  (name: 'loss' | 'rmse' | 'nrmse' | 'nmse' | 'accuracy'): Measure =>
  ({ model, dataset, part }) =>
    new Evaluator(model, dataset).evaluate([part]).scores[part]?.[name] ?? NaN

/** Scores of a part of a trained model by name: general ones, and the measures of the benchmark tasks. */
export const measures = {
  loss: score('loss'),
  rmse: score('rmse'),
  nrmse: score('nrmse'),
  nmse: score('nmse'),
  accuracy: score('accuracy'),
  absolute,
  bits,
  legal,
  within,
  whole,
  'memory-capacity': memoryCapacity,
  'nrmse-84': nrmse84,
  'third-step': thirdStep,
  'coverage-gap': coverageGap,
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof measures

export type { Judged, Measure } from './measure'
export { solvedBy } from './sequences'
