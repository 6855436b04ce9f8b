import { RENEWED, renewDocument } from '../../engine/document/renew'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import type { DocumentStore } from '../editing/store'

/** The text from which a document was read, or as which it was written last. */
const texts = new WeakMap<DocumentStore, string>()

export function keepText(documents: DocumentStore, text: string): void {
  if (text.length <= RENEWED) texts.set(documents, text)
  else texts.delete(documents)
}

/** Serializes a document, with the formatting of its file where nothing has changed. */
export function textOf(documents: DocumentStore, document: GraphDocument): string {
  const before = texts.get(documents)
  return before === undefined ? serializeDocument(document) : renewDocument(before, document)
}
