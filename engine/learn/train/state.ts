import { optimizerOf } from '../../kinds/optimizers'
import { drawnBy } from '../model/drawn'
import type { Model } from '../model/model'
import { pack, type Checkpoint } from './checkpoint'
import type { Learner } from './learner'

/**
 * The state of training between two epochs, in plain arrays; fixed weights are not included, because they do not
 * change.
 */
export interface TrainingState extends Pick<Checkpoint, 'epoch' | 'epochs' | 'updates' | 'stale' | 'stopped'> {
  /** All trainable weights in store order. */
  readonly weights: Float64Array
  readonly optimizer: readonly Float64Array[]
  readonly schedule: Float64Array
  readonly learner: readonly Float64Array[]
  readonly streams: readonly (readonly [name: string, state: readonly number[]])[]
  readonly best?: { readonly validation: number; readonly epoch: number; readonly weights: Float64Array }
}

/** Size of a state in bytes; the best weights count only if they differ from those of the state before. */
export function bytesOf({ weights, optimizer, schedule, learner, streams, best }: TrainingState, before: TrainingState | undefined): number {
  const numbers = [weights, ...optimizer, schedule, ...learner].reduce((sum, { length }) => sum + length, 5 * streams.length + 64)
  return 8 * (numbers + (best && best.weights !== before?.best?.weights ? best.weights.length : 0))
}

/** Makes a checkpoint of a state, with the model's fixed weights and sparse positions. */
export function checkpointOf({ store, placed, kernels }: Model, state: TrainingState): Checkpoint {
  const { weights, optimizer, schedule, learner, streams, best, ...counts } = state
  const at = (name: string): number => (store.address(name) - store.weights) / kernels.bytes
  return {
    format: 'unfold-checkpoint',
    version: 1,
    ...counts,
    weights: Object.fromEntries(
      store.declarations.map(({ name, trainable }) => [name, pack(trainable ? weights.subarray(at(name), at(name) + store.count(name)) : store.read(name))]),
    ),
    drawn: Object.fromEntries(store.declarations.map((p) => [p.name, drawnBy(p)])),
    ...(placed.size > 0 ? { positions: Object.fromEntries([...placed].map((name) => [name, pack(store.indices(name)!)])) } : {}),
    optimizer: optimizer.map(pack),
    schedule: pack(schedule),
    learner: learner.map(pack),
    streams: Object.fromEntries(streams.map(([name, numbers]) => [name, pack(numbers)])),
    ...(best ? { best: { ...best, weights: pack(best.weights) } } : {}),
  }
}

/** Approximate number of characters of a checkpoint, to within some hundred, without making it. */
export function checkpointLength(
  { store, placed, network }: Model,
  learner: Learner,
  { best, within }: { readonly best: boolean; readonly within: boolean },
): number {
  const { trainable } = store
  const learnt = learner.state().reduce((sum, { length }) => sum + length, 0)
  const changed = trainable * optimizerOf(network.training.optimizer).keeps + learnt
  const numbers =
    store.declarations.reduce((sum, { name }) => sum + store.count(name) * (placed.has(name) ? 2 : 1), 0)
    + changed
    + (best ? trainable : 0)
    + (within ? trainable + changed : 0)
  return Math.ceil((numbers * 32) / 3)
}
