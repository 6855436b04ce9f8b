import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { compact } from '../../languages/numbers'
import { Empty } from '../Empty'
import { token, usePlotTheme, type PlotTheme } from '../plot/theme'
import type { Item } from './items'
import { columnName, columnTitle, titleOf } from './names'
import { scaleOf, type Scale } from './scales'

/** Distance in pixels at which the pointer is at a run, and room around a plot. */
const NEAR = 12
const LEFT = 64
const EDGE = { top: 10, right: 16, bottom: 30, left: LEFT }

interface OverviewProps {
  readonly items: readonly Item[]
  /** Colours of the runs that are shown elsewhere. */
  readonly colours: ReadonlyMap<string, string>
  readonly onPick: (key: string) => void
}

/** A place on the drawing, for the pointer. */
interface Spot {
  readonly item: Item
  readonly points: readonly (readonly [x: number, y: number])[]
}

type Paint = (context: CanvasRenderingContext2D, width: number, height: number, theme: PlotTheme) => readonly Spot[]

const label = (value: number | string): string => (typeof value === 'number' ? (Number.isInteger(value) ? String(value) : compact(value)) : value.slice(0, 14))

/** A drawing of many runs that names the one under the pointer; a click picks it. */
function Drawing({ paint, name, onPick }: { readonly paint: Paint; readonly name: string; readonly onPick: (key: string) => void }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const canvas = useRef<HTMLCanvasElement>(null)
  const spots = useRef<readonly Spot[]>([])
  const [near, setNear] = useState<{ readonly item: Item; readonly x: number; readonly y: number }>()
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const draw = (): void => {
      const { clientWidth: width, clientHeight: height } = element
      const ratio = window.devicePixelRatio
      element.width = Math.round(width * ratio)
      element.height = Math.round(height * ratio)
      const context = element.getContext('2d')
      if (!context) return
      context.scale(ratio, ratio)
      spots.current = paint(context, width, height, theme)
    }
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    return () => observer.disconnect()
  }, [paint, theme])
  const look = ({
    clientX,
    clientY,
    currentTarget,
  }: {
    readonly clientX: number
    readonly clientY: number
    readonly currentTarget: Element
  }): Spot | undefined => {
    const { left, top } = currentTarget.getBoundingClientRect()
    let best: Spot | undefined
    let least = NEAR
    for (const spot of spots.current)
      for (const [x, y] of spot.points) {
        const distance = Math.hypot(clientX - left - x, clientY - top - y)
        if (distance < least) [best, least] = [spot, distance]
      }
    return best
  }
  return (
    <div className="runs-drawing">
      <canvas
        ref={canvas}
        role="img"
        aria-label={name}
        onPointerMove={(event) => {
          const spot = look(event)
          const { left, top } = event.currentTarget.getBoundingClientRect()
          setNear(spot && { item: spot.item, x: event.clientX - left, y: event.clientY - top })
        }}
        onPointerLeave={() => setNear(undefined)}
        onClick={(event) => {
          const spot = look(event)
          if (spot) onPick(spot.item.key)
        }}
      />
      {near && (
        <span className="runs-near" style={{ left: near.x + 10, top: near.y + 10 }}>
          {titleOf(near.item, t)}
        </span>
      )}
    </div>
  )
}

/** The runs as they are painted: those that are shown are above the others. */
const inLayers = (spots: readonly Spot[], colours: OverviewProps['colours']): readonly Spot[] => [
  ...spots.filter(({ item }) => !colours.has(item.key)),
  ...spots.filter(({ item }) => colours.has(item.key)),
]

/** Any column against any other; runs that are shown in their colours. */
export function Scatter({ items, colours, onPick, across, up }: OverviewProps & { readonly across: string; readonly up: string }) {
  const { t } = useTranslation()
  const paint = useMemo(() => scattered(items, colours, across, up, columnName(across, t)), [items, colours, across, up, t])
  if (!paint) return <Empty text={t('runs.scatter.none')} />
  return <Drawing paint={paint} name={t('runs.scatter.label', { across: columnName(across, t), up: columnName(up, t) })} onPick={onPick} />
}

function scattered(items: readonly Item[], colours: OverviewProps['colours'], across: string, up: string, name: string): Paint | undefined {
  const [x, y] = [scaleOf(items, across), scaleOf(items, up)]
  if (!x || !y) return undefined
  return (context, width, height, theme) => {
    const [w, h] = [width - EDGE.left - EDGE.right, height - EDGE.top - EDGE.bottom]
    const at = (a: number, b: number): [number, number] => [EDGE.left + a * w, EDGE.top + (1 - b) * h]
    context.strokeStyle = theme.line
    context.strokeRect(EDGE.left - 0.5, EDGE.top - 0.5, w + 1, h + 1)
    context.font = theme.numbers
    context.fillStyle = theme.quiet
    context.textBaseline = 'middle'
    context.textAlign = 'right'
    for (const tick of y.ticks) context.fillText(label(tick.value), EDGE.left - 5, at(0, tick.at)[1], LEFT - 6)
    for (const tick of x.ticks) {
      context.textAlign = tick.at === 0 ? 'left' : tick.at === 1 ? 'right' : 'center'
      context.fillText(label(tick.value), at(tick.at, 0)[0], height - EDGE.bottom + 9)
    }
    context.font = theme.font
    context.textAlign = 'center'
    context.fillText(name, EDGE.left + w / 2, height - 9, w)
    const spots = items.flatMap((item): Spot[] => {
      const [a, b] = [x.of(item), y.of(item)]
      return a === undefined || b === undefined ? [] : [{ item, points: [at(a, b)] }]
    })
    for (const { item, points } of inLayers(spots, colours)) {
      const colour = colours.get(item.key)
      context.globalAlpha = colour === undefined ? 0.5 : 1
      context.fillStyle = colour === undefined ? theme.quiet : token(colour)
      context.beginPath()
      context.arc(points[0]![0], points[0]![1], colour === undefined ? 2.5 : 4, 0, 2 * Math.PI)
      context.fill()
    }
    context.globalAlpha = 1
    return spots
  }
}

/** A line for each run across the axes of its settings and its score. */
export function Parallel({ items, colours, onPick, axes }: OverviewProps & { readonly axes: readonly string[] }) {
  const { t } = useTranslation()
  const paint = useMemo(() => parallel(items, colours, axes, (column) => columnTitle(column, t)), [items, colours, axes, t])
  if (!paint) return <Empty text={t('runs.parallel.none')} />
  return <Drawing paint={paint} name={t('runs.parallel.label')} onPick={onPick} />
}

function parallel(items: readonly Item[], colours: OverviewProps['colours'], axes: readonly string[], title: (column: string) => string): Paint | undefined {
  const scales = axes.map((column) => scaleOf(items, column)).filter((scale): scale is Scale => scale !== undefined)
  if (scales.length < 2) return undefined
  return (context, width, height, theme) => {
    const [top, bottom] = [EDGE.top + 18, height - EDGE.bottom + 8]
    const side = 40
    const x = (i: number): number => side + (i * (width - 2 * side)) / (scales.length - 1)
    const y = (share: number): number => bottom - share * (bottom - top)
    const spots = items.map((item) => ({
      item,
      points: scales.flatMap(({ of }, i): [number, number][] => {
        const share = of(item)
        return share === undefined ? [] : [[x(i), y(share)]]
      }),
    }))
    for (const { item, points } of inLayers(spots, colours)) {
      const colour = colours.get(item.key)
      context.globalAlpha = colour === undefined ? Math.max(0.05, Math.min(0.5, 20 / items.length)) : 1
      context.lineWidth = colour === undefined ? 1 : 2
      context.strokeStyle = colour === undefined ? theme.quiet : token(colour)
      context.beginPath()
      points.forEach(([a, b], i) => (i === 0 ? context.moveTo(a, b) : context.lineTo(a, b)))
      context.stroke()
    }
    context.globalAlpha = 1
    context.lineWidth = 1
    context.textBaseline = 'middle'
    scales.forEach(({ column, ticks }, i) => {
      context.textAlign = i === 0 ? 'left' : i === scales.length - 1 ? 'right' : 'center'
      const edge = i === 0 ? x(i) - side + 6 : i === scales.length - 1 ? x(i) + side - 6 : x(i)
      context.strokeStyle = theme.line
      context.beginPath()
      context.moveTo(Math.round(x(i)) + 0.5, top)
      context.lineTo(Math.round(x(i)) + 0.5, bottom)
      context.stroke()
      context.font = theme.font
      context.fillStyle = theme.text
      context.fillText(title(column), edge, 10, width / scales.length)
      context.font = theme.numbers
      context.fillStyle = theme.quiet
      for (const tick of ticks) context.fillText(label(tick.value), edge, tick.at === 0 ? bottom + 9 : tick.at === 1 ? top - 8 : y(tick.at))
    })
    return spots
  }
}
