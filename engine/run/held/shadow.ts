import { Evaluator } from '../../learn/evaluate/evaluate'
import { Model } from '../../learn/model/model'
import type { Work } from '../work'

/** A copy of a model, whose weights are held still while those of the model are trained. */
export class Shadow {
  readonly model: Model
  private judge: Evaluator | undefined

  constructor(readonly of: Work) {
    const { network, options, store } = of.model
    this.model = new Model(network, { ...options, positions: ({ name }) => store.indices(name), like: of.model })
    this.follow()
  }

  /** Takes the weights of the model as they are now; during a replay, those that are shown. */
  follow(): void {
    const { trainer, model } = this.of
    trainer.reading(() => {
      for (const { name } of model.store.declarations) this.model.store.write(name, model.store.view(name))
    })
    this.judge?.forget()
  }

  /** Takes the trainable weights of another time, in the order of the store. */
  take(weights: Float64Array): void {
    this.follow()
    const { kernels, store } = this.model
    kernels.view().set(weights, store.weights / kernels.bytes)
  }

  get evaluator(): Evaluator {
    return (this.judge ??= new Evaluator(this.model, this.of.dataset))
  }
}
