import { addNodeForColumn, type ColumnFacts } from '../../document/columns'
import { documentStore, edit, select } from '../../document/store'
import { placeOfEnd } from '../../graph/layout/ends'

/** A new input or output for a column, at the side of the drawing where it belongs. */
export function addForColumn(type: 'input' | 'output', column: ColumnFacts): void {
  const { document } = documentStore.getState()
  const id = edit('canvas.edit.add', (draft) => addNodeForColumn(draft, type, column, placeOfEnd(document, type)))
  select({ nodes: [id], edges: [] })
}
