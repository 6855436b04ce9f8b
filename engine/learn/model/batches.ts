import { stream } from '../../base/random'
import type { Training } from '../../compile/network'
import type { Sequence } from '../../data/types'

/**
 * Divides an epoch into batches of `size` sequences: in order, or shuffled with the seed; each batch is sorted by
 * decreasing length.
 */
export function* batches(training: Training, sequences: readonly Sequence[], epoch: number, size: number): Generator<readonly Sequence[], void, void> {
  const order = [...sequences]
  if (training.shuffle) {
    const random = stream(training.seed, `shuffle/${epoch}`)
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.integer(i + 1)
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
  }
  for (let i = 0; i < order.length; i += size) yield order.slice(i, i + size).sort((a, b) => b.length - a.length)
}
