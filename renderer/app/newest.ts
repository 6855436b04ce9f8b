import type { Problem } from '../../engine/base/problem'
import type { GraphDocument } from '../../engine/document/types'
import { failureIn } from '../worker/failure'
import { askWithoutWeights } from './dialogStore'
import { titleOf } from './titles'
import type { Tab } from './tabs'

/**
 * A tab's document with the weights as they are now, if it has been trained or had some. Where the engine cannot tell
 * them, the person is asked whether to go on with those that the document has; undefined where not.
 */
export async function withWeights(tab: Tab): Promise<GraphDocument | undefined> {
  for (;;) {
    const missing = await takeWeights(tab)
    const state = tab.documents.store.getState()
    if (!missing) return state.document
    const answer = await askWithoutWeights(titleOf(state), missing)
    if (answer === 'restart') tab.engine.startAgain()
    else if (answer !== 'wait') return answer === 'without' ? tab.documents.store.getState().document : undefined
  }
}

/** Stores the weights as they are now in the document, or says why they cannot be had. */
async function takeWeights({ documents, engine }: Tab): Promise<Problem | undefined> {
  const late = await engine.caughtUp()
  const { compiled, state } = engine.store.getState()
  const { document, past } = documents.store.getState()
  const learned = state.update > 0 || document.weights !== undefined || past.some((step) => step.learned?.written)
  if (!learned) return undefined
  if (late) return late
  // What cannot run has nothing newer than the document; but one whose engine has failed may have.
  if (!compiled || compiled.errors.length > 0 || state.status === 'empty' || state.status === 'blocked') return compiled?.errors.find(({ code }) => code === 'engine-failed')
  try {
    const { weights, fitted } = await engine.weights()
    if (Object.keys(weights).length > 0) documents.setWeights(weights, fitted)
    return undefined
  } catch (error) {
    return failureIn(error)
  }
}
