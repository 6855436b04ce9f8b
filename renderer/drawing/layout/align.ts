import type { Point, Rectangle } from '../geometry'

export const alignments = ['left', 'right', 'top', 'bottom', 'middle', 'centre', 'horizontal', 'vertical'] as const
/** An edge or middle line to align to, or a direction in which to distribute. */
export type Alignment = (typeof alignments)[number]

/** New positions on the grid. `middle` aligns vertical centres, `centre` horizontal ones. */
export function align(items: ReadonlyMap<string, Rectangle>, how: Alignment): Map<string, Point> {
  const all = [...items]
  const round = (n: number): number => Math.round(n / 4) * 4
  const left = Math.min(...all.map(([, r]) => r.x))
  const right = Math.max(...all.map(([, r]) => r.x + r.width))
  const top = Math.min(...all.map(([, r]) => r.y))
  const bottom = Math.max(...all.map(([, r]) => r.y + r.height))
  if (how === 'horizontal' || how === 'vertical') return distribute(all, how, how === 'horizontal' ? [left, right] : [top, bottom])
  const place = ({ x, y, width, height }: Rectangle): Point => {
    switch (how) {
      case 'left':
        return { x: left, y }
      case 'right':
        return { x: right - width, y }
      case 'top':
        return { x, y: top }
      case 'bottom':
        return { x, y: bottom - height }
      case 'middle':
        return { x, y: round((top + bottom - height) / 2) }
      case 'centre':
        return { x: round((left + right - width) / 2), y }
    }
  }
  return new Map(all.map(([id, r]) => [id, place(r)]))
}

/** Equal gaps between the first and the last item, which do not move. */
function distribute(
  all: readonly (readonly [string, Rectangle])[],
  how: 'horizontal' | 'vertical',
  [low, high]: readonly [number, number],
): Map<string, Point> {
  const at = how === 'horizontal' ? 'x' : 'y'
  const extent = how === 'horizontal' ? 'width' : 'height'
  const sorted = [...all].sort(([, a], [, b]) => a[at] + a[extent] / 2 - b[at] - b[extent] / 2)
  const gap = sorted.length < 2 ? 0 : (high - low - sorted.reduce((sum, [, r]) => sum + r[extent], 0)) / (sorted.length - 1)
  let next = low
  return new Map(
    sorted.map(([id, r]) => {
      const place = { x: r.x, y: r.y, [at]: Math.round(next / 4) * 4 }
      next += r[extent] + gap
      return [id, place] as const
    }),
  )
}
