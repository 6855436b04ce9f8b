import { problem, type Problem } from '../../engine/base/problem'
import { newerOf } from '../../engine/document/newer'
import { decodeTensor } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { answered, failureIn, patiently } from '../worker/failure'
import { askWithoutWeights } from './dialogStore'
import { PATIENCE, silent } from './engineLife'
import { asStored, withAnswer, type Prepared } from './saving'
import { titleOf } from './titles'
import type { Tab } from './tabs'

/**
 * A tab's document with the current trained state. If the engine cannot provide it, asks the user whether to continue
 * with stored weights; undefined if not.
 */
export async function prepared(tab: Tab): Promise<Prepared | undefined> {
  for (;;) {
    const found = await take(tab)
    if (!('code' in found)) return found
    const answer = await askWithoutWeights(titleOf(tab.documents.store.getState()), found)
    if (answer === 'restart') tab.engine.startAgain()
    else if (answer !== 'wait') return answer === 'without' ? asStored(tab) : undefined
  }
}

/** The problem of weights left by a run that failed. */
function notFinite(weights: GraphDocument['weights']): Problem | undefined {
  for (const [name, stored] of Object.entries(weights ?? {})) {
    const { fault } = decodeTensor(name, stored)
    if (fault) return problem(fault.code, fault.key, fault.values)
  }
  return undefined
}

/** The document with its trained state, or why that is unavailable. */
async function take(tab: Tab): Promise<Prepared | Problem> {
  const { documents, engine } = tab
  const late = await engine.caughtUp()
  const { compiled, state } = engine.store.getState()
  const { document, learned } = documents.store.getState()
  // It is not run, and its weights may be of parts that are not understood.
  if (newerOf(document)) return asStored(tab)
  const missing = (wrong: Problem): Prepared | Problem => (learned === '' && document.weights === undefined ? asStored(tab) : wrong)
  // A document that cannot run has no newer state than before the error, except if its engine has failed.
  const wrong = late ?? compiled?.errors.find(({ code }) => code === 'engine-failed')
  if (wrong) return missing(wrong)
  if (!compiled || state.status === 'empty') return asStored(tab)
  try {
    const answer = await answered(patiently(engine.ask({ kind: 'weights' }), PATIENCE, silent))
    // A file with numbers that are not finite could not be opened.
    return notFinite(answer.weights) ?? withAnswer(tab, answer, compiled.errors.length === 0)
  } catch (error) {
    return missing(failureIn(error))
  }
}
