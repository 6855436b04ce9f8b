import { monthOf } from './months'

/** How numbers are written in a table. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  /** The sign between thousands; null if none. */
  readonly thousands: string | null
}

/** A text parsed as a number. */
export interface Form {
  readonly value: number
  /** The unit, currency or percent sign beside it; empty if none. */
  readonly mark: string
  /** Whether the decimal sign is not the table's. */
  readonly other: boolean
  /** Whether it is in parentheses, which mean a minus in accounting. */
  readonly parentheses: boolean
}

const POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const COMMA = /^[+-]?(?:\d+,\d*|,\d+|\d+)(?:[eE][+-]?\d+)?$/
/** Longest text that can be such a number. */
const LONGEST = 64

/** Parses a number in the usual notation: digits, decimal sign, exponent. NaN for any other text. */
export function plainNumber(text: string, decimal: '.' | ','): number {
  if (decimal === '.') return POINT.test(text) ? Number(text) : NaN
  return COMMA.test(text) ? Number(text.replace(',', '.')) : NaN
}

/** Parses other notations: digits of other scripts, trailing sign, thousands, currency, percent or unit. Undefined if it is no number. */
export function otherNumber(text: string, { decimal, thousands }: NumberStyle): Form | undefined {
  if (text.length > LONGEST || !/\p{Nd}/u.test(text)) return undefined
  const { plain, mark, parentheses } = partsOf(bare(text))
  let value = plainNumber(plain, decimal)
  let other = false
  if (Number.isNaN(value) && thousands !== null) value = grouped(plain, decimal, thousands)
  if (Number.isNaN(value) && decimal === ',' && POINT.test(plain)) {
    value = Number(plain)
    other = true
  }
  if (Number.isNaN(value)) return undefined
  return { value: shared(parentheses ? -value : value, mark), mark, other, parentheses }
}

/** Powers of ten of percent and permille signs. */
const SHARES: Readonly<Record<string, number>> = { '%': -2, '‰': -3 }

/** Applies a percent or permille sign to a number, rounded once: 4.1 % is 0.041. */
function shared(value: number, mark: string): number {
  const power = SHARES[mark]
  if (power === undefined) return value
  const shifted = Number(`${value}e${power}`)
  return Number.isNaN(shifted) ? value * 10 ** power : shifted
}

const CURRENCY = String.raw`(?:[\p{Sc}元円]|(?:US|C|A|HK|NZ|R)\$|CHF|EUR|USD|GBP|JPY|CNY|INR|Rs\.?|Fr\.|kr\.?|zł|Kč|RUB|₽)`
const BEFORE = new RegExp(String.raw`^([+-]?)\s?(${CURRENCY})\s?([+-]?)(?=[\d.,])`, 'u')
const BEHIND = new RegExp(String.raw`(?<=[\d.,])\s?(${CURRENCY}|[%‰]|[\p{L}°µΩ][\p{L}\p{No}\d°/²³*·^.-]{0,9})$`, 'u')
/** Returns whether a mark is a unit, which could also be part of a name. */
export const isUnit = (mark: string): boolean => /\p{L}|[°Ω]/u.test(mark) && !new RegExp(`^${CURRENCY}$`, 'u').test(mark)
/** Letters after digits that are an exponent, or the x of a hexadecimal number. A month is no unit either: 1 Jan. */
const NO_UNIT = /^(?:[eEdD][+-]?\d*|[xX].*)$/

/** Separates a number from its mark and parentheses. `text` must come from `bare`. */
export function partsOf(text: string): { readonly plain: string; readonly mark: string; readonly parentheses: boolean } {
  let plain = text
  let mark = ''
  const inner = /^\(\s?([^()+-]+)\s?\)$/.exec(plain)
  if (inner && /^[\D]{0,4}\d/.test(inner[1]!)) plain = inner[1]!
  const before = BEFORE.exec(plain)
  if (before && (before[1] === '' || before[3] === '')) {
    mark = before[2]!
    plain = before[1]! + before[3]! + plain.slice(before[0].length)
  }
  const behind = mark === '' ? BEHIND.exec(plain) : null
  if (behind && !NO_UNIT.test(behind[1]!) && monthOf(behind[1]!.replace(/\.$/, '')) === 0) {
    mark = behind[1]!
    plain = plain.slice(0, behind.index).trimEnd()
  }
  plain = plain
    .replace(/^([+-]) (?=[\d.,])/, '$1')
    // A minus after an integer may be a grade: 2−.
    .replace(/^([\d' ]*\d[.,]\d[\d.,' ]*)-$/, '-$1')
    .replace(/^([+-]?(?:\d+[.,]\d*|[.,]\d+|\d+(?=[dD][+-])))[dD]([+-]?\d{1,3})$/, '$1e$2')
    .replace(/^([+-]?(?:\d+[.,]?\d*|[.,]\d+))\s?[×x*]\s?10\^?([+-]?\d{1,3})$/, '$1e$2')
  return { plain, mark, parentheses: inner !== null }
}

/** Code points of the zero digits of these scripts. */
const DIGITS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0xff10]

/** Replaces digits of other scripts by ASCII. */
export const asciiDigits = (text: string): string =>
  text.replace(/(?![0-9\uff10-\uff19])\p{Nd}/gu, (char) =>
    String(DIGITS.map((zero) => char.codePointAt(0)! - zero).find((digit) => digit >= 0 && digit <= 9) ?? char),
  )

/** Replaces digits and signs of other scripts, full-width and typographic ones, by ASCII, and all kinds of blanks by a space. */
export function bare(text: string): string {
  if (isAscii(text)) return text
  return asciiDigits(text)
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\u2010\u2011\u2013\uFE63]/g, '-')
    .replace(/[\u00a0\u2007\u2009\u202f\u3000]/g, ' ')
    .replace(/[\u2019\u02BC]/g, "'")
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, ',')
    .replace(/\u066a/g, '%')
    .replace(/\uffe5/g, '¥')
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

/** Returns whether a text that is no number resembles one in an unsupported notation: digits with signs around them. */
export const isNearNumber = (text: string): boolean => text.length <= LONGEST && (FLAGGED.test(text) || NEAR.test(bare(text)))
/** A number with decimals and the letter of a footnote, as statistical offices write it: 1.5 e. */
const FLAGGED = /^[+-]?\d+[.,]\d+ ?\(?[a-z]{1,2}\)?$/i
const NEAR = /^[^\p{L}\d]{0,3}(?:0x[\da-f]+|\d[\d.,'/: _-]*)[^\p{L}\d]{0,3}$/iu
