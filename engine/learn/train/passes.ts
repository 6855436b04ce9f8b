import type { Problem } from '../../base/problem'
import type { Dataset } from '../../data/types'
import { optimizerOf } from '../../kinds/optimizers'
import type { Evaluator } from '../evaluate/evaluate'
import { batches } from '../model/batches'
import { nonFinitePlace } from '../model/finite'
import type { GradientReady, DirectFit } from '../model/learner'
import type { Model } from '../model/model'
import type { Updater } from '../optimize/update'
import type { Learner } from './learner'
import type { EpochReport } from './progress'

/** Passes over the training part, each with its updates. */
export class Passes {
  /** @param updated called after each update. */
  constructor(
    private readonly model: Model,
    private readonly dataset: Dataset,
    private readonly learner: Learner,
    private readonly updater: Updater,
    private readonly evaluator: Evaluator,
    private readonly updated: () => void,
  ) {}

  /** Makes one pass; yields at each update point, or the problem that ended it. */
  *pass(epoch: number, rate: number): Generator<GradientReady | Problem, DirectFit | void, void> {
    const { learner, updater } = this
    const { program } = learner
    const { training } = this.model.network
    const { train } = this.dataset
    if (learner.kind === 'direct') {
      const validate = (): number | null => this.evaluator.evaluate(['validation']).scores.validation?.loss ?? null
      return yield* learner.pass([...batches(training, train, epoch, 1)].flat(), validate, rate)
    }
    // Some optimizers need the gradient of all data; batches only set how many sequences run side by side.
    const whole = optimizerOf(training.optimizer).wholeData ?? false
    let steps = 0
    updater.begin()
    for (const batch of batches(training, train, epoch, training.batchSize)) {
      program.mode.training = true
      program.mode.forcing = true
      program.refresh()
      for (const due of learner.gradients(batch)) {
        if (due.steps === 0) continue
        steps += due.steps
        if (!Number.isFinite(due.loss) || !(whole || this.update(due.steps, rate))) {
          yield nonFinitePlace(program)
          return
        }
        yield due
      }
    }
    if (whole && steps > 0 && !this.update(steps, rate)) yield nonFinitePlace(program)
  }

  private update(steps: number, rate: number): boolean {
    if (!this.updater.update(steps, rate)) return false
    this.updated()
    this.learner.program.refresh()
    return true
  }

  /** Returns what clipping and the gradient-norm regularizer did in the epoch, if used. */
  clippingReport(): Pick<EpochReport, 'clipped' | 'omega'> {
    const { learner, updater } = this
    const norm = learner.kind === 'gradient' ? learner.norm : undefined
    return { ...(this.model.network.training.clip ? { clipped: updater.clipped() } : {}), ...(norm ? { omega: norm.report() } : {}) }
  }
}
