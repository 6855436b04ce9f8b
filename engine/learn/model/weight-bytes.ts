import type { Network } from '../../compile'
import { isNumberText } from '../../document/number-text'
import type { GraphDocument, StoredTensor } from '../../document/types'
import type { Capacity } from '../../compile/program'
import { entries, frozenCount } from '../../compile/stored'
import { packedSize } from '../../kernels/wasm'
import { optimizerOf } from '../../kinds/optimizers'

/** Most numbers to save at the start of every epoch with a single thread; saving must be cheap compared with the epoch. */
export const SAVED_NUMBERS = 4_000_000

/** Weights above this many bytes are copied aside when an edit rebuilds the model, so that the new model can reuse the memory. */
export const LARGE = 256 * 2 ** 20

/** Number of forward-only programs besides the one that trains: one for scores, one for the displayed sequence. */
const BESIDE = 2

/**
 * Bytes that a network's weights take during training, including all copies: weights and gradients; k numbers per
 * weight that the optimizer keeps; if the start of each epoch is saved, weights and those k once more; packed weights
 * of dense projections, once per direction and once for each other program; weights of sparse projections, once per
 * program; the weights once more if an edit would copy them aside; and those that the document stores. Without training:
 * weights, gradients, and the packed weights of one program.
 * @param trains whether the program trains. A program with adjoints that does not train is for analyses.
 */
export function weightBytes(
  { parameters: declared, mirrors, training, lowered, document }: Network,
  bytes: number,
  { adjoints, sequences }: Pick<Capacity, 'adjoints' | 'sequences'>,
  trains = adjoints,
): number {
  const parameters = [...declared, ...mirrors]
  const kept = optimizerOf(training.optimizer).keeps
  const trained = parameters.reduce((sum, p) => sum + (p.trainable ? entries(p) : 0), 0)
  const saves = sequences > 1 || trained <= SAVED_NUMBERS
  let numbers = parameters.reduce((sum, p) => sum + entries(p), trained)
  if (trains) numbers += trained * (kept + (saves ? 1 + kept : 0))
  const byName = new Map(parameters.map((p) => [p.name, p]))
  const beside = trains ? BESIDE : 0
  for (const { kind, reads, writes, parameters: own } of lowered.ops) {
    const [k, n] = [reads[0]?.size ?? 0, writes.size]
    if (kind === 'dense') numbers += (1 + beside) * packedSize(n, k, bytes) + (adjoints ? packedSize(k, n, bytes) : 0)
    if (kind === 'sparse') numbers += (1 + beside) * own.reduce((sum, { name }) => sum + entries(byName.get(name)!), 0)
  }
  // During an update, the position (4 bytes) and value (8 bytes) of each frozen single weight.
  if (trains) numbers += (12 / bytes) * parameters.reduce((sum, p) => sum + (p.trainable ? frozenCount(p) : 0), 0)
  if (trains && bytes * numbers > LARGE) numbers += parameters.reduce((sum, p) => sum + entries(p), 0)
  return bytes * numbers + storedBytes(document.weights)
}

/** Bytes of weights as a document stores them: one per character of a text, eight per number of a list. */
function storedBytes(weights: GraphDocument['weights'] = {}): number {
  const listed = (list: StoredTensor['data'] = ''): number => (Array.isArray(list) ? 8 * list.length : (isNumberText(list) ? list.text : list).length)
  return Object.values(weights).reduce((sum, { data, indices }) => sum + listed(data) + listed(indices), 0)
}

/** Bytes as gigabytes, for a message. */
export const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(bytes < 2 ** 27 ? 3 : 1)
