/** Minimum number of lags for a fit. */
const LEAST = 4
/** Errors count as vanished if less than this share of their size one step back is left after all lags. */
const VANISHED = 1e-2
/** Errors count as exploded if more than this multiple is left. */
const EXPLODED = 10
/** Smaller values are rounding errors. */
const SMALLEST = 1e-200

/** Whether errors vanish or explode on their way back. */
export interface FlowVerdict {
  readonly kind: 'none' | 'vanishing' | 'exploding' | 'steady'
  /** The port at which errors keep most of their size. */
  readonly port?: string
  /** Factor per step, from a least-squares fit of ln ‖∂J(t)/∂value(t−ℓ)‖ over ℓ ≥ 1. */
  readonly rate?: number
  /** Share of the gradient one step back that is left at the last of `lags`. */
  readonly left?: number
  readonly lags?: number
  /** Share of the gradient of all ℓ ≥ 1 that lies at or beyond the horizon; absent if nothing is truncated. */
  readonly cut?: number
}

/**
 * Judges the port where errors last longest: they vanish if less than 1 % of the gradient one step back is left at the
 * last lag, and explode if it is more than tenfold (Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013).
 *
 * @param flow by port, the norms over lags ℓ = 0, 1, …; null for a missing value.
 * @param horizon number of lags that the algorithm reaches, from 0 on; null for all.
 */
export function flowVerdict(flow: Readonly<Record<string, readonly (number | null)[]>>, horizon: number | null): FlowVerdict {
  const fits = Object.entries(flow).flatMap(([port, values]) => {
    const fit = fitOf(values)
    return fit ? [{ port, values, ...fit }] : []
  })
  const [first, ...others] = fits
  if (!first) return { kind: 'none' }
  const { port, values, rate, lags, left } = others.reduce((a, b) => (b.rate > a.rate ? b : a), first)
  const back = (from: number): number => values.reduce<number>((sum, v, lag) => sum + (lag >= Math.max(1, from) ? (v ?? 0) : 0), 0)
  const cut = horizon === null ? 0 : back(horizon) / back(1)
  const kind = left < VANISHED ? 'vanishing' : left > EXPLODED ? 'exploding' : 'steady'
  return { kind, port, rate, left, lags, ...(cut > 0 ? { cut } : {}) }
}

/** Fits ln v = a + ℓ ln r by least squares over ℓ = 1, 2, …, as far as v is known. */
function fitOf(values: readonly (number | null)[]): { rate: number; lags: number; left: number } | undefined {
  const points = values.flatMap((v, lag) => (lag > 0 && v !== null && v > SMALLEST ? [[lag, Math.log(v)] as const] : []))
  if (points.length < LEAST) return undefined
  const n = points.length
  const meanLag = points.reduce((sum, [lag]) => sum + lag, 0) / n
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / n
  let above = 0
  let below = 0
  for (const [lag, y] of points) {
    above += (lag - meanLag) * (y - mean)
    below += (lag - meanLag) ** 2
  }
  const rate = Math.exp(above / below)
  const lags = points.at(-1)![0]
  return { rate, lags, left: rate ** (lags - points[0]![0]) }
}
