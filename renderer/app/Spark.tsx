import type { PreviewAnswer } from '../../engine/run/questions'

export type Course = NonNullable<PreviewAnswer['course']>

const WIDTH = 160
const HEIGHT = 28
const POINTS = 80

/** A small plot of a column: the band between lowest and highest values, over the parts of the data. */
export function Spark({ course, ends }: { readonly course: Course; readonly ends: readonly [number, number, number] }) {
  const { low, high } = thinned(course)
  let least = Infinity
  let most = -Infinity
  for (const v of low) if (v < least) least = v
  for (const v of high) if (v > most) most = v
  const y = (v: number): number => (most > least ? 2 + (1 - (v - least) / (most - least)) * (HEIGHT - 4) : HEIGHT / 2)
  const x = (i: number): number => (low.length > 1 ? (i / (low.length - 1)) * WIDTH : WIDTH / 2)
  const there = Array.from(low.keys()).filter((i) => !Number.isNaN(low[i]))
  const point = (i: number, v: number): string => `${x(i).toFixed(1)},${y(v).toFixed(1)}`
  const band = [...there.map((i) => point(i, high[i]!)), ...there.reverse().map((i) => point(i, low[i]!))].join(' ')
  return (
    <svg className="tables-spark" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      <rect className="validation" x={ends[0] * WIDTH} width={Math.max(0, ends[1] - ends[0]) * WIDTH} height={HEIGHT} />
      <rect className="test" x={ends[1] * WIDTH} width={Math.max(0, ends[2] - ends[1]) * WIDTH} height={HEIGHT} />
      <polygon points={band} />
    </svg>
  )
}

function thinned({ low, high }: Course): { low: number[]; high: number[] } {
  const stride = Math.max(1, Math.ceil(low.length / POINTS))
  const of = (values: Float32Array, better: (a: number, b: number) => boolean): number[] =>
    Array.from({ length: Math.ceil(values.length / stride) }, (_, k) => {
      let found = NaN
      for (const v of values.subarray(k * stride, (k + 1) * stride)) if (Number.isNaN(found) || better(v, found)) found = v
      return found
    })
  return { low: of(low, (a, b) => a < b), high: of(high, (a, b) => a > b) }
}
