import type { GraphDocument } from '../../engine/document/types'
import type { Selection } from '../document/types'

export const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, i) => id === b[i])

export const none: readonly string[] = []

/** A selection without elements that no longer exist. */
export function present(selection: Selection, document: GraphDocument): Selection {
  const nodes = selection.nodes.filter((id) => Object.hasOwn(document.nodes, id))
  const edges = selection.edges.filter((id) => Object.hasOwn(document.edges, id))
  const notes = (selection.notes ?? none).filter((id) => Object.hasOwn(document.view?.notes ?? {}, id))
  if (nodes.length === selection.nodes.length && edges.length === selection.edges.length && notes.length === (selection.notes ?? none).length) return selection
  return { nodes, edges, ...(notes.length > 0 ? { notes } : {}) }
}
