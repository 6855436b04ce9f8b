/** How numbers are written in a table. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  /** What may stand between thousands; null where nothing may. */
  readonly thousands: string | null
}

/** What a text is as a number; `percent` where it ends in a percent sign, `other` where the other sign is the decimal one. */
export interface Form {
  readonly value: number
  readonly percent: boolean
  readonly other: boolean
}

const POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const COMMA = /^[+-]?(?:\d+,\d*|,\d+|\d+)(?:[eE][+-]?\d+)?$/
/** What may separate thousands: signs, and blanks of all kinds, which are one. */
export const THOUSANDS = [',', '.', ' ', "'", '_'] as const

/** A number as most are written: digits, the decimal sign, an exponent. NaN where it is none. */
export function plainNumber(text: string, decimal: '.' | ','): number {
  if (decimal === '.') return POINT.test(text) ? Number(text) : NaN
  return COMMA.test(text) ? Number(text.replace(',', '.')) : NaN
}

/** Other ways to write a number: full-width digits, U+2212, thousands, a percent sign. Undefined where it is none. */
export function otherNumber(text: string, { decimal, thousands }: NumberStyle): Form | undefined {
  let plain = bare(text)
  if (plain.length > 64) return undefined
  const percent = plain.endsWith('%')
  if (percent) plain = plain.slice(0, -1).trimEnd()
  let value = plainNumber(plain, decimal)
  let other = false
  if (Number.isNaN(value) && thousands !== null) value = grouped(plain, decimal, thousands)
  if (Number.isNaN(value) && decimal === ',' && POINT.test(plain)) {
    value = Number(plain)
    other = true
  }
  if (Number.isNaN(value)) return undefined
  return { value: percent ? value / 100 : value, percent, other }
}

/** ASCII digits and signs for full-width ones and typographic ones, one blank for all kinds of blanks. */
export function bare(text: string): string {
  if (isAscii(text)) return text
  return text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\u2010\u2011\u2013\uFE63]/g, '-')
    .replace(/[\u00a0\u2007\u2009\u202f\u3000]/g, ' ')
    .replace(/[\u2019\u02BC]/g, "'")
    .trim()
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 126) return false
  return true
}

const patterns = new Map<string, RegExp>()

function pattern(decimal: string, thousands: string): RegExp {
  const key = `${decimal}${thousands}`
  let known = patterns.get(key)
  if (!known) {
    const [d, t] = [decimal, thousands].map((sign) => sign.replace(/[^\w\s]/g, '\\$&'))
    // Groups of three, or, as in India, of two before the last of three.
    patterns.set(key, (known = new RegExp(`^[+-]?\\d{1,3}(?:${t}\\d{3})+(?:${d}\\d*)?$|^[+-]?\\d{1,2}(?:${t}\\d{2})+${t}\\d{3}(?:${d}\\d*)?$`)))
  }
  return known
}

function grouped(text: string, decimal: '.' | ',', thousands: string): number {
  if (!pattern(decimal, thousands).test(text)) return NaN
  return Number(text.split(thousands).join('').replace(decimal, '.'))
}
