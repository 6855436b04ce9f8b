import type { Evaluation, Sample } from '../learn/evaluate/evaluate'
import type { Insight, InsightKind, InsightQuery } from './insight/insight'
import { norms, predictions, signals } from './frames'
import { copyProblem } from './copies'
import type { Holding } from './held/holding'
import type { Live } from './live'
import type { FoundMoment, Moment } from './moment'
import type { Past } from './past'
import { parameter, type Spectra } from './parameter'
import type { Query, Seen, StreamKind } from './streams'
import type { Trail } from './trail'
import type { Viewed } from './work'

/** The inputs of a frame. */
export interface Look {
  /** The work with the weights that are shown: the newest, or those of an earlier epoch. */
  readonly work: Viewed
  readonly trained: Viewed
  readonly past: Past
  /** The moment to show; undefined to follow the training. */
  readonly place: FoundMoment | undefined
  readonly holding: Holding
  /** Whether the result at the moment has changed since the last frame with this query. */
  readonly moved: (query: Query) => boolean
  /** The moment that is shown while `place` is undefined. */
  readonly now: Moment
  readonly trail: Trail | undefined
  /** The live run that signals show; absent while there is none. */
  readonly live: Live | undefined
  /** The newest scores, and the epoch of their weights. */
  readonly judged: { readonly epoch: number; readonly evaluation: Evaluation } | undefined
  /** Whether the scores, or the queries that show them, have changed since the last frame. */
  readonly fresh: boolean
  /** A sequence that was just run; undefined if the one shown is recent enough, or if there is a series. */
  readonly sample: Sample | undefined
  readonly spectra: Spectra
  readonly insight: Insight
}

/** Computes all queries of a kind together; undefined for those without news. */
type Makers = { readonly [K in StreamKind]: (queries: readonly Query<K>[], look: Look) => readonly (Seen<K> | undefined)[] }

/** Results of analyses since the last frame. */
const analysed = <K extends InsightKind>(queries: readonly Query<K>[], { insight }: Look): (Seen<K> | undefined)[] =>
  queries.map((query) => insight.take(query as unknown as InsightQuery) as Seen<K> | undefined)

/** The makers of all kinds of queries. */
export const makers: Makers = {
  signal(queries, { work, now, trail, place, holding, moved, live }) {
    const names = queries.map(({ port }) => port)
    if (!place && live?.running) {
      const { model, speaker } = live.stream
      const { axis: _, ...dataset } = work.dataset
      return signals({ model, dataset, trainer: speaker }, names, speaker.program.tape.base + speaker.program.tape.steps, undefined)
    }
    const { model, dataset, trainer } = work
    if (!place) return trainer.program ? signals({ model, dataset, trainer: { program: trainer.program } }, names, now.step + 1, trail) : []
    return holding.signals(work, names).map((signal, i) => (signal && moved(queries[i]!) ? signal : undefined))
  },
  norms: (_queries, { work }) => [norms(work.model)],
  parameter: (queries, { work, spectra }) => queries.map(({ name }) => parameter(work.model, name, spectra)),
  predictions(queries, { work, judged, fresh, sample, holding, moved }) {
    const { model, dataset } = work
    if (holding.pokeMark === undefined) return [sample || (fresh && judged) ? predictions(model, dataset, judged?.evaluation, sample) : undefined]
    const poked = holding.outputs(work)
    return [poked && moved(queries[0]!) ? predictions(model, dataset, undefined, poked) : undefined]
  },
  moment: (_queries, { work, now, holding }) => [holding.view(work, now)],
  sequences: (queries, { work, holding, moved }) => queries.map((query) => (moved(query) ? holding.sequences(work, query.part) : undefined)),
  past: (_queries, { past: { epochs, every, tooLarge }, trained }) => [
    { epochs, every, tooLarge, newest: trained.trainer.reached.epoch, holds: !copyProblem(trained.model) },
  ],
  scores: (_queries, { judged, fresh, holding }) => [
    judged && fresh ? { epoch: judged.epoch, parts: judged.evaluation.scores, ...(holding.epoch === undefined ? {} : { past: true }) } : undefined,
  ],
  live: (_queries, { live }) => [live?.view],
  flow: analysed,
  dynamics: analysed,
  lyapunov: analysed,
  units: analysed,
  unrolled: analysed,
}
