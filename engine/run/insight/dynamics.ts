import { principalComponents, type Components } from '../../algebra/components'
import { analyzingExponents, analyzingTrajectory } from '../../analyze'
import { within, type Pieces } from '../../base/resumable'
import type { Sequence } from '../../data/types'
import type { DynamicsView, Query, Unavailable, Seen } from '../streams'
import { epochOf, type Viewed } from '../work'
import { momentOf, placeOf, type Subject } from './subject'

/** Principal components that the path is projected on. */
const SHOWN = 3
/** Number of similar steps to report. */
const NEAREST = 6

/** The projected trajectory of the state, and the Jacobian at a step. */
export function* seeingDynamics(subject: Subject, { axes, ...query }: Query<'dynamics'>): Pieces<DynamicsView | Unavailable> {
  const { model, work } = subject
  const moment = momentOf(subject, query)
  const { sequence, step } = moment
  const { length } = sequence
  const epoch = epochOf(work)
  const found = yield* within(analyzingTrajectory(model, sequence, step), 0, 0.7)
  if ('code' in found) return { problem: found }
  const { state, path: states, losses } = found
  const { size } = state
  const { mean: middle, directions, shares } = unitAxes(axes, size) ?? (yield* within(principalComponents(length, size, states, SHOWN), 0.7, 1))
  const path = new Float64Array(length * directions.length)
  for (let t = 0; t < length; t++)
    directions.forEach((direction, k) => {
      let sum = 0
      for (let i = 0; i < size; i++) sum += (states[t * size + i]! - middle[i]!) * direction[i]!
      path[t * directions.length + k] = sum
    })
  const classes = classesOf(work, sequence)
  return {
    epoch,
    place: placeOf(moment),
    length,
    size,
    parts: state.parts.map(({ node, port, slot, size, offset }) => ({ node, port, slot, size, offset })),
    middle,
    directions,
    shares,
    path,
    losses,
    near: nearTo(states, size, step),
    ...(classes ? { classes } : {}),
    ...(found.step ? { step: found.step } : {}),
  }
}

/** Steps at which the state is closest to that of a given step: the smallest minima of the distance along the path. */
function nearTo(states: Float64Array, size: number, step: number): DynamicsView['near'] {
  const length = states.length / Math.max(1, size)
  const distances = Float64Array.from({ length }, (_, t) => {
    let square = 0
    for (let i = 0; i < size; i++) square += (states[t * size + i]! - states[step * size + i]!) ** 2
    return Math.sqrt(square)
  })
  const minima = Array.from(distances.keys()).filter(
    (t) => t !== step && distances[t]! <= (distances[t - 1] ?? Infinity) && distances[t]! < (distances[t + 1] ?? Infinity),
  )
  return minima
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .slice(0, NEAREST)
    .map((t) => ({ t, distance: distances[t]! }))
}

/** Two units as axes; undefined for principal components, or if there are no such units. */
function unitAxes(axes: string, size: number): Components | undefined {
  const units = axes.split(',').map(Number)
  if (units.length !== 2 || !units.every((unit) => Number.isInteger(unit) && unit >= 0 && unit < size)) return undefined
  return { mean: new Float64Array(size), directions: units.map((unit) => Float64Array.from({ length: size }, (_, i) => Number(i === unit))), shares: [] }
}

/** Classes of the first output that has classes. */
function classesOf({ model, dataset }: Viewed, sequence: Sequence): DynamicsView['classes'] {
  const output =
    model.network.outputs.find(({ id, size }) => size > 1 && dataset.categories[id] !== undefined)
    ?? model.network.outputs.find(({ size, loss }) => size > 1 && loss === 'cross-entropy')
  const targets = output && sequence.targets[output.id]
  if (!output || !targets) return undefined
  const { size } = output
  const of = Int16Array.from({ length: sequence.length }, (_, t) => {
    if (!targets.present[t]) return -1
    let most = 0
    for (let i = 1; i < size; i++) if (targets.values[t * size + i]! > targets.values[t * size + most]!) most = i
    return most
  })
  return { of, names: dataset.categories[output.id] ?? Array.from({ length: size }, (_, i) => String(i + 1)) }
}

/** Lyapunov exponents over a sequence. */
export function* seeingExponents(subject: Subject, place: Query<'lyapunov'>): Pieces<Seen<'lyapunov'>> {
  const epoch = epochOf(subject.work)
  const exponents = yield* analyzingExponents(subject.model, momentOf(subject, { ...place, step: 0 }).sequence)
  return 'code' in exponents ? { problem: exponents } : { epoch, exponents }
}
