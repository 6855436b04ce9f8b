/** A fit over fewer lags says nothing. */
const LEAST = 4
/** What is left after all lags, of what arrives one step back, below which errors count as vanished. */
const VANISHED = 1e-2
/** The same above which they count as exploded. */
const EXPLODED = 10
/** Values below this are rounding. */
const SMALLEST = 1e-200

/** What happens to errors on their way back. */
export interface FlowVerdict {
  readonly kind: 'none' | 'vanishing' | 'exploding' | 'steady'
  /** The port at which they keep most of their size. */
  readonly port?: string
  /** Factor a step, from the least squares of ln ‖∂J(t)/∂value(t−ℓ)‖ over ℓ ≥ 1. */
  readonly rate?: number
  /** Of what arrives one step back, the share that arrives at the last of `lags`. */
  readonly left?: number
  readonly lags?: number
  /** Share of all that goes back, ℓ ≥ 1, which lies at or beyond the horizon; absent where nothing is cut off. */
  readonly cut?: number
}

/**
 * Names what happens to errors on their way back, at the port where they last longest: they vanish where less than 1 %
 * of what arrives one step back is left at the last lag, and explode where it is more than tenfold (Bengio, Simard &
 * Frasconi 1994; Pascanu, Mikolov & Bengio 2013).
 *
 * @param flow by port, the norms over lags ℓ = 0, 1, …; null where there is none.
 * @param horizon lags that the algorithm reaches, from 0 on; null for all.
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

/** ln v = a + ℓ ln r by least squares, ℓ = 1, 2, … as far as v is told. */
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
