import { problem, type Problem } from '../../engine/base/problem'
import { decodeTensor } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { answered, failureIn, patiently } from '../worker/failure'
import { askWithoutWeights } from './dialogStore'
import { PATIENCE, silent } from './engineLife'
import { asStored, withAnswer, type Prepared } from './saving'
import { titleOf } from './titles'
import type { Tab } from './tabs'

/**
 * A tab's document with what is learned as it is now. Where the engine cannot tell it, the person is asked whether to go
 * on with the weights that the document has; undefined where not.
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

/** What is wrong with weights that a run which broke off has left. */
function notFinite(weights: GraphDocument['weights']): Problem | undefined {
  for (const [name, stored] of Object.entries(weights ?? {})) {
    const { fault } = decodeTensor(name, stored)
    if (fault) return problem(fault.code, fault.key, fault.values)
  }
  return undefined
}

/** The document with what is learned, or why that cannot be had. */
async function take(tab: Tab): Promise<Prepared | Problem> {
  const { documents, engine } = tab
  const late = await engine.caughtUp()
  const { compiled, state } = engine.store.getState()
  const { document, learned } = documents.store.getState()
  const missing = (wrong: Problem): Prepared | Problem => (learned === '' && document.weights === undefined ? asStored(tab) : wrong)
  // What cannot run has nothing newer than what was learned before it; but one whose engine has failed may have.
  const wrong = late ?? compiled?.errors.find(({ code }) => code === 'engine-failed')
  if (wrong) return missing(wrong)
  if (!compiled || state.status === 'empty') return asStored(tab)
  try {
    const answer = await answered(patiently(engine.ask({ kind: 'weights' }), PATIENCE, silent))
    // Numbers that no document may hold would make a file that does not open.
    return notFinite(answer.weights) ?? withAnswer(tab, answer, compiled.errors.length === 0)
  } catch (error) {
    return missing(failureIn(error))
  }
}
