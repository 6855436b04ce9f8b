import type { Network } from '../compile'
import type { ParameterDeclaration } from '../contract/lowering'
import type { Arena } from '../kernels/arena'
import type { Model } from '../learn/model/model'
import { weightBytes } from '../learn/model/weight-bytes'
import { Dropped } from './dropped'
import type { Work } from './work'

/** Bytes from which on the memory of a model that is given up serves the next one: two of them may be too many. */
const LARGE = 256 * 2 ** 20

/** Memory of work that is given up, for what follows it; undefined where it is small, or others may still read it. */
export const spareOf = ({ model: { arena }, trainer }: Work): Arena | undefined => (trainer.threads || arena.size < LARGE ? undefined : arena)

/** What an edit carries over from the network before it: weights that fit by name and shape, and the epoch. */
export class Carried {
  /** The model before an edit that does not compile, from which weights are kept when it does again. */
  private from: { readonly model: Model; readonly epoch: number } | undefined
  private spare: Arena | undefined
  private readonly dropped = new Dropped()

  /** The model that weights are kept of, and the epoch that it came to. */
  get kept(): { readonly model: Model | undefined; readonly epoch: number | undefined } {
    return this.from ?? { model: undefined, epoch: undefined }
  }

  /** Work that is given up for an edit. `asked`: questions about it are still being answered. */
  take(work: Work | undefined, asked: boolean): void {
    if (!work) return
    this.spare = asked ? undefined : spareOf(work)
    this.from = { model: this.spare ? work.model.weightsAlone() : work.model, epoch: work.trainer.epoch }
  }

  /** Memory for the next model, where it needs most of what there is. */
  room({ network }: { readonly network: Network }): Arena | undefined {
    const { spare } = this
    this.spare = undefined
    if (!spare) return undefined
    const bytes = network.training.precision === 'float32' ? 4 : 8
    return 2 * weightBytes(network, bytes, { adjoints: true, sequences: 1 }) > spare.size ? spare.anew() : undefined
  }

  /** What has been learned is not carried into the next network, or is there already. */
  letGo(): void {
    this.from = this.spare = undefined
  }

  /** Nor is what earlier edits have left no place for. */
  forget(): void {
    this.letGo()
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
