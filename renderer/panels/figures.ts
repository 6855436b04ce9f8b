/** As wide as a digit. */
const FIGURE_SPACE = '\u2007'
const MINUS = '−'

/** Characters that `figure` takes, whatever the number. */
export const FIGURE_WIDTH = 9

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
export const percent = (share: number | undefined, width = FIGURE_WIDTH): string =>
  (share === undefined ? '–' : `${(share * 100).toFixed(1)}%`).padStart(width, FIGURE_SPACE)

/** A whole number, always as wide. */
export const whole = (value: number, width: number): string => String(value).replace('-', MINUS).padStart(width, FIGURE_SPACE)

/** What stands at a tick: as many decimals as tell it from its neighbours. */
export function tickText(value: number, step: number): string {
  const size = Math.abs(value)
  if (size >= 1e6 || (size > 0 && size < 1e-4 && step < 1e-4)) return value.toExponential(0).replace('e+', 'e').replaceAll('-', MINUS)
  const decimals = step >= 1 || step <= 0 ? 0 : Math.min(6, Math.ceil(-Math.log10(step) - 1e-9))
  return value.toFixed(decimals).replace('-', MINUS)
}
