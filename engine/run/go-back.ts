import { unpack, type Checkpoint } from '../learn/train/checkpoint'
import type { Model } from '../learn/model/model'
import { positionsDiffer } from '../learn/train/positions'
import type { Trainer } from '../learn/train/trainer'

/**
 * Restores training from a checkpoint. If that belongs to another network, restores weights that fit by name and size,
 * and starts the optimizer anew.
 */
export function goBack(model: Model, trainer: Trainer, checkpoint: Checkpoint): void {
  if (trainer.resume(checkpoint) === undefined) return
  trainer.restart()
  for (const p of model.store.declarations) {
    const { name } = p
    const values = unpack(Object.hasOwn(checkpoint.weights, name) ? checkpoint.weights[name] : undefined)
    if (values?.length === model.store.count(name) && !positionsDiffer(model, checkpoint, p) && !model.isOutdated(name, checkpoint.drawn?.[name], values))
      model.store.write(name, values)
  }
  trainer.epoch = checkpoint.epoch
}
