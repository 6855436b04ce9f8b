import type { Training } from '../../compile/network'
import { optimizerOf } from '../../kinds/optimizers'

/**
 * State besides the weights that carries over between updates and is not stored in documents: training on from stored
 * weights starts it anew.
 */
export function gathers({ algorithm, optimizer }: Pick<Training, 'algorithm' | 'optimizer'>): 'optimizer' | 'recursive' | undefined {
  if (algorithm.kind === 'readout') return algorithm.method === 'recursive-least-squares' ? 'recursive' : undefined
  const { gathers } = optimizerOf(optimizer)
  return !gathers || gathers(optimizer) ? 'optimizer' : undefined
}
