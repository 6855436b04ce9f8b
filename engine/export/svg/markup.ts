const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for XML; drops characters that XML cannot contain. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c]!).replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '')

type Value = string | number | undefined

/** Writes an element; omits undefined attributes, and rounds numbers to two decimals. */
export function element(name: string, attributes: Readonly<Record<string, Value>>, ...children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? Math.round(value * 100) / 100 : escaped(value)}"`],
  )
  return children.length === 0 ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${children.join('')}</${name}>`
}

const FULL = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f000}-\u{3ffff}]/u
const ems = (c: string): number => (FULL.test(c) ? 1 : /[iljtfrI.,:;'|!() ·]/.test(c) ? 0.33 : /[mwMW]/.test(c) ? 0.87 : 0.6)

/** Returns the approximate width of a text, in the unit of `size`. */
export const widthOf = (text: string, size: number): number => [...text].reduce((sum, c) => sum + size * ems(c), 0)

/** Shortens a text to fit, with an ellipsis. */
export function fitted(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text
  const letters = [...text]
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size) > room) letters.pop()
  return `${letters.join('')}…`
}
