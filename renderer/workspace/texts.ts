import { RENEWED, renewDocument } from '../../engine/document/renew'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import type { DocumentStore } from '../editing/store'

/** The text that a document was read from or written as last. */
const texts = new WeakMap<DocumentStore, string>()

export function keepText(documents: DocumentStore, text: string): void {
  if (text.length <= RENEWED) texts.set(documents, text)
  else texts.delete(documents)
}

/** A document as text, in the words of the file that it came from wherever nothing has changed. */
export function textOf(documents: DocumentStore, document: GraphDocument): string {
  const before = texts.get(documents)
  return before === undefined ? serializeDocument(document) : renewDocument(before, document)
}
