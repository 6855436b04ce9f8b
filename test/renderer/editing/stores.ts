import type { GraphDocument } from '../../../engine/document/types'
import { createDocumentStore, type DocumentStore } from '../../../renderer/editing/store'
import type { DocumentDraft } from '../../../renderer/document/types'

/** A store with a document, whose clock does not advance. */
export function openStore(document: GraphDocument, name = ''): DocumentStore {
  const store = createDocumentStore(() => 0)
  store.open(document, { path: null, name })
  return store
}

export const now = (store: DocumentStore): GraphDocument => store.store.getState().document

/** Makes one step of history, which must not be refused. */
export function change<T>(store: DocumentStore, recipe: (draft: DocumentDraft) => T): T {
  const answer = store.edit('edit', recipe)
  const { refused } = store.store.getState()
  if (refused) throw new Error(refused.message)
  return answer as T
}

/** A simple recurrent network, without weights, data and positions. */
export const chainOf = (inputs: number, hidden: number): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: inputs }, h: { type: 'layer', size: hidden }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: {
    W_xh: { from: 'x', to: 'h', kind: 'dense' },
    copy: { from: 'h', to: 'c', kind: 'identity' },
    W_ch: { from: 'c', to: 'h', kind: 'dense' },
    W_hy: { from: 'h', to: 'y', kind: 'dense' },
  },
})
