import { analysisModel } from '../../analyze'
import type { Pieces } from '../../base/pieces'
import type { Model } from '../../learn/model/model'
import { refusalOf } from '../careful'
import { SLICE } from '../drive'
import type { Pace } from '../pace'
import { keyOf, type Query, type Seen } from '../streams'
import type { Work } from '../work'
import { seeingDynamics, seeingExponents } from './dynamics'
import { seeingFlow } from './flow'
import type { Subject } from './subject'

/** The analyses, each computed piece by piece on a copy of the weights. */
const seeing = { flow: seeingFlow, dynamics: seeingDynamics, lyapunov: seeingExponents } satisfies {
  readonly [K in InsightKind]: (subject: Subject, query: Query<K>) => Pieces<Seen<K>>
}

export type InsightKind = 'flow' | 'dynamics' | 'lyapunov'
export type InsightQuery = Query<InsightKind>
export const isInsight = (query: Query): query is InsightQuery => query.kind in seeing

/** Milliseconds between the ends of two computations of the same query. */
const BETWEEN = 500
/** Between pieces, training runs for this multiple of the time that a piece takes. */
const TRAINING = 24

interface Found {
  readonly value: Seen
  readonly at: number
  /** Whether it has not been taken yet. */
  fresh: boolean
  /** Version of the weights, and whether training was idle. */
  readonly version: number
  readonly still: boolean
}

interface Look {
  readonly query: InsightQuery
  readonly pieces: Pieces<Seen>
  /** Whether it began while training was idle. */
  readonly still: boolean
}

/**
 * Analyses of the current weights, computed on a copy of them, in pieces of some milliseconds. During training this
 * takes a few percent of the time, and each analysis uses the weights from its start; while training is idle it runs
 * without pauses. Without watchers there is no copy, and nothing is computed.
 */
export class Insight {
  private readonly found = new Map<string, Found>()
  /** Queries still to be computed while training is idle. */
  private readonly waiting = new Map<string, InsightQuery>()
  private current: Look | undefined
  private copy: { readonly of: Model; readonly model: Model } | undefined
  /** Number of times the weights have been copied. */
  private version = 0
  /** Until this time, training has priority. */
  private until = -Infinity
  /** Distinguishes the current idle work from cancelled work. */
  private turn = 0

  constructor(private readonly pace: Pace) {}

  /** Called when a query is no longer watched. */
  drop(query: InsightQuery): void {
    this.found.delete(keyOf(query))
    this.waiting.delete(keyOf(query))
    if (this.current && keyOf(this.current.query) === keyOf(query)) this.giveUp()
  }

  /** Stops everything, because nothing is watched any more or another network is loaded. */
  stop(): void {
    this.turn++
    this.waiting.clear()
    this.giveUp()
    this.found.clear()
    this.copy = undefined
  }

  /** The result of a query, if it is new since the last call. */
  take(query: InsightQuery): Seen | undefined {
    const found = this.found.get(keyOf(query))
    if (!found?.fresh) return undefined
    found.fresh = false
    return found.value
  }

  /** During training: computes a piece now and then. */
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

  /** While training is idle: computes all queries with the current weights; calls `found` after each. */
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

  /** Whether the weights differ from the copy. */
  private hasMoved(model: Model): boolean {
    const { copy } = this
    return copy?.of !== model || model.store.declarations.some(({ name }) => differ(model.store.view(name), copy.model.store.view(name)))
  }

  /** The copy, with the current weights. */
  private follows(model: Model): Model {
    if (this.hasMoved(model)) {
      this.version++
      if (this.copy?.of === model) this.copy.model.copy(model)
      else this.copy = { of: model, model: analysisModel(model.network, { like: model }) }
    }
    return this.copy!.model
  }

  /** Continues for a slice; returns whether a result was found. */
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
      // After an exception, the copy's memory may be inconsistent.
      this.copy = undefined
      return { problem: refusalOf(error) }
    }
  }

  private giveUp(): void {
    this.current?.pieces.return(undefined as never)
    this.current = undefined
  }
}

/** Whether two lists of equal length contain different numbers; NaN equals itself. */
function differ(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return true
  return false
}
