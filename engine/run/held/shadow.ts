import { Evaluator } from '../../learn/evaluate/evaluate'
import { Model } from '../../learn/model/model'
import type { Viewed } from '../work'

/** A copy of a model whose weights stay fixed while those of the model are trained. */
export class Shadow {
  readonly model: Model
  private judge: Evaluator | undefined

  /** @param network the network of the model, or that network open to pokes. */
  constructor(
    readonly of: Viewed,
    network = of.model.network,
  ) {
    const { options, store } = of.model
    this.model = new Model(network, { ...options, positions: ({ name }) => store.indices(name), like: of.model })
    this.follow()
  }

  /** Copies the model's current weights; during a replay, the weights shown on screen. */
  follow(): void {
    const { trainer, model } = this.of
    trainer.reading(() => {
      for (const { name } of model.store.declarations) this.model.store.write(name, model.store.view(name))
    })
    this.judge?.forget()
  }

  /** Sets the trainable weights to those of another time, in the order of the store. */
  take(weights: Float64Array): void {
    this.follow()
    this.model.store.writeTrainable(weights)
  }

  get evaluator(): Evaluator {
    return (this.judge ??= new Evaluator(this.model, this.of.dataset))
  }
}
