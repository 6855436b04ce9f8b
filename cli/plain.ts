import type { MessageValues } from '../engine/base/problem'

/**
 * Characters that a terminal acts on: controls (C0, DEL, C1) and those that change the direction of writing. A document
 * could use them to set the window title, read the clipboard or overwrite other lines.
 */
const OBEYED = /[\p{Cc}\p{Bidi_Control}]/gu

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Escapes control characters as JSON does; keeps line ends and tabs. */
export const plain = (text: string): string => text.replace(OBEYED, (c) => (c === '\n' || c === '\t' ? c : escaped(c)))

/** Escapes values of a message, including line ends, so that only the message itself has any. */
export const plainValues = (values: MessageValues): MessageValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.replace(OBEYED, escaped) : value]))
