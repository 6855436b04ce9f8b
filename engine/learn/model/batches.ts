import { stream } from '../../base/random'
import type { Training } from '../../compile/network'
import type { Sequence } from '../../data/types'

/** The sequences of an epoch, `size` a batch: in order or shuffled from the seed, each batch by falling length. */
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
