import type { Network } from '../../compile'
import { entries } from '../../compile/stored'
import { optimizerOf } from '../../kinds/optimizers'

/**
 * Bytes that the weights of a network take while it is trained, every copy counted: the weights w, their gradients,
 * k numbers of each that the optimizer keeps, and w and k once more as they were when the epoch began:
 * (3 + 2k) numbers a trained weight, and one a fixed one. Where nothing is trained: weights and gradients.
 */
export function weightBytes({ parameters, training }: Network, bytes: number, trains: boolean): number {
  const kept = optimizerOf(training.optimizer).keeps
  return bytes * parameters.reduce((sum, p) => sum + entries(p) * (p.trainable ? (trains ? 3 + 2 * kept : 2) : 1), 0)
}
