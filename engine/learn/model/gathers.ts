import type { Training } from '../../compile/network'
import { optimizerOf } from '../../kinds/optimizers'

/** What goes on from one update to the next besides the weights, and is in no document: it begins anew where stored weights are trained on. */
export function gathers({ algorithm, optimizer }: Pick<Training, 'algorithm' | 'optimizer'>): 'optimizer' | 'recursive' | undefined {
  if (algorithm.kind === 'readout') return algorithm.method === 'recursive-least-squares' ? 'recursive' : undefined
  const { gathers } = optimizerOf(optimizer)
  return !gathers || gathers(optimizer) ? 'optimizer' : undefined
}
