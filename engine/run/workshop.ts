import type { Problem } from '../base/problem'
import type { Network } from '../compile'
import { supportsWasm } from '../kernels/wasm'
import { Model, type ModelOptions } from '../learn/model/model'
import type { ThreadHost } from '../learn/threads/threads'
import { Trainer } from '../learn/train/trainer'
import type { Learning } from './learned'
import type { Work } from './work'

/** Makes what a session works with. */
export class Workshop {
  /** Whether products and their sums are rounded once. */
  relaxed = false

  /** @param threadHost Threads that may train beside this one. */
  constructor(
    private readonly learning: Learning,
    private readonly threadHost: ThreadHost | undefined,
  ) {}

  /** Chooses the arithmetic of what is made from now on; answers whether it is another one. */
  relax(on: boolean): boolean {
    const relaxed = on && supportsWasm(true)
    if (relaxed === this.relaxed) return false
    this.relaxed = relaxed
    return true
  }

  /** @param room Memory that is free to be used. */
  model(network: Network, options: ModelOptions, room?: Model['arena']): Model {
    return new Model(network, { relaxed: this.relaxed, given: this.learning.given(network.document), ...options }, room)
  }

  trainer(model: Model, dataset: Work['dataset']): Trainer | Problem {
    const trainer = Trainer.make(model, dataset, this.threadHost)
    if (trainer instanceof Trainer) trainer.exact = true
    return trainer
  }

  /** All anew, streams of random numbers included: the same numbers as after opening the document. */
  rebuild(before: Work, positions?: ModelOptions['positions'], room?: Model['arena']): Work {
    before.trainer.dispose()
    const network = before.compiled.network!
    const model = this.model(network, { stored: this.learning.given(network.document), ...(positions ? { positions } : {}) }, room)
    const trainer = this.trainer(model, before.dataset)
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    return { ...before, model, trainer }
  }
}
