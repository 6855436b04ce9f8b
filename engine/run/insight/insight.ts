import { ANALYSIS_BYTES, analysisModel } from '../../analyze'
import type { Pieces } from '../../base/resumable'
import type { Problem } from '../../base/problem'
import type { Model } from '../../learn/model/model'
import { refusalOf } from '../careful'
import { copyProblem } from '../copies'
import type { Budget } from '../budget'
import { SLICE } from '../drive'
import type { Pace } from '../pace'
import { keyOf, type Query, type Unavailable, type Seen } from '../streams'
import type { Viewed } from '../work'
import { seeingDynamics, seeingExponents } from './dynamics'
import { seeingFlow } from './flow'
import { seeingUnits } from './units'
import { seeingUnrolled } from './unrolled'
import type { Places, Subject } from './subject'

/** The analyses, each computed piece by piece on a copy of the weights. */
const seeing = { flow: seeingFlow, dynamics: seeingDynamics, lyapunov: seeingExponents, units: seeingUnits, unrolled: seeingUnrolled } satisfies {
  readonly [K in InsightKind]: (subject: Subject, query: Query<K>) => Pieces<Seen<K>>
}

export type InsightKind = 'flow' | 'dynamics' | 'lyapunov' | 'units' | 'unrolled'
export type InsightQuery = Query<InsightKind>
export const isInsight = (query: Query): query is InsightQuery => query.kind in seeing

/** Milliseconds between the ends of two computations of the same query. */
const BETWEEN = 500

interface Result {
  readonly value: Seen
  readonly at: number
  /** Whether it has not been sent yet. */
  fresh: boolean
  /** Version of the weights, and whether training was idle. */
  readonly version: number
  readonly still: boolean
  /** The sequence that was the worst, or the moment that was the live one. */
  readonly about: string
}

interface Look {
  readonly query: InsightQuery
  readonly about: string
  readonly pieces: Pieces<Seen>
  /** Whether it began while training was idle. */
  readonly still: boolean
}

/**
 * Analyses of the current weights, computed on a copy of them, in pieces of some milliseconds. During training they
 * wait for the budget, and each uses the weights from its start; while training is idle they run without pauses.
 * Without watchers there is no copy, and nothing is computed.
 */
export class Insight {
  private readonly found = new Map<string, Result>()
  /** Queries still to be computed while training is idle. */
  private readonly waiting = new Map<string, InsightQuery>()
  private current: Look | undefined
  private copy: { readonly of: Model; readonly model: Model } | undefined
  /** Number of times the weights have been copied. */
  private version = 0
  /** Distinguishes the current idle work from cancelled work. */
  private turn = 0

  constructor(
    private readonly pace: Pace,
    private readonly budget: Budget,
  ) {}

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

  /** During training: computes a piece if the budget allows it; answers whether it did. */
  follow(work: Viewed, watched: readonly InsightQuery[], places: Places): boolean {
    this.turn++
    this.waiting.clear()
    const queries = watched.filter((query) => isKnown(query, places))
    this.budget.awaited = queries.some((query) => !this.found.has(keyOf(query)))
    if (queries.length === 0 || !this.budget.open) return false
    let oldest: InsightQuery | undefined
    if (!this.current) {
      const age = (query: InsightQuery): number => this.found.get(keyOf(query))?.at ?? -Infinity
      oldest = queries.reduce((a, b) => (age(b) < age(a) ? b : a))
      if (this.pace.now() - age(oldest) < BETWEEN) return false
    }
    this.budget.spend(() => {
      if (oldest) this.begin(work, oldest, false, places)
      this.run()
    })
    return true
  }

  /** While training is idle: computes all queries with the current weights; calls `found` after each. */
  runIdle(work: Viewed, watched: readonly InsightQuery[], places: Places, found: (query: InsightQuery) => void): void {
    const queries = watched.filter((query) => isKnown(query, places))
    if (queries.length === 0) return
    const turn = ++this.turn
    if (this.current && (!this.current.still || this.hasMoved(work.model))) {
      if (this.current.still) this.waiting.set(keyOf(this.current.query), this.current.query)
      this.giveUp()
    }
    if (!this.current) this.follows(work.model)
    for (const query of queries) {
      const known = this.found.get(keyOf(query))
      const about = aboutOf(query, places)
      const asked = this.current && keyOf(this.current.query) === keyOf(query) && this.current.about === about
      if (!asked && !(known?.still && known.version === this.version && known.about === about)) this.waiting.set(keyOf(query), query)
    }
    const piece = (): void => {
      if (turn !== this.turn) return
      if (!this.current) {
        const [next] = this.waiting
        if (!next) return
        this.waiting.delete(next[0])
        this.begin(work, next[1], true, places)
      }
      const { query } = this.current!
      if (this.run()) found(query)
      this.pace.soon(piece)
    }
    this.pace.soon(piece)
  }

  private begin(work: Viewed, query: InsightQuery, still: boolean, places: Places): void {
    const see = seeing[query.kind] as (subject: Subject, query: Query) => Pieces<Seen>
    const model = this.follows(work.model)
    const pieces = 'code' in model ? refusing(model) : see({ model, work, still, ...places }, query)
    this.current = { query, still, about: aboutOf(query, places), pieces }
  }

  /** Whether the weights differ from the copy. */
  private hasMoved(model: Model): boolean {
    const { copy } = this
    return copy?.of !== model || model.store.declarations.some(({ name }) => differ(model.store.view(name), copy.model.store.view(name)))
  }

  /** The copy, with the current weights; a problem if there is no memory for it. */
  private follows(model: Model): Model | Problem {
    if (this.hasMoved(model)) {
      this.version++
      if (this.copy?.of === model) this.copy.model.copy(model)
      else {
        this.copy = undefined
        const over = copyProblem(model, ANALYSIS_BYTES)
        if (over) return over
        this.copy = { of: model, model: analysisModel(model.network, { like: model }) }
      }
    }
    return this.copy!.model
  }

  /** Continues for a slice; returns whether a result was found. */
  private run(): boolean {
    const { query, pieces, still, about } = this.current!
    const begun = this.pace.now()
    do {
      const found = this.next(pieces)
      if (found === undefined) continue
      this.current = undefined
      this.found.set(keyOf(query), { value: found, at: this.pace.now(), fresh: true, version: this.version, still, about })
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

function* refusing(found: Problem): Pieces<Unavailable> {
  return { problem: found }
}

/** Identifies what `worst` or `live` in a query stands for. */
function aboutOf(query: InsightQuery, { worst, live }: Places): string {
  if (!('sequence' in query)) return ''
  return query.sequence === 'worst' ? String(worst(query.part)) : query.sequence === 'live' ? `${live.part} ${live.sequence} ${live.step}` : ''
}

/** Whether the sequence of a query is known, so that it can be computed. */
const isKnown = (query: InsightQuery, { worst }: Places): boolean => !('sequence' in query) || query.sequence !== 'worst' || worst(query.part) !== undefined

/** Whether two lists of equal length contain different numbers; NaN equals itself. */
function differ(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return true
  return false
}
