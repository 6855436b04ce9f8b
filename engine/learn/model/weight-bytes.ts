import type { Network } from '../../compile'
import type { Capacity } from '../../compile/program'
import { entries } from '../../compile/stored'
import { packedSize } from '../../kernels/wasm'
import { optimizerOf } from '../../kinds/optimizers'

/** Most numbers to save at the start of every epoch with a single thread; saving must be cheap compared with the epoch. */
export const SAVED_NUMBERS = 4_000_000

/** Programs that run the network forward besides the one that trains: for scores, and for the displayed sequence. */
const BESIDE = 2

/**
 * Bytes that a network's weights take during training, including all copies: weights and gradients; k numbers per
 * weight that the optimizer keeps; if the start of each epoch is saved, weights and those k once more; packed weights
 * of dense projections, once per direction and once for each other program; weights of sparse projections, once per
 * program. Without training: weights, gradients, and the packed weights of one program.
 */
export function weightBytes(
  { parameters, training, lowered }: Network,
  bytes: number,
  { adjoints, sequences }: Pick<Capacity, 'adjoints' | 'sequences'>,
): number {
  const kept = optimizerOf(training.optimizer).keeps
  const trained = parameters.reduce((sum, p) => sum + (p.trainable ? entries(p) : 0), 0)
  const saves = sequences > 1 || trained <= SAVED_NUMBERS
  let numbers = parameters.reduce((sum, p) => sum + entries(p), trained)
  if (adjoints) numbers += trained * (kept + (saves ? 1 + kept : 0))
  const declared = new Map(parameters.map((p) => [p.name, p]))
  const beside = adjoints ? BESIDE : 0
  for (const { kind, reads, writes, parameters: own } of lowered.ops) {
    const [k, n] = [reads[0]?.size ?? 0, writes.size]
    if (kind === 'dense') numbers += (1 + beside) * packedSize(n, k, bytes) + (adjoints ? packedSize(k, n, bytes) : 0)
    if (kind === 'sparse') numbers += (1 + beside) * own.reduce((sum, { name }) => sum + entries(declared.get(name)!), 0)
  }
  return bytes * numbers
}
