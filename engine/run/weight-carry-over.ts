import type { Network } from '../compile'
import type { ParameterDeclaration } from '../contract/lowering'
import type { Arena } from '../kernels/arena'
import type { Model } from '../learn/model/model'
import { LARGE, weightBytes } from '../learn/model/weight-bytes'
import { DisplacedWeights } from './displaced-weights'
import type { Work } from './work'

/** The memory of discarded work, for reuse; undefined if it is small, or if other threads may still read it. */
export const spareOf = ({ model: { arena }, trainer }: Work): Arena | undefined => (trainer.threads || arena.size < LARGE ? undefined : arena)

/** Carries weights and epoch over from the network before an edit to the one after it, where name and shape match. */
export class WeightCarryOver {
  /** The model from before an edit that does not compile; its weights are kept until the document compiles again. */
  private from: { readonly model: Model; readonly epoch: number } | undefined
  private spare: Arena | undefined
  private readonly dropped = new DisplacedWeights()

  /** The model whose weights are kept, and its epoch. */
  get kept(): { readonly model: Model | undefined; readonly epoch: number | undefined } {
    return this.from ?? { model: undefined, epoch: undefined }
  }

  /** Takes the work that an edit replaces. `asked`: whether questions about it are still being answered. */
  take(work: Work | undefined, asked: boolean): void {
    if (!work) return
    this.spare = asked ? undefined : spareOf(work)
    this.from = { model: this.spare ? work.model.detachedCopy(false) : work.model, epoch: work.trainer.epoch }
  }

  /** Returns memory to reuse for the next model, if that needs most of the memory that is available. */
  room({ network }: { readonly network: Network }): Arena | undefined {
    const { spare } = this
    this.spare = undefined
    if (!spare) return undefined
    const bytes = network.training.precision === 'float32' ? 4 : 8
    return 2 * weightBytes(network, bytes, { adjoints: true, sequences: 1 }) > spare.size ? spare.anew() : undefined
  }

  /** Drops the kept weights: they are not carried over, or have been already. */
  drop(): void {
    this.from = this.spare = undefined
  }

  /** Also drops weights that earlier edits displaced. */
  forget(): void {
    this.drop()
    this.dropped.clear()
  }

  /**
   * Positions of a sparse parameter that was trained before the edit or, if the edit is an undo, before an earlier
   * edit.
   */
  positions(back: boolean): (p: ParameterDeclaration) => Int32Array | undefined {
    return (p) => this.from?.model.keptPositions(p) ?? (back ? this.dropped.positions(p) : undefined)
  }

  /**
   * Gives a new model the weights that fit. `back`: whether the edit is an undo or redo.
   * @returns the epoch from which to continue, and the parameters that were not carried over; empty if nothing was kept.
   */
  into(model: Model, back: boolean): { readonly epoch: number | undefined; readonly dropped: readonly string[] } {
    const { from } = this
    const kept = from ? model.adopt(from.model) : []
    const without = (other: Model): string[] => other.network.parameters.map(({ name }) => name).filter((name) => !kept.includes(name))
    const dropped = from ? without(from.model) : []
    if (from) this.dropped.keep(from.model, dropped)
    if (back) this.dropped.giveBack(model, without(model))
    return { epoch: from?.epoch, dropped }
  }
}
