/** How numbers are written in a table. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  /** What may stand between thousands; null where nothing may. */
  readonly thousands: string | null
}

/** What a text is as a number. */
export interface Form {
  readonly value: number
  /** The unit, currency or percent sign that stands with it; empty where none does. */
  readonly mark: string
  /** Whether the other sign is the decimal one. */
  readonly other: boolean
  /** Whether parentheses around it are read as a minus, as in accounts. */
  readonly parentheses: boolean
}

const POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const COMMA = /^[+-]?(?:\d+,\d*|,\d+|\d+)(?:[eE][+-]?\d+)?$/
/** Longest text that can be a number written another way. */
const LONGEST = 64

/** A number as most are written: digits, the decimal sign, an exponent. NaN where it is none. */
export function plainNumber(text: string, decimal: '.' | ','): number {
  if (decimal === '.') return POINT.test(text) ? Number(text) : NaN
  return COMMA.test(text) ? Number(text.replace(',', '.')) : NaN
}

/** Other ways to write a number: other digits, a sign behind it, thousands, a currency, percent or unit. Undefined where it is none. */
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
  return { value: (parentheses ? -value : value) * (SHARES[mark] ?? 1), mark, other, parentheses }
}

/** What marks make of a number. */
const SHARES: Readonly<Record<string, number>> = { '%': 1 / 100, '‰': 1 / 1_000 }

const CURRENCY = String.raw`(?:[\p{Sc}元円]|(?:US|C|A|HK|NZ|R)\$|CHF|EUR|USD|GBP|JPY|CNY|INR|Rs\.?|Fr\.|kr\.?|zł|Kč|RUB|₽)`
const BEFORE = new RegExp(String.raw`^([+-]?)\s?(${CURRENCY})\s?([+-]?)(?=[\d.,])`, 'u')
const BEHIND = new RegExp(String.raw`(?<=[\d.,])\s?(${CURRENCY}|[%‰]|[\p{L}°µΩ][\p{L}\p{No}\d°/²³*·^.-]{0,9})$`, 'u')
/** Whether a mark is a unit, which may be part of a name as well. */
export const isUnit = (mark: string): boolean => /\p{L}|[°Ω]/u.test(mark) && !new RegExp(`^${CURRENCY}$`, 'u').test(mark)
/** Letters behind digits that are an exponent, or the 16 digits of another number. */
const NO_UNIT = /^(?:[eEdD][+-]?\d*|[xX].*)$/

/** A number without what stands around it. `text` is bare. */
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
  if (behind && !NO_UNIT.test(behind[1]!)) {
    mark = behind[1]!
    plain = plain.slice(0, behind.index).trimEnd()
  }
  plain = plain
    .replace(/^([+-]) (?=[\d.,])/, '$1')
    // A minus behind whole numbers may be a mark: 2− is a grade.
    .replace(/^([\d' ]*\d[.,]\d[\d.,' ]*)-$/, '-$1')
    .replace(/^([+-]?(?:\d+[.,]\d*|[.,]\d+|\d+(?=[dD][+-])))[dD]([+-]?\d{1,3})$/, '$1e$2')
    .replace(/^([+-]?(?:\d+[.,]?\d*|[.,]\d+))\s?[×x*]\s?10\^?([+-]?\d{1,3})$/, '$1e$2')
  return { plain, mark, parentheses: inner !== null }
}

/** Digits of these scripts begin at these characters. */
const DIGITS = [0x0660, 0x06f0, 0x0966, 0xff10]

/** ASCII digits and signs for those of other scripts, full-width and typographic ones, one blank for all kinds of blanks. */
export function bare(text: string): string {
  if (isAscii(text)) return text
  return text
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, (char) => String(DIGITS.map((zero) => char.charCodeAt(0) - zero).find((digit) => digit >= 0 && digit <= 9)))
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\u2010\u2011\u2013\uFE63]/g, '-')
    .replace(/[\u00a0\u2007\u2009\u202f\u3000]/g, ' ')
    .replace(/[\u2019\u02BC]/g, "'")
    .replace(/\u066b/g, '.').replace(/\u066c/g, ',').replace(/\u066a/g, '%').replace(/\uffe5/g, '¥')
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

/** Whether a text that is no number looks like one written in a way that is not read: digits with signs around them. */
export const isNearNumber = (text: string): boolean => text.length <= LONGEST && /^[^\p{L}\d]{0,3}(?:0x[\da-f]+|\d[\d.,'/: _-]*)[^\p{L}\d]{0,3}$/iu.test(bare(text))
