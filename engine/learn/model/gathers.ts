import type { Training } from '../../compile/network'
import { optimizerOf } from '../../kinds/optimizers'

/**
 * Returns which state a training gathers besides the weights, if any. Documents do not store it, so training that
 * continues from stored weights starts with it reset.
 */
export function gathers({ algorithm, optimizer }: Pick<Training, 'algorithm' | 'optimizer'>): 'optimizer' | 'recursive' | undefined {
  if (algorithm.kind === 'readout') return algorithm.method === 'recursive-least-squares' ? 'recursive' : undefined
  const { gathers } = optimizerOf(optimizer)
  return !gathers || gathers(optimizer) ? 'optimizer' : undefined
}
