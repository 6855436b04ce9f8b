import type { Reason } from '../controls/bounds'
import { rename } from '../editing/commands'
import { idFits, idIsFree } from '../document/ids'
import { documentStore, edit, endGesture, select } from '../editing/store'

/** Why a node or edge cannot have this id; undefined if it can. */
export function refuseId(id: string, text: string): Reason | undefined {
  const to = text.trim()
  if (to === id) return undefined
  if (!idFits(to)) return { key: 'inspector.reason.id' }
  if (!idIsFree(documentStore.getState().document, to)) return { key: 'inspector.reason.taken', values: { id: to } }
  return undefined
}

/** Changes the id of a node or edge, and keeps it selected. */
export function changeId(id: string, of: 'node' | 'edge', text: string): void {
  const to = text.trim()
  if (to === id || !edit('inspector.edit.rename', (draft) => rename(draft, id, to))) return
  endGesture()
  select(of === 'node' ? { nodes: [to], edges: [] } : { nodes: [], edges: [to] })
}
