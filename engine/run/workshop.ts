import { ownerOf } from '../document/ends'
import type { Problem } from '../base/problem'
import type { Network } from '../compile'
import { supportsWasm } from '../kernels/wasm'
import { Model, type ModelOptions } from '../learn/model/model'
import type { ThreadHost } from '../learn/threads/threads'
import type { Checkpoint } from '../learn/train/checkpoint'
import { positionsDiffer, positionsIn } from '../learn/train/positions'
import { Trainer } from '../learn/train/trainer'
import { Refusal } from './careful'
import { goBack } from './go-back'
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
    if (!(trainer instanceof Trainer)) throw new Refusal(trainer)
    return { ...before, model, trainer }
  }

  /** A model with the same weights but other positions of sparse ones; the optimizer starts anew. */
  private moved(before: Work, positions: ModelOptions['positions']): Work {
    const { epoch, epochs } = before.trainer
    const work = this.rebuild(before, positions)
    work.model.adopt(before.model)
    Object.assign(work.trainer, { epoch, epochs })
    return work
  }

  /** Goes back to a checkpoint, in a new model if sparse weights had other positions then. */
  restored(before: Work, checkpoint: Checkpoint): Work {
    const { model } = before
    const moves = model.store.declarations.some((p) => positionsDiffer(model, checkpoint, p))
    const work = moves ? this.moved(before, (p) => positionsIn(checkpoint, p) ?? model.keptPositions(p)) : before
    goBack(work.model, work.trainer, checkpoint)
    return work
  }

  /** Draws the weights of these nodes and edges anew, in a new model if sparse ones get new positions. */
  redrawn(before: Work, owners: readonly string[]): Work {
    const { model } = before
    const which = (name: string): boolean => owners.includes(name) || owners.includes(ownerOf(name))
    const moves = model.store.declarations.some(({ name }) => which(name) && model.isMoved(name))
    const work = moves ? this.moved(before, (p) => (which(p.name) ? undefined : model.keptPositions(p))) : before
    work.trainer.redraw(which)
    return work
  }
}
