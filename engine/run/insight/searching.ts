import { ANALYSIS_BYTES, analysisModel, findingFixedPoints, StepMap, heldInput, stateOf } from '../../analyze'
import { within, type Pieces } from '../../base/resumable'
import { problem } from '../../base/problem'
import { stateTooLarge } from '../../analyze'
import { Refusal } from '../careful'
import { refuseCopy } from '../copies'
import type { Ask, FixedPointsAnswer } from '../questions'
import type { Viewed } from '../work'
import { sequenceOf, type Worst } from './subject'

/** Most points of a grid in each direction. */
const GRID = 64

/** Searches fixed points on a copy of the current weights. @throws Refusal if that is impossible. */
export function* searching(work: Viewed, { input, starts, seed, field, ...place }: Ask<'fixed-points'>, worst: Worst): Pieces<FixedPointsAnswer> {
  refuseCopy(work.model, ANALYSIS_BYTES)
  const model = analysisModel(work.model.network, { like: work.model })
  if (model.network.backwardInTime) throw new Refusal(problem('forward-time-needed', 'analysis-forward', {}))
  const state = stateOf(model.network)
  const over = stateTooLarge(state)
  if (over) throw new Refusal(over)
  if (state.size === 0) return { points: [] }
  const sequence = sequenceOf({ work, worst }, place)
  const options = { input, ...(starts === undefined ? {} : { starts }), ...(seed === undefined ? {} : { seed }) }
  const points = yield* within(findingFixedPoints(model, [sequence], options), 0, 0.95)
  if ('code' in points) throw new Refusal(points)
  if (!field || state.size !== 2) return { points }
  const map = new StepMap(model, state, heldInput(model, [sequence], input))
  const n = Math.max(2, Math.min(GRID, Math.floor(field.points)))
  const found = new Float64Array(2 * n * n)
  const at = (axis: 0 | 1, k: number): number => field.low[axis] + ((field.high[axis] - field.low[axis]) * k) / (n - 1)
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) found.set(map.value(Float64Array.of(at(0, column), at(1, row))), 2 * (row * n + column))
    yield 0.95 + (0.05 * row) / n
  }
  return { points, field: found }
}
