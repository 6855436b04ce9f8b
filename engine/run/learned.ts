import { fingerprintOf } from '../base/fingerprint'
import { epochOf } from '../document/learned'
import type { GraphDocument, StoredTensor } from '../document/types'
import { storedPrint, type Model } from '../learn/model/model'

type Weights = Readonly<Record<string, StoredTensor>>

/** Where what is learned lies: in the model at work, or in the one before an edit that does not compile. */
interface Holder {
  readonly model: Model | undefined
  /** Undefined where nothing has been trained yet. */
  readonly epoch: number | undefined
}

interface Held {
  readonly model: Model | undefined
  readonly document: GraphDocument | undefined
}

/** Stored weights of a document that no parameter of the model is named like. */
function beside({ model, document }: Held): [string, StoredTensor][] {
  const held = new Set(model?.store.declarations.map(({ name }) => name))
  return Object.entries(document?.weights ?? {}).filter(([name]) => !held.has(name))
}

/** What a document has to store to hold what is learned; undefined where nothing has been but what it stores. */
const learnedWeights = (holder: Held): Record<string, StoredTensor> | undefined =>
  holder.model && { ...Object.fromEntries(beside(holder)), ...holder.model.learned() }

/** A short text that is the same whenever `learnedWeights` are, to the last bit; empty where nothing is learned. */
function identityOf(holder: Held): string {
  const precision = holder.document?.training?.precision ?? 'float64'
  const prints = [...(holder.model?.prints() ?? []), ...beside(holder).map(([name, stored]) => [name, storedPrint(stored, precision)] as const)]
  if (prints.length === 0) return ''
  return fingerprintOf(
    prints
      .map(([name, print]) => `${name} ${print}`)
      .sort()
      .join('\n'),
  )
}

/** What a document has to store to hold what is learned. */
export interface Learned {
  /** Undefined where nothing is known but what the document stores. */
  readonly weights: Record<string, StoredTensor> | undefined
  /** What tells them apart from all others. */
  readonly identity: string
  readonly epoch: number
}

/**
 * What is learned beside what the document was given. Stored weights that only hold what was learned since the document
 * was opened are not given: starting anew draws them.
 */
export class Learning {
  private opened: Weights = {}
  private readonly handed = new Set<string>()
  private known: string | undefined
  private found: readonly string[] | undefined

  private document: GraphDocument | undefined

  constructor(private readonly holder: () => Holder) {}

  /** Another document is worked on, or the same one after an edit. */
  load(document: GraphDocument, fresh: boolean): void {
    this.document = document
    this.changed()
    if (!fresh) return
    this.opened = document.weights ?? {}
    this.handed.clear()
  }

  /** Weights may have changed. */
  changed(): void {
    this.known = this.found = undefined
  }

  private get held(): Held {
    return { model: this.holder().model, document: this.document }
  }

  get identity(): string {
    return (this.known ??= identityOf(this.held))
  }

  /** Names of the parameters on which the settings that draw them have no effect, as their values are others. */
  get overrides(): readonly string[] {
    return (this.found ??= this.holder().model?.overrides() ?? [])
  }

  /** Hands out what is to be stored. */
  hand(): Learned {
    const { held, document } = this
    const weights = learnedWeights(held)
    for (const name of Object.keys(weights ?? {})) this.handed.add(name)
    // While training goes on there is none that would be known.
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
