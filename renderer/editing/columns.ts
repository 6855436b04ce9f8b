import { limits } from '../../engine/document/limits'
import type { GraphDocument } from '../../engine/document/types'
import { freeNodeId } from '../document/ids'
import { typeOf } from '../document/ports'
import type { DocumentDraft } from '../document/types'

/** Name and kind of a data column. */
export interface ColumnFacts {
  readonly name: string
  readonly kind: 'number' | 'text'
}

const namesOf = (draft: DocumentDraft, node: string): readonly string[] => {
  const columns: unknown = draft.nodes[node]?.columns
  return Array.isArray(columns) ? columns.filter((c): c is string => typeof c === 'string') : []
}

/** Up to this many columns are all listed in a label. */
const NAMED = 3

/** The default label of a node of columns: `a, b, c`, or `a … f (6)` for more. */
function nameOfColumns(columns: readonly string[]): string {
  const full = columns.length <= NAMED ? columns.join(', ') : `${columns[0]!} … ${columns.at(-1)!} (${columns.length})`
  return full.length <= limits.name ? full : `${full.slice(0, limits.name - 1)}…`
}

/**
 * Assigns data columns to an input or output. Updates a default label, but not one that the user wrote; updates an
 * explicit size, except for categories, whose size depends on the data.
 */
export function setColumns(draft: DocumentDraft, node: string, columns: readonly string[]): void {
  const spec = draft.nodes[node]
  if (!spec) return
  const shown = draft.view?.nodes?.[node]
  if (shown?.label !== undefined && shown.label === nameOfColumns(namesOf(draft, node))) {
    if (columns.length === 0) delete shown.label
    else shown.label = nameOfColumns(columns)
  }
  if (columns.length === 0) delete spec.columns
  else spec.columns = [...columns]
  if (spec.size === undefined || columns.length === 0) return
  if (spec.encoding === 'one-hot') delete spec.size
  else {
    const { past = 0, future = 0 } = (spec.window ?? {}) as { past?: number; future?: number }
    spec.size = columns.length * (past + 1 + future)
  }
}

/**
 * Encodes a text column one-hot. An output also gets softmax and cross-entropy, unless it already has an activation.
 */
export function setOneHot(draft: DocumentDraft, node: string): void {
  const spec = draft.nodes[node]
  if (!spec) return
  spec.encoding = 'one-hot'
  delete spec.size
  if (typeOf(draft as GraphDocument, node)?.isOutput !== true || spec.activation !== undefined || spec.loss !== undefined) return
  spec.activation = 'softmax'
  spec.loss = 'cross-entropy'
}

/** Adds a column to a node, or removes it. A text column alone is encoded one-hot. */
export function toggleColumn(draft: DocumentDraft, node: string, { name, kind }: ColumnFacts): void {
  const names = namesOf(draft, node)
  const tied = names.includes(name)
  setColumns(draft, node, tied ? names.filter((other) => other !== name) : [...names, name])
  if (!tied && names.length === 0 && kind === 'text') setOneHot(draft, node)
}

/** Adds an input or output for a column; an output predicts the value of the next step. Returns its id. */
export function addNodeForColumn(
  draft: DocumentDraft,
  type: 'input' | 'output',
  column: ColumnFacts,
  position: { readonly x: number; readonly y: number },
): string {
  const id = freeNodeId(draft as GraphDocument, type)
  draft.nodes[id] = { type, columns: [column.name], ...(type === 'output' ? { ahead: 1 } : {}) }
  if (column.kind === 'text') setOneHot(draft, id)
  else draft.nodes[id].size = 1
  draft.view ??= {}
  draft.view.nodes ??= {}
  draft.view.nodes[id] = { x: position.x, y: position.y, label: nameOfColumns([column.name]) }
  return id
}
