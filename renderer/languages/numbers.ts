/** A space as wide as a digit. */
const FIGURE_SPACE = '\u2007'
const MINUS = '−'

/** Width of `figure` in characters, for any number. */
const FIGURE_WIDTH = 9

/** A number with `digits` significant digits; in scientific notation if very large or small. */
export function compact(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`
  const size = Math.abs(value)
  const plain = size === 0 || (size >= 0.001 && size < 99_999.5)
  const text = plain
    ? value.toFixed(size === 0 ? digits - 1 : Math.max(0, digits - 1 - Math.max(-3, Math.floor(Math.log10(size)))))
    : value.toExponential(Math.max(0, digits - 2)).replace('e+', 'e')
  return text.replaceAll('-', MINUS)
}

/** As `compact`, padded to a fixed width, so that updates do not move what is beside it. */
export const figure = (value: number | undefined | null, width = FIGURE_WIDTH): string =>
  (value === undefined || value === null ? '–' : compact(value)).padStart(width, FIGURE_SPACE)

/** A fraction as percent with one decimal, in fixed width. */
export const percent = (share: number | undefined | null, width = FIGURE_WIDTH): string =>
  (share === undefined || share === null ? '–' : `${(share * 100).toFixed(1)}%`).padStart(width, FIGURE_SPACE)

/** A number with this many decimals, for values of a known range that change beside a slider or while training runs. */
export const fixed = (value: number, decimals = 2): string => value.toFixed(decimals).replace('-', MINUS)

/** A count with separators, in fixed width. */
export const whole = (value: number, width: number): string => grouped(value, 'en').replace('-', MINUS).padStart(width, FIGURE_SPACE)

/** A number that may be a year, so that it has separators only from 10,000. */
export const numeral = (value: number): string => (Math.abs(value) >= 10_000 ? grouped(value, 'en') : String(value)).replaceAll('-', MINUS)

/** The shape of a matrix or a vector. */
export const shapeText = (shape: readonly number[]): string => shape.map(numeral).join(' × ')

/** Decimals of a step: one for 0.5, two for 0.25. */
function decimalsOf(step: number): number {
  if (!(step > 0) || !Number.isFinite(step)) return 0
  const least = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const scaled = step * 10 ** least
  return Math.abs(scaled - Math.round(scaled)) < 1e-6 ? least : least + 1
}

/** Largest number of decimals that fits beside an axis. */
const MOST_DECIMALS = 4

/**
 * The label of a tick, with as many decimals as distinguish it from its neighbours; in scientific notation if that is
 * too many.
 */
export function tickText(value: number, step: number): string {
  const size = Math.abs(value)
  const decimals = decimalsOf(step)
  if (size === 0 && decimals > MOST_DECIMALS) return '0'
  if (size >= 10_000 && size < 1e6 && decimals === 0) return numeral(Math.round(value))
  if (size < 1e6 && decimals <= MOST_DECIMALS) return value.toFixed(decimals).replace('-', MINUS)
  const digits = size >= 1e6 ? 0 : Math.max(0, Math.min(3, Math.floor(Math.log10(size) + 1e-9) + decimals))
  return value.toExponential(digits).replace('e+', 'e').replaceAll('-', MINUS)
}

/** A number with at most `digits` significant digits. */
export const short = (value: number, digits = 3): string => {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(1)
  return String(Number(value.toPrecision(digits)))
}

/** A loss with at most four significant digits, at most eight characters wide. */
export function loss(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e5)) return value.toExponential(2)
  return size >= 100 ? value.toFixed(1) : value.toFixed(size >= 1 ? 3 : 5)
}

const scaled = (n: number, base: number, power: number): string => {
  const part = n / base ** power
  return part.toFixed(part < 10 ? 2 : part < 100 ? 1 : 0)
}

/** A number with a prefix for thousands, millions and so on: `1.23 M`. */
export function amount(n: number): string {
  const power = n < 1e4 ? 0 : Math.min(5, Math.floor(Math.log10(n) / 3))
  return power === 0 ? String(Math.round(n)) : `${scaled(n, 1000, power)} ${['', 'k', 'M', 'G', 'T', 'P'][power]}`
}

export function bytes(n: number): string {
  const power = n < 1 ? 0 : Math.min(5, Math.floor(Math.log2(n) / 10))
  return power === 0 ? `${Math.round(n)} B` : `${scaled(n, 1024, power)} ${['', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][power]}`
}

// Cached, because creating a formatter takes about a hundred times as long as using it.
const formats = new Map<string, Intl.NumberFormat>()
/** A number with the thousands separators of a language. */
export function grouped(value: number, language: string, decimals?: number): string {
  const key = `${language} ${decimals}`
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.NumberFormat(language, decimals === undefined ? {} : { maximumFractionDigits: decimals })))
  return format.format(value)
}

/** A number in a sentence: a count or an epoch in full, a measure with two significant digits. */
export const inSentence = (value: number, language: string): string => (Number.isInteger(value) ? grouped(value, language) : short(value, 2))

const dateFormats = new Map<string, Intl.DateTimeFormat>()
function dated(at: number, language: string, parts: Intl.DateTimeFormatOptions): string {
  const key = [language, ...Object.keys(parts)].join(' ')
  let format = dateFormats.get(key)
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(language, parts)))
  return format.format(at)
}

const MINUTES = { hour: '2-digit', minute: '2-digit' } as const
/** The time of day with seconds. */
export const timeOfDay = (at: number, language: string): string => dated(at, language, { ...MINUTES, second: '2-digit' })
/** The time of day, with the date if it is not today. */
export const timeOrDate = (at: number, language: string): string =>
  dated(at, language, new Date(at).toDateString() === new Date().toDateString() ? MINUTES : { ...MINUTES, month: 'numeric', day: 'numeric' })

const lists = new Map<string, Intl.ListFormat>()
/** Several names as one. */
export function listed(names: readonly string[], language: string): string {
  let format = lists.get(language)
  if (!format) lists.set(language, (format = new Intl.ListFormat(language, { type: 'conjunction' })))
  return format.format(names)
}
