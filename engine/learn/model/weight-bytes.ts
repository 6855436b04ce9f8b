import type { Network } from '../../compile'
import type { Capacity } from '../../compile/program'
import { entries } from '../../compile/stored'
import { packedSize } from '../../kernels/wasm'
import { optimizerOf } from '../../kinds/optimizers'

/** Most numbers that are saved at the start of every epoch by one thread alone; saving must be cheap compared with the epoch. */
export const SAVED_NUMBERS = 4_000_000

/** Programs that run the network forward beside the one that trains: scores, and the sequence that is looked at. */
const BESIDE = 2

/**
 * Bytes that the weights of a network take while it is trained, every copy counted: the weights w and their gradients;
 * k numbers of each that the optimizer keeps; where the beginning of an epoch is saved, w and k once more; of a dense
 * wire, w as products read it, once for each direction, and once for each program beside; of a sparse one, w once for
 * each program. Where nothing is trained: weights, gradients, and what one program reads.
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
