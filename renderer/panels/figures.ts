/** As wide as a digit. */
const FIGURE_SPACE = '\u2007'
const MINUS = '−'

/** Characters that `figure` takes, whatever the number. */
const FIGURE_WIDTH = 9

/** A number in four significant figures; powers of ten where it is very large or very small. */
export function compact(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`
  const size = Math.abs(value)
  const plain = size === 0 || (size >= 0.001 && size < 99_999.5)
  const text = plain ? value.toFixed(size === 0 ? 3 : Math.max(0, 3 - Math.max(-3, Math.floor(Math.log10(size))))) : value.toExponential(2).replace('e+', 'e')
  return text.replaceAll('-', MINUS)
}

/** The same, always as wide: a number that updates moves nothing beside it. */
export const figure = (value: number | undefined | null, width = FIGURE_WIDTH): string =>
  (value === undefined || value === null ? '–' : compact(value)).padStart(width, FIGURE_SPACE)

/** A share as percent with one decimal, always as wide. */
export const percent = (share: number | undefined | null, width = FIGURE_WIDTH): string =>
  (share === undefined || share === null ? '–' : `${(share * 100).toFixed(1)}%`).padStart(width, FIGURE_SPACE)

/** A whole number, always as wide. */
export const whole = (value: number, width: number): string => String(value).replace('-', MINUS).padStart(width, FIGURE_SPACE)

/** Decimals that a step takes: one for 0.5, two for 0.25. */
function decimalsOf(step: number): number {
  if (!(step > 0) || !Number.isFinite(step)) return 0
  const least = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const scaled = step * 10 ** least
  return Math.abs(scaled - Math.round(scaled)) < 1e-6 ? least : least + 1
}

/** Decimals that still fit beside an axis. */
const MOST_DECIMALS = 4

/** What stands at a tick: as many decimals as tell it from its neighbours, powers of ten where those are too many. */
export function tickText(value: number, step: number): string {
  const size = Math.abs(value)
  const decimals = decimalsOf(step)
  if (size === 0 && decimals > MOST_DECIMALS) return '0'
  if (size < 1e6 && decimals <= MOST_DECIMALS) return value.toFixed(decimals).replace('-', MINUS)
  const digits = size >= 1e6 ? 0 : Math.max(0, Math.min(3, Math.floor(Math.log10(size) + 1e-9) + decimals))
  return value.toExponential(digits).replace('e+', 'e').replaceAll('-', MINUS)
}
