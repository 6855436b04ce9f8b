import { append } from '../base/lists'
import type { Pieces } from '../base/pieces'
import type { TrainingState } from '../learn/train/state'
import { refuseCopy } from './copies'
import { HeldRun } from './held/run'
import { Shadow } from './held/shadow'
import { placeOf } from './moment'
import type { Ask, PortCourse } from './questions'
import type { Worst } from './insight/subject'
import type { Work } from './work'

/** Most epochs: a plot has no room for more points. */
const EPOCHS = 100

/** A selection with the first, the last, and evenly spaced ones between. */
export function spread<T>(all: readonly T[], most: number): T[] {
  return all.length <= most ? [...all] : Array.from({ length: most }, (_, k) => all[Math.round((k * (all.length - 1)) / (most - 1))]!)
}

/**
 * Runs a sequence with the weights after each kept epoch, as in evaluation, and takes the mean of a port over its
 * steps: m(e, u) = Σₜ value(e, t, u) / T.
 *
 * @returns undefined if the port, the sequence or a kept epoch does not exist.
 * @throws Refusal if there is no memory for a copy of the weights.
 */
export function* portCourse(
  work: Work,
  states: readonly TrainingState[],
  { port, part, sequence }: Ask<'port-course'>,
  worst: Worst,
): Pieces<PortCourse | undefined> {
  const { model, dataset } = work
  const place = placeOf(model.network.training, dataset, { part, sequence, step: 0 }, worst(part))
  if (!place || states.length === 0) return undefined
  refuseCopy(model)
  const shadow = new Shadow(work)
  const run = new HeldRun(shadow.model, dataset)
  const taken = spread(states, EPOCHS)
  const means: number[] = []
  for (const [e, { weights }] of taken.entries()) {
    shadow.take(weights)
    for (const _ of run.running(place, [port])) yield e / taken.length
    const found = run.means(port)
    if (!found) return undefined
    append(means, found)
    yield (e + 1) / taken.length
  }
  return { epochs: Int32Array.from(taken, ({ epoch }) => epoch), units: means.length / taken.length, means: Float64Array.from(means) }
}
