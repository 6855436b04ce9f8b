import type { MessageValues } from '../engine/base/problem'

/**
 * Characters that a terminal obeys and does not show: controls (C0, DEL, C1), and those that turn the direction of
 * writing. A document may hold them, to give a window another title, to read the clipboard, to write over other lines.
 */
const OBEYED = /[\p{Cc}\p{Bidi_Control}]/gu

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Text whose control characters are written out, as JSON does; lines and tabs stay. */
export const plain = (text: string): string => text.replace(OBEYED, (c) => (c === '\n' || c === '\t' ? c : escaped(c)))

/** Values for a message: within one, no line ends but those of the message. */
export const plainValues = (values: MessageValues): MessageValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.replace(OBEYED, escaped) : value]))
