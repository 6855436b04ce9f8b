import { append } from '../base/lists'
import type { Pieces } from '../base/resumable'
import { refuseCopy } from './copies'
import { HeldRun } from './held/run'
import { Shadow } from './held/shadow'
import { findMoment } from './moment'
import type { PastWeights } from './past'
import type { Ask, PortCourse } from './questions'
import type { Worst } from './insight/subject'
import type { Viewed } from './work'

/** Most epochs: a plot has no room for more points. */
export const EPOCHS = 100

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
  work: Viewed,
  states: readonly PastWeights[],
  { port, part, sequence }: Ask<'port-course'>,
  worst: Worst,
): Pieces<PortCourse | undefined> {
  const { model, dataset } = work
  const place = findMoment(model.network.training, dataset, { part, sequence, step: 0 }, worst(part))
  if (!place || states.length === 0) return undefined
  refuseCopy(model)
  const shadow = new Shadow(work)
  const run = new HeldRun(shadow.model, dataset)
  const means: number[] = []
  for (const [e, { weights }] of states.entries()) {
    shadow.take(weights)
    for (const _ of run.running(place, [port])) yield e / states.length
    const found = run.means(port)
    if (!found) return undefined
    append(means, found)
    yield (e + 1) / states.length
  }
  return { epochs: Int32Array.from(states, ({ epoch }) => epoch), units: means.length / states.length, means: Float64Array.from(means) }
}
