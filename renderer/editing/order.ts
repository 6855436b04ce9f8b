import type { DocumentDraft } from '../document/types'

/** Moves a node up or down in the document's order, which lists use; returns whether it moved. */
export function moveNode(draft: DocumentDraft, id: string, by: 1 | -1): boolean {
  const entries = Object.entries(draft.nodes)
  const at = entries.findIndex(([name]) => name === id)
  const to = at + by
  if (at < 0 || to < 0 || to >= entries.length) return false
  entries.splice(to, 0, ...entries.splice(at, 1))
  draft.nodes = Object.fromEntries(entries)
  return true
}
