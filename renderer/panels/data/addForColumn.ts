import { addNodeForColumn, type ColumnFacts } from '../../editing/columns'
import { shownDocument } from '../../editing/store'
import { placeOfEnd } from '../../drawing/layout/ends'

/** Adds an input or output for a column, left or right of the drawing. */
export function addForColumn(type: 'input' | 'output', column: ColumnFacts, documents = shownDocument()): void {
  const { document } = documents.store.getState()
  const id = documents.edit('canvas.edit.add', (draft) => addNodeForColumn(draft, type, column, placeOfEnd(document, type)))
  if (id !== undefined) documents.select({ nodes: [id], edges: [] })
}
