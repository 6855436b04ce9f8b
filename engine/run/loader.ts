import type { NodeRegistry } from '../contract/node-type'
import { epochOf } from '../document/learned'
import { Trainer } from '../learn/train/trainer'
import type { TrainingCandidate } from './costs'
import type { PreviewSource } from './preview'
import type { SessionCommand } from './protocol'
import { notRead, type Tables } from './tables'
import type { WeightCarryOver } from './weight-carry-over'
import { Preparation, sameWork, type PreparedWork, type Work } from './work'
import type { Workshop } from './workshop'

export type LoadCommand = Extract<SessionCommand, { kind: 'load' }>

/** A loaded document: with work if it can be trained. */
interface LoadedDocument extends Pick<PreparedWork, 'compiled'> {
  readonly columns: readonly string[]
  readonly work?: Work
  /** What would be trained if there were enough memory. */
  readonly candidate?: TrainingCandidate
  /** Parameters whose learned weights were not carried over. */
  readonly dropped: readonly string[]
}

/** Compiles documents, and makes models that keep the weights that earlier ones have learned. */
export class Loader {
  private readonly preparation: Preparation
  /** The document loaded last, and the table that is its data. */
  private last: { readonly table: number | undefined; readonly read: PreviewSource } | undefined

  constructor(
    registry: NodeRegistry,
    private readonly tables: Tables,
    private readonly carryOver: WeightCarryOver,
    private readonly workshop: Workshop,
  ) {
    this.preparation = new Preparation(registry)
  }

  /** The document loaded last, with its data. */
  get read(): PreviewSource | undefined {
    return this.last?.read
  }

  /** Called when a document could not be loaded. */
  forget(): void {
    this.last = undefined
  }

  /** Whether a document computes the same as the one loaded last. */
  isSame({ document, fresh, table, restored }: LoadCommand): boolean {
    return this.last !== undefined && !fresh && !restored && table === this.last.table && sameWork(document, this.last.read.document)
  }

  load({ document, fresh, table, unread, back = false, restored }: LoadCommand): LoadedDocument {
    const { preparation, carryOver, workshop } = this
    if (fresh) preparation.forget()
    const { read, compiled, dataset } = preparation.of(document, table, (path) => this.tables.get(table) ?? (unread ? notRead(path) : undefined))
    this.last = { table, read }
    const { network } = compiled
    if (compiled.errors.length > 0 || !network || !dataset) return { compiled, columns: dataset?.columns ?? read.data.columns, dropped: [] }
    const { columns } = dataset
    const model = workshop.model(network, { positions: carryOver.positions(back) }, carryOver.room({ network }))
    const { epoch, dropped } = carryOver.into(model, back)
    if (restored) model.reset((name) => restored.includes(name))
    const trainer = workshop.trainer(model, dataset)
    if (!(trainer instanceof Trainer)) return { compiled: { ...compiled, errors: [trainer] }, columns, candidate: { model, dataset }, dropped: [] }
    carryOver.drop()
    trainer.epoch = epoch ?? epochOf(document)
    return { compiled, columns, work: { compiled, model, trainer, dataset }, dropped }
  }
}
