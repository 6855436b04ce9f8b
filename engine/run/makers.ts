import type { Evaluation, Sample } from '../learn/evaluate/evaluate'
import type { Insight } from './insight/insight'
import { norms, predictions, signals } from './frames'
import type { Holding } from './held/holding'
import type { Place } from './moment'
import { parameter, type Spectra } from './parameter'
import type { Query, Seen, StreamKind } from './streams'
import type { Trail } from './trail'
import type { Work } from './work'

/** What a frame is made of. */
export interface Look {
  readonly work: Work
  /** The moment that is looked at; undefined where the training is followed. */
  readonly place: Place | undefined
  readonly holding: Holding
  /** Whether what is to be seen of the moment is other than in the last frame that showed a query. */
  readonly moved: (query: Query) => boolean
  /** The step after the newest one that is shown, in its sequence. */
  readonly end: number
  readonly trail: Trail | undefined
  /** The newest scores, and the epoch whose weights they are of. */
  readonly judged: { readonly epoch: number; readonly evaluation: Evaluation } | undefined
  /** Whether the scores, or what is watched of them, are other than in the last frame. */
  readonly fresh: boolean
  /** A sequence that was run anew; undefined where the one that is shown is recent enough, or a series is. */
  readonly sample: Sample | undefined
  readonly spectra: Spectra
  readonly insight: Insight
}

/** All queries of a kind are seen to together; undefined where there is nothing new. */
type Makers = { readonly [K in StreamKind]: (queries: readonly Query<K>[], look: Look) => readonly (Seen<K> | undefined)[] }

/** What is seen of each kind of query. */
export const makers: Makers = {
  signal(queries, { work, end, trail, place, holding, moved }) {
    const names = queries.map(({ port }) => port)
    if (!place) return signals(work, names, end, trail)
    return holding.signals(work, names).map((signal, i) => (signal && moved(queries[i]!) ? signal : undefined))
  },
  norms: (_queries, { work }) => [norms(work.model)],
  parameter: (queries, { work, spectra }) => queries.map(({ name }) => parameter(work.model, name, spectra)),
  predictions: (_queries, { work: { model, dataset }, judged, fresh, sample }) => [
    sample || (fresh && judged) ? predictions(model, dataset, judged?.evaluation, sample) : undefined,
  ],
  moment: (_queries, { work, holding }) => [holding.view(work)],
  sequences: (queries, { work, holding, moved }) => queries.map((query) => (moved(query) ? holding.sequences(work, query.part) : undefined)),
  scores: (_queries, { judged, fresh }) => [judged && fresh ? { epoch: judged.epoch, parts: judged.evaluation.scores } : undefined],
  flow: (queries, { insight }) => queries.map((query) => insight.take(query) as Seen<'flow'> | undefined),
}
