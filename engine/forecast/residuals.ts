import { largest } from '../base/lists'
import type { Pieces } from '../base/resumable'
import { problem, type Problem } from '../base/problem'
import type { Dataset } from '../data/types'
import { Playback } from '../learn/evaluate/playback'
import { rangesOf } from '../learn/evaluate/passes'
import type { Model } from '../learn/model/model'

/** Returns the errors d − y in the validation part by output, steps × size; a problem if there is no such part. */
export function* findingResiduals(model: Model, dataset: Dataset): Pieces<Readonly<Record<string, Float64Array>> | Problem> {
  const { network, arena } = model
  const ranges = rangesOf(network.training, dataset, 'validation')
  if (ranges.length === 0) return problem('data-missing', 'forecast-no-validation', {}, { path: '/data/split' })
  const mark = arena.mark()
  try {
    const playback = new Playback(model, largest(ranges.map(({ sequence }) => sequence.length)))
    const slots = Object.fromEntries(network.outputs.map(({ id, out }) => [id, out]))
    const found: Record<string, number[]> = Object.fromEntries(network.outputs.map(({ id }) => [id, []]))
    for (const [i, range] of ranges.entries()) {
      const values = playback.values(range, slots)
      for (const { id, size } of network.outputs) {
        const target = range.sequence.targets[id]
        if (!target) continue
        for (let t = range.first; t < range.end; t++)
          if (target.present[t]) for (let i = 0; i < size; i++) found[id]!.push(target.values[t * size + i]! - values[id]![t * size + i]!)
      }
      yield (i + 1) / ranges.length
    }
    return Object.fromEntries(Object.entries(found).map(([id, numbers]) => [id, Float64Array.from(numbers)]))
  } finally {
    arena.release(mark)
  }
}
