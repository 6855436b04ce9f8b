const HEIGHT = 26

/** The constant error carousel: the cell's self-loop with its weight 1.0, or the forget gate's f. */
export function Carousel({ width, gated }: { readonly width: number; readonly gated: boolean }) {
  const middle = width / 2
  return (
    <svg className="carousel-loop" width={width} height={HEIGHT} style={{ top: -20 }} aria-hidden>
      <path d={`M${middle + 34} 22V14a8 8 0 0 0-8-8H${middle - 26}a8 8 0 0 0-8 8V19`} fill="none" />
      <path d={`M${middle - 38} 15l4 6 4-6z`} className="head-of-arrow" />
      <rect x={middle - 15} y="-2" width="30" height="16" rx="8" />
      <text x={middle} y="10" textAnchor="middle">
        {gated ? '× f' : '1.0'}
      </text>
    </svg>
  )
}
