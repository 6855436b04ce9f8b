import { isInsight } from '../insight/insight'
import type { Query } from '../streams'

/** What the views show, other than training in progress. */
export interface Shows {
  /** Whether a chosen moment is shown. */
  readonly held: boolean
  /** Whether the weights of an earlier epoch are shown. */
  readonly past: boolean
  /** Whether changes by hand are shown. */
  readonly poked: boolean
  /** Whether the data are a single series, whose predictions are those of its scores; otherwise a sequence is run for them. */
  readonly series: boolean
}

/** Which queries a display answers: all, or one of two halves, that of training or that of the analyst. */
export type Share = 'all' | 'training' | 'analyst'

/** Whether the result of a query is computed on a copy of the weights, and so by the analyst where there is one. */
export function needsCopy(query: Query, { held, past, poked, series }: Shows): boolean {
  switch (query.kind) {
    case 'sequences':
      return true
    case 'signal':
    case 'moment':
      return held
    case 'predictions':
      return past || poked || !series
    case 'norms':
    case 'parameter':
    case 'scores':
      return past
    default:
      return isInsight(query)
  }
}
