import type { ParameterDeclaration } from '../contract/lowering'
import type { Model } from '../learn/model/model'
import { Dropped } from './dropped'
import type { Work } from './work'

/** What an edit carries over from the network before it: weights that fit by name and shape, and the epoch. */
export class Carried {
  /** The model before an edit that does not compile, from which weights are kept when it does again. */
  private from: { readonly model: Model; readonly epoch: number } | undefined
  private readonly dropped = new Dropped()

  /** The model that weights are kept of, and the epoch that it came to. */
  get kept(): { readonly model: Model | undefined; readonly epoch: number | undefined } {
    return this.from ?? { model: undefined, epoch: undefined }
  }

  /** Work that is given up for an edit. */
  take(work: Work | undefined): void {
    if (work) this.from = { model: work.model, epoch: work.trainer.epoch }
  }

  /** What has been learned is not carried into the next network. */
  letGo(): void {
    this.from = undefined
  }

  /** Nor is what earlier edits have left no place for. */
  forget(): void {
    this.from = undefined
    this.dropped.clear()
  }

  /** Where the entries of a sparse parameter lie that was learned before an edit, or, where that is taken back, before an earlier one. */
  positions(back: boolean): (p: ParameterDeclaration) => Int32Array | undefined {
    return (p) => this.from?.model.heldPositions(p) ?? (back ? this.dropped.positions(p) : undefined)
  }

  /**
   * Gives a new model the weights that fit. `back`: the edit is one that was taken back or made again.
   * @returns the epoch to go on from, and the parameters that had no place; none where nothing was carried.
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
