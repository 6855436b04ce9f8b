import type { Model } from '../model/model'
import type { Optimizer } from '../optimize/optimize'
import type { Schedule } from '../optimize/schedule'
import { unpack, unpackAll, type Checkpoint } from './checkpoint'
import type { Learner } from './learner'
import { positionsDiffer } from './positions'
import type { TrainingState } from './state'

/** The numbers of a checkpoint that fits. */
interface Unpacked {
  /** By parameter, except initial values of settings that have changed since: these parameters keep their new initial values. */
  readonly values: ReadonlyMap<string, Float64Array>
  readonly moments: readonly Float64Array[]
  readonly rates: Float64Array
  readonly learnt: readonly Float64Array[]
  readonly best: TrainingState['best']
}

/** Unpacks a checkpoint of the same document and data, or returns the name of the parameter or optimizer that it does not fit. */
export function unpackFor(checkpoint: Checkpoint, model: Model, learner: Learner, optimizer: Optimizer, schedule: Schedule): Unpacked | string {
  const { store, network } = model
  const values = new Map<string, Float64Array>()
  for (const p of store.declarations) {
    const then = unpack(checkpoint.weights[p.name])
    if (then && model.isOutdated(p.name, checkpoint.drawn?.[p.name], then)) continue
    if (then?.length !== store.count(p.name) || positionsDiffer(model, checkpoint, p)) return p.name
    values.set(p.name, then)
  }
  const moments = unpackAll(checkpoint.optimizer, optimizer.state())
  const rates = unpackAll([checkpoint.schedule], [schedule.state()])?.[0]
  const learnt = unpackAll(checkpoint.learner, learner.state())
  const weights = checkpoint.best && unpackAll([checkpoint.best.weights], [new Float64Array(store.trainable)])?.[0]
  if (!moments || !rates || !learnt || (checkpoint.best && !weights)) return network.training.optimizer.kind
  return { values, moments, rates, learnt, best: checkpoint.best && weights && { ...checkpoint.best, weights } }
}
