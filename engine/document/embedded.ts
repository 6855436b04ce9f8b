import { serializeDocument } from './serialize'
import type { GraphDocument } from './types'

const NAME = 'unfold:document'
const OPEN = `<${NAME} xmlns:unfold="urn:unfold:graph">`
const CLOSE = `</${NAME}>`

/** A document as an element for the metadata of an SVG. */
export function embed(document: GraphDocument): string {
  // Characters that XML does not allow occur only within JSON's strings, so they can be escaped there.
  const text = serializeDocument(document).replace(/[\u007f-\u009f\uFFFE\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return OPEN + text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') + CLOSE
}

/** Whether a text is an SVG rather than a document: JSON never starts with `<`. */
export const isPicture = (text: string): boolean => /^\uFEFF?\s{0,64}</.test(text)

/**
 * Extracts the text of the document in an SVG, which must still be parsed like any other; undefined if there is none.
 */
export function embeddedText(picture: string): string | undefined {
  const start = picture.indexOf(`<${NAME}`)
  const from = start < 0 ? -1 : picture.indexOf('>', start) + 1
  const end = from <= 0 ? -1 : picture.indexOf(CLOSE, from)
  if (end < 0) return undefined
  return picture.slice(from, end).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}
