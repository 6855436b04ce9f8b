import type { LongText } from '../../electron/contract'
import { RENEWED, renewDocument } from '../../engine/document/renew'
import { documentPieces } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import type { DocumentStore } from '../editing/store'

/** The text from which a document was read, or as which it was written last. */
const texts = new WeakMap<DocumentStore, string>()

export function keepText(documents: DocumentStore, text: LongText): void {
  if (typeof text === 'string' && text.length <= RENEWED) texts.set(documents, text)
  else texts.delete(documents)
}

/** Serializes a document, with the formatting of its file where nothing has changed, in pieces. */
export function piecesOf(documents: DocumentStore, document: GraphDocument): readonly string[] {
  const before = texts.get(documents)
  return before === undefined ? documentPieces(document) : [renewDocument(before, document)]
}
