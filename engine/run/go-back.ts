import { unpack, type Checkpoint } from '../learn/train/checkpoint'
import type { Model } from '../learn/model/model'
import { liesElsewhere } from '../learn/train/positions'
import type { Trainer } from '../learn/train/trainer'

/** Puts training back to a checkpoint. Of one that was taken from another network, what fits by name and size is had again, and the optimizer begins anew. */
export function goBack(model: Model, trainer: Trainer, checkpoint: Checkpoint): void {
  if (trainer.resume(checkpoint) === undefined) return
  trainer.restart()
  for (const p of model.store.declarations) {
    const { name } = p
    const values = unpack(Object.hasOwn(checkpoint.weights, name) ? checkpoint.weights[name] : undefined)
    if (values?.length === model.store.count(name) && !liesElsewhere(model, checkpoint, p) && !model.outlives(name, checkpoint.drawn?.[name], values))
      model.store.write(name, values)
  }
  trainer.epoch = checkpoint.epoch
}
