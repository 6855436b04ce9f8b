import { ReplaySubject, type Subscription } from 'rxjs'
import { problem, type Problem } from '../../engine/base/problem'
import type { Resumable } from '../../engine/base/resumable'
import { newerOf } from '../../engine/document/newer'
import { tensorFault } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import type { Reply, WeightsAnswer } from '../../engine/run/questions'
import { slowly } from '../controls/slowly'
import { answered, failureIn, patiently } from '../worker/failure'
import { askWithoutWeights } from './dialogStore'
import { PATIENCE, silent } from './engineLife'
import { asStored, withAnswer, type PreparedSave } from './saving'
import { titleOf } from './titles'
import type { Tab } from './tabs'

/**
 * A tab's document with the current trained state. If the engine cannot provide it, asks the user whether to continue
 * with stored weights; undefined if not.
 */
export async function prepared(tab: Tab): Promise<PreparedSave | undefined> {
  const weights = new Weights(tab)
  try {
    for (;;) {
      const found = await take(tab, weights)
      if (!('code' in found)) return found
      const answer = await askWithoutWeights(titleOf(tab.documents.store.getState()), found)
      if (answer === 'restart') tab.engine.startAgain()
      else if (answer !== 'wait') return answer === 'without' ? asStored(tab) : undefined
    }
  } finally {
    weights.leave()
  }
}

/** The request for a tab's weights. It goes on while the user waits: an engine that is slow would answer none of several. */
class Weights {
  private replies: ReplaySubject<Reply<WeightsAnswer>> | undefined
  private asking: Subscription | undefined

  constructor(private readonly tab: Tab) {}

  /** Asks, unless an earlier request is pending; fails after `PATIENCE`. */
  answer(): Promise<WeightsAnswer> {
    if (!this.replies) {
      const replies = (this.replies = new ReplaySubject<Reply<WeightsAnswer>>(1))
      replies.subscribe({ error: () => (this.replies = undefined) })
      this.asking = this.tab.engine.ask({ kind: 'weights' }).subscribe(replies)
    }
    return answered(patiently(this.replies, PATIENCE, silent))
  }

  leave(): void {
    this.asking?.unsubscribe()
  }
}

/** The problem of weights left by a run that failed. */
function* notFinite(weights: GraphDocument['weights']): Resumable<Problem | undefined> {
  for (const [name, stored] of Object.entries(weights ?? {})) {
    const fault = yield* tensorFault(name, stored)
    if (fault) return problem(fault.code, fault.key, fault.values)
  }
  return undefined
}

/** The document with its trained state, or why that is unavailable. */
async function take(tab: Tab, weights: Weights): Promise<PreparedSave | Problem> {
  const { documents, engine } = tab
  const late = await engine.caughtUp()
  const { compiled, state } = engine.store.getState()
  const { document, learned } = documents.store.getState()
  // It is not run, and its weights may be of parts that are not understood.
  if (newerOf(document)) return asStored(tab)
  const missing = (wrong: Problem): PreparedSave | Problem => (learned === '' && document.weights === undefined ? asStored(tab) : wrong)
  // A document that cannot run has no newer state than before the error, except if its engine has failed.
  const wrong = late ?? compiled?.errors.find(({ code }) => code === 'engine-failed')
  if (wrong) return missing(wrong)
  if (!compiled || state.status === 'empty') return asStored(tab)
  try {
    const answer = await weights.answer()
    // A file with numbers that are not finite could not be opened.
    // The document may be edited meanwhile.
    const stored = asStored(tab)
    return (await slowly(notFinite(answer.weights))) ?? (await withAnswer(stored, answer, compiled.errors.length === 0))
  } catch (error) {
    return missing(failureIn(error))
  }
}
