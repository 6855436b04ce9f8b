import { of as just, type Observable } from 'rxjs'
import { ANALYSIS_BYTES } from '../../analyze'
import { checkingGradients } from '../../learn/check/gradient-check'
import { copyProblem } from '../copies'
import { SLICE } from '../drive'
import { inPieces } from '../in-pieces'
import { searching } from '../insight/searching'
import type { Worst } from '../insight/subject'
import type { Pace } from '../pace'
import type { PastWeights } from '../past'
import { portCourse } from '../port-course'
import type { Answer, Ask, Reply } from '../questions'
import type { Viewed } from '../work'
import type { AnalysisKind } from './protocol'

/** What questions about copies of the weights are answered from. */
export interface AnalysisContext {
  readonly work: Viewed
  /** The work with the weights that are shown, which may be those of an earlier epoch. */
  readonly shown: Viewed
  readonly worst: Worst
  /** The weights after kept epochs. */
  readonly states: readonly PastWeights[]
  readonly pace: Pace
}

type Analyses = { readonly [K in AnalysisKind]: (ask: Ask<K>, analysed: AnalysisContext) => Observable<Reply<Answer<K>>> }

/** Answers questions on copies of the weights, piece by piece. */
export const analyses: Analyses = {
  'fixed-points': (ask, { shown, worst, pace }) => inPieces(searching(shown, ask, worst), pace, (found) => found, SLICE),
  'port-course': (ask, { work, states, worst, pace }) => inPieces(portCourse(work, states, ask, worst), pace, (found) => found, SLICE),
  'gradient-check': ({ seed = 0 }, { work, pace }) => {
    const over = copyProblem(work.model, ANALYSIS_BYTES)
    if (over) return just({ answer: { problem: over } })
    return inPieces(checkingGradients(work.model, work.dataset.train, { seed }), pace, (found) => ('code' in found ? { problem: found } : { check: found }))
  },
}
