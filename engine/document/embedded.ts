import { serializeDocument } from './serialize'
import type { GraphDocument } from './types'

const NAME = 'unfold:document'
const OPEN = `<${NAME} xmlns:unfold="urn:unfold:graph">`
const CLOSE = `</${NAME}>`

/** A document as an element of an SVG picture's metadata. */
export function embed(document: GraphDocument): string {
  // Within JSON's strings alone there are characters that XML cannot hold.
  const text = serializeDocument(document).replace(/[\u007f-\u009f\uFFFE\uFFFF]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return OPEN + text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') + CLOSE
}

/** Whether a text is a picture rather than a document: JSON never starts with `<`. */
export const isPicture = (text: string): boolean => /^\uFEFF?\s{0,64}</.test(text)

/** The text of the document that a picture holds, still to be parsed as any other; undefined where it holds none. */
export function embeddedText(picture: string): string | undefined {
  const start = picture.indexOf(`<${NAME}`)
  const from = start < 0 ? -1 : picture.indexOf('>', start) + 1
  const end = from <= 0 ? -1 : picture.indexOf(CLOSE, from)
  if (end < 0) return undefined
  return picture.slice(from, end).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}
