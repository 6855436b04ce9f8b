import { current } from 'immer'
import { computedParts } from '../../engine/document/differences'
import type { GraphDocument } from '../../engine/document/types'
import { leaveGroups } from '../document/groups'
import type { DocumentDraft } from '../document/types'
import { forgetWire } from '../document/wires'
import { withPlaces } from '../drawing/layout/arrange'

/** Copies everything that determines the computation from another document, including initial weights. */
export function restoreComputation(draft: DocumentDraft, from: GraphDocument): void {
  const target = draft as Record<string, unknown>
  const gone = Object.keys(draft.nodes).filter((id) => !Object.hasOwn(from.nodes, id))
  const missing = Object.keys(from.nodes).filter((id) => !Object.hasOwn(draft.view?.nodes ?? {}, id))
  for (const key of [...computedParts, 'weights', 'fitted'] as const) {
    if (draft[key] === from[key]) continue
    if (from[key] === undefined) delete target[key]
    else target[key] = from[key]
  }
  for (const id of gone) delete draft.view?.nodes?.[id]
  leaveGroups(draft, gone)
  for (const id of Object.keys(draft.view?.edges ?? {})) if (!Object.hasOwn(from.edges, id)) forgetWire(draft, id)
  if (missing.length > 0) place(draft, missing, from)
}

/** Gives restored nodes their positions in the other document. */
function place(draft: DocumentDraft, ids: readonly string[], { view }: GraphDocument): void {
  const places = ((draft.view ??= {}).nodes ??= {})
  for (const id of ids) if (Object.hasOwn(view?.nodes ?? {}, id)) places[id] = { ...view!.nodes![id]! }
  for (const [id, at] of Object.entries(withPlaces(current(draft) as GraphDocument).view?.nodes ?? {})) places[id] ??= at
}
