import { analysisModel, type Pieces } from '../../analyze'
import type { Model } from '../../learn/model/model'
import { refusalOf } from '../careful'
import { SLICE } from '../drive'
import type { Pace } from '../pace'
import { keyOf, type Query, type Seen } from '../streams'
import type { Work } from '../work'
import { seeingFlow } from './flow'
import type { Subject } from './subject'

/** What is worked out of a copy of the weights, piece by piece. */
const seeing = { flow: seeingFlow } satisfies { readonly [K in InsightKind]: (subject: Subject, query: Query<K>) => Pieces<Seen<K>> }

export type InsightKind = 'flow'
export type InsightQuery = Query<InsightKind>
export const isInsight = (query: Query): query is InsightQuery => query.kind in seeing

/** Milliseconds between the ends of two looks at the same thing. */
const BETWEEN = 500
/** Training goes on for this many times as long as a piece takes. */
const TRAINING = 24

interface Found {
  readonly value: Seen
  readonly at: number
  /** Nobody has taken it. */
  fresh: boolean
  /** Of which weights, and whether training stood. */
  readonly version: number
  readonly still: boolean
}

interface Look {
  readonly query: InsightQuery
  readonly pieces: Pieces<Seen>
  /** Begun at rest. */
  readonly still: boolean
}

/**
 * What analysis shows of the weights as they are: computed on a copy of them, in pieces of some milliseconds. While training
 * goes on it takes a few percent of the time, each look at the weights as they were when it began; at rest it is done at
 * once. Where nobody watches, there is no copy and nothing is computed.
 */
export class Insight {
  private readonly found = new Map<string, Found>()
  /** What is still to be looked at while training rests. */
  private readonly waiting = new Map<string, InsightQuery>()
  private current: Look | undefined
  private copy: { readonly of: Model; readonly model: Model } | undefined
  /** Counts the weights that have been copied. */
  private version = 0
  /** Training has all of the time until then. */
  private until = -Infinity
  /** Tells the work at rest that goes on from the one that was given up. */
  private turn = 0

  constructor(private readonly pace: Pace) {}

  /** Nobody looks at this any more. */
  drop(query: InsightQuery): void {
    this.found.delete(keyOf(query))
    this.waiting.delete(keyOf(query))
    if (this.current && keyOf(this.current.query) === keyOf(query)) this.giveUp()
  }

  /** Nobody looks at anything of this any more, or it belongs to something else. */
  stop(): void {
    this.turn++
    this.waiting.clear()
    this.giveUp()
    this.found.clear()
    this.copy = undefined
  }

  /** What is new of a query since it was last taken. */
  take(query: InsightQuery): Seen | undefined {
    const found = this.found.get(keyOf(query))
    if (!found?.fresh) return undefined
    found.fresh = false
    return found.value
  }

  /** While training goes on: a piece now and then. */
  follow(work: Work, queries: readonly InsightQuery[]): void {
    this.turn++
    this.waiting.clear()
    const begun = this.pace.now()
    if (queries.length === 0 || begun < this.until) return
    if (!this.current) {
      const age = (query: InsightQuery): number => this.found.get(keyOf(query))?.at ?? -Infinity
      const oldest = queries.reduce((a, b) => (age(b) < age(a) ? b : a))
      if (begun - age(oldest) < BETWEEN) return
      this.begin(work, oldest, false)
    }
    this.run()
    this.until = this.pace.now() + TRAINING * (this.pace.now() - begun)
  }

  /** At rest: all of it, with the weights as they stand; `found` is called with what is there. */
  rest(work: Work, queries: readonly InsightQuery[], found: (query: InsightQuery) => void): void {
    if (queries.length === 0) return
    const turn = ++this.turn
    if (this.current && (!this.current.still || this.hasMoved(work.model))) {
      if (this.current.still) this.waiting.set(keyOf(this.current.query), this.current.query)
      this.giveUp()
    }
    if (!this.current) this.follows(work.model)
    for (const query of queries) {
      const known = this.found.get(keyOf(query))
      const asked = this.current && keyOf(this.current.query) === keyOf(query)
      if (!asked && !(known?.still && known.version === this.version)) this.waiting.set(keyOf(query), query)
    }
    const piece = (): void => {
      if (turn !== this.turn) return
      if (!this.current) {
        const [next] = this.waiting
        if (!next) return
        this.waiting.delete(next[0])
        this.begin(work, next[1], true)
      }
      const { query } = this.current!
      if (this.run()) found(query)
      this.pace.soon(piece)
    }
    this.pace.soon(piece)
  }

  private begin(work: Work, query: InsightQuery, still: boolean): void {
    const subject: Subject = { model: this.follows(work.model), work, still }
    this.current = { query, still, pieces: (seeing[query.kind] as (subject: Subject, query: Query) => Pieces<Seen>)(subject, query) }
  }

  /** Whether the weights are others than those of the copy. */
  private hasMoved(model: Model): boolean {
    const { copy } = this
    return copy?.of !== model || model.store.declarations.some(({ name }) => differ(model.store.view(name), copy.model.store.view(name)))
  }

  /** The copy, with the weights as they are now. */
  private follows(model: Model): Model {
    if (this.hasMoved(model)) {
      this.version++
      if (this.copy?.of === model) this.copy.model.copy(model)
      else this.copy = { of: model, model: analysisModel(model.network, { like: model }) }
    }
    return this.copy!.model
  }

  /** Goes on for a slice; whether something has been found. */
  private run(): boolean {
    const { query, pieces, still } = this.current!
    const begun = this.pace.now()
    do {
      const found = this.next(pieces)
      if (found === undefined) continue
      this.current = undefined
      this.found.set(keyOf(query), { value: found, at: this.pace.now(), fresh: true, version: this.version, still })
      return true
    } while (this.pace.now() - begun < SLICE)
    return false
  }

  private next(pieces: Pieces<Seen>): Seen | undefined {
    try {
      const { value, done } = pieces.next()
      return done ? value : undefined
    } catch (error) {
      // What has thrown may have left its memory behind.
      this.copy = undefined
      return { problem: refusalOf(error) }
    }
  }

  private giveUp(): void {
    this.current?.pieces.return(undefined as never)
    this.current = undefined
  }
}

/** Whether two lists of the same length hold other numbers; NaN is one. */
function differ(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return true
  return false
}
