import type { Problem } from '../base/problem'
import type { Network } from '../compile'
import { supportsWasm } from '../kernels/wasm'
import { Model, type ModelOptions } from '../learn/model/model'
import type { ThreadHost } from '../learn/threads/threads'
import { Trainer } from '../learn/train/trainer'
import type { Learning } from './learned'
import type { Work } from './work'

/** Creates models and trainers for a session. */
export class Workshop {
  /** Whether fused multiply-add is used. */
  relaxed = false

  /** @param threadHost threads that may help to train. */
  constructor(
    private readonly learning: Learning,
    private readonly threadHost: ThreadHost | undefined,
  ) {}

  /** Selects the arithmetic for later models; returns whether it has changed. */
  relax(on: boolean): boolean {
    const relaxed = on && supportsWasm(true)
    if (relaxed === this.relaxed) return false
    this.relaxed = relaxed
    return true
  }

  /** @param room memory to use. */
  model(network: Network, options: ModelOptions, room?: Model['arena']): Model {
    return new Model(network, { relaxed: this.relaxed, given: this.learning.given(network.document), ...options }, room)
  }

  trainer(model: Model, dataset: Work['dataset']): Trainer | Problem {
    const trainer = Trainer.make(model, dataset, this.threadHost)
    if (trainer instanceof Trainer) trainer.exact = true
    return trainer
  }

  /** Creates everything again, including random streams: the results are those after opening the document. */
  rebuild(before: Work, positions?: ModelOptions['positions'], room?: Model['arena']): Work {
    before.trainer.dispose()
    const network = before.compiled.network!
    const model = this.model(network, { stored: this.learning.given(network.document), ...(positions ? { positions } : {}) }, room)
    const trainer = this.trainer(model, before.dataset)
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    return { ...before, model, trainer }
  }
}
