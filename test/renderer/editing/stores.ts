import type { GraphDocument } from '../../../engine/document/types'
import { createDocumentStore, type DocumentStore } from '../../../renderer/editing/store'
import type { DocumentDraft } from '../../../renderer/document/types'

/** A store whose clock stands still, with a document opened in it. */
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
