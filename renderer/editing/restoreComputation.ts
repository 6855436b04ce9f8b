import { computed } from '../../engine/document/differences'
import type { GraphDocument } from '../../engine/document/types'
import type { DocumentDraft } from '../document/types'

/** Copies everything that determines the computation from another document, including initial weights. */
export function restoreComputation(draft: DocumentDraft, from: GraphDocument): void {
  const target = draft as Record<string, unknown>
  for (const key of [...computed, 'weights', 'fitted'] as const) {
    if (draft[key] === from[key]) continue
    if (from[key] === undefined) delete target[key]
    else target[key] = from[key]
  }
}
