import { useMemo } from 'react'

interface TraceProps {
  readonly values: readonly number[]
  readonly reach: number
  /** Pixels along the matrix. */
  readonly length: number
  readonly upright: boolean
}

/** A row or column of a matrix as bars aligned with its cells; positive values point up or right. */
export function Trace({ values, reach, length, upright }: TraceProps) {
  const count = values.length
  const path = useMemo(() => {
    const bar = (sign: 1 | -1): string =>
      values
        .map((value, i) => {
          const size = Math.min(1, Math.abs(value) / reach)
          return value * sign <= 0 ? '' : upright ? `M1 ${i}h${sign * size}v1h${-sign * size}z` : `M${i} 1v${-sign * size}h1v${sign * size}z`
        })
        .join('')
    return { positive: bar(1), negative: bar(-1) }
  }, [values, reach, upright])
  const box = upright ? `0 0 2 ${count}` : `0 0 ${count} 2`
  return (
    <svg
      className={`weights-trace ${upright ? 'upright' : ''}`}
      viewBox={box}
      preserveAspectRatio="none"
      aria-hidden
      style={upright ? { height: length } : { width: length }}
    >
      <path className="axis" d={upright ? `M1 0V${count}` : `M0 1H${count}`} vectorEffect="non-scaling-stroke" />
      <path className="positive" d={path.positive} />
      <path className="negative" d={path.negative} />
    </svg>
  )
}
