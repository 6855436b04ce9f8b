const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as XML holds it; what XML cannot hold at all is left out. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c]!).replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '')

type Value = string | number | undefined

/** One element; attributes that are undefined are left out, numbers have at most two decimals. */
export function element(name: string, attributes: Readonly<Record<string, Value>>, ...children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? Math.round(value * 100) / 100 : escaped(value)}"`],
  )
  return children.length === 0 ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${children.join('')}</${name}>`
}

const FULL = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f000}-\u{3ffff}]/u
const ems = (c: string): number => (FULL.test(c) ? 1 : /[iljtfrI.,:;'|!() ·]/.test(c) ? 0.33 : /[mwMW]/.test(c) ? 0.87 : 0.6)

/** About how wide a text is drawn, in the units of its size. */
export const widthOf = (text: string, size: number): number => [...text].reduce((sum, c) => sum + size * ems(c), 0)

/** As much of a text as fits, with an ellipsis where something is missing. */
export function fitted(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text
  const letters = [...text]
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size) > room) letters.pop()
  return `${letters.join('')}…`
}
