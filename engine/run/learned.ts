import { fingerprintOf } from '../base/fingerprint'
import { epochOf } from '../document/learned'
import type { GraphDocument, StoredTensor } from '../document/types'
import { storedFingerprint, type Model } from '../learn/model/model'

type Weights = Readonly<Record<string, StoredTensor>>

/** The model with the trained weights: the current one, or the one from before an edit that does not compile. */
interface Holder {
  readonly model: Model | undefined
  /** Undefined before any training. */
  readonly epoch: number | undefined
}

interface WeightSources {
  readonly model: Model | undefined
  readonly document: GraphDocument | undefined
}

/** Stored weights of a document without a parameter in the model. */
function beside({ model, document }: WeightSources): [string, StoredTensor][] {
  const held = new Set(model?.store.declarations.map(({ name }) => name))
  return Object.entries(document?.weights ?? {}).filter(([name]) => !held.has(name))
}

/** The weights that a document must store; undefined if they are those that it already stores. */
const learnedWeights = (holder: WeightSources): Record<string, StoredTensor> | undefined =>
  holder.model && { ...Object.fromEntries(beside(holder)), ...holder.model.learned() }

/** A short text that is equal if and only if `learnedWeights` are equal in every bit; empty if there are none. */
function identityOf(holder: WeightSources): string {
  const precision = holder.document?.training?.precision ?? 'float64'
  const prints = [...(holder.model?.fingerprints() ?? []), ...beside(holder).map(([name, stored]) => [name, storedFingerprint(stored, precision)] as const)]
  if (prints.length === 0) return ''
  return fingerprintOf(
    prints
      .map(([name, print]) => `${name} ${print}`)
      .sort()
      .join('\n'),
  )
}

/** What a document must store of the trained state. */
export interface LearnedState {
  /** Undefined if only the document's stored weights are known. */
  readonly weights: Record<string, StoredTensor> | undefined
  /** Identifies the weights. */
  readonly identity: string
  readonly epoch: number
}

/**
 * Tracks what was learned since the document was opened. Stored weights that contain only what was learned since then
 * do not count as given: starting again initializes them.
 */
export class Learning {
  private opened: Weights = {}
  private readonly handed = new Set<string>()
  private known: string | undefined
  private found: readonly string[] | undefined

  private document: GraphDocument | undefined

  constructor(private readonly holder: () => Holder) {}

  /** Called for another document, or the same one after an edit. */
  load(document: GraphDocument, fresh: boolean): void {
    this.document = document
    this.changed()
    if (!fresh) return
    this.opened = document.weights ?? {}
    this.handed.clear()
  }

  /** Called when weights may have changed. */
  changed(): void {
    this.known = this.found = undefined
  }

  private get held(): WeightSources {
    return { model: this.holder().model, document: this.document }
  }

  get identity(): string {
    return (this.known ??= identityOf(this.held))
  }

  /**
   * Names of parameters whose values differ from what their settings would draw, so that these settings have no effect.
   */
  get overrides(): readonly string[] {
    return (this.found ??= this.holder().model?.overrides() ?? [])
  }

  /** Returns what to store. */
  hand(): LearnedState {
    const { held, document } = this
    const weights = learnedWeights(held)
    for (const name of Object.keys(weights ?? {})) this.handed.add(name)
    // During training, an identity cannot be known in advance.
    return { weights, identity: identityOf(held), epoch: this.holder().epoch ?? (document ? epochOf(document) : 0) }
  }

  given({ weights = {} }: GraphDocument): Weights {
    if (this.handed.size === 0) return weights
    return Object.fromEntries(
      Object.entries(weights).flatMap(([name, stored]) => {
        if (!this.handed.has(name)) return [[name, stored]]
        const first = Object.hasOwn(this.opened, name) ? this.opened[name] : undefined
        return first && first.shape.join() === stored.shape.join() ? [[name, first]] : []
      }),
    )
  }
}
