import type { GraphDocument } from '../../engine/document/types'
import { finds } from '../controls/search'
import { notesOf } from '../document/notes'
import { labelOf, wiresInto, wiresOutOf, type Wire } from '../document/selectors'
import type { Selection } from '../document/types'

/** A row of the list: a node, its wires below it, and after all nodes the notes. */
export type OutlineRow =
  | {
      readonly key: string
      readonly kind: 'node'
      readonly id: string
      readonly open: boolean
      readonly wires: number
      readonly at: number
      readonly of: number
    }
  | {
      readonly key: string
      readonly kind: 'wire'
      readonly wire: Wire
      readonly way: 'in' | 'out'
      readonly node: string
      readonly at: number
      readonly of: number
    }
  | { readonly key: string; readonly kind: 'note'; readonly id: string; readonly text: string; readonly at: number; readonly of: number }

const nodeKey = (id: string): string => `node ${id}`

/** All rows in document order. `closed` says which nodes hide their wires, `words` filters by name. */
export function outlineRows(document: GraphDocument, closed: (node: string) => boolean, words: readonly string[]): readonly OutlineRow[] {
  const holds = (text: string): boolean => finds(words, text)
  const nodes = Object.keys(document.nodes).filter((id) => holds(`${labelOf(document, id)} ${id} ${document.nodes[id]!.type}`))
  const notes = [...notesOf(document).values()].filter((note) => holds(note.text))
  const of = nodes.length + notes.length
  const rows: OutlineRow[] = []
  nodes.forEach((id, i) => {
    const into = wiresInto(document, id)
    const out = wiresOutOf(document, id)
    const open = !closed(id)
    rows.push({ key: nodeKey(id), kind: 'node', id, open, wires: into.length + out.length, at: i + 1, of })
    if (!open) return
    const wires = [...into.map((wire) => ({ wire, way: 'in' as const })), ...out.map((wire) => ({ wire, way: 'out' as const }))]
    wires.forEach(({ wire, way }, k) => rows.push({ key: `${way} ${id} ${wire.id}`, kind: 'wire', wire, way, node: id, at: k + 1, of: wires.length }))
  })
  notes.forEach((note, i) =>
    rows.push({ key: `note ${note.id}`, kind: 'note', id: note.id, text: note.text.replaceAll(/\s+/g, ' ').slice(0, 120), at: nodes.length + i + 1, of }),
  )
  return rows
}

export const selectionOf = (row: OutlineRow): Selection =>
  row.kind === 'node' ? { nodes: [row.id], edges: [] } : row.kind === 'wire' ? { nodes: [], edges: [row.wire.id] } : { nodes: [], edges: [], notes: [row.id] }

/** Whether what a row represents is selected. */
export function isSelected(row: OutlineRow, { nodes, edges, notes = [] }: Selection): boolean {
  return row.kind === 'node' ? nodes.includes(row.id) : row.kind === 'wire' ? edges.includes(row.wire.id) : notes.includes(row.id)
}

/** Index of the focused row: the last one if it is still selected, otherwise the first selected one. */
export function activeRow(rows: readonly OutlineRow[], key: string | undefined, selection: Selection): number {
  const had = rows.findIndex((row) => row.key === key)
  if (had >= 0 && isSelected(rows[had]!, selection)) return had
  const found = rows.findIndex((row) => isSelected(row, selection))
  return found >= 0 ? found : had >= 0 ? had : rows.length > 0 ? 0 : -1
}
