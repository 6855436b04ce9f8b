import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FixedPoint } from '../../../engine/analyze'
import type { DynamicsView } from '../../../engine/run/streams'
import { toStep } from '../../workspace/moment'
import { momentStore } from '../../workspace/engine'
import { usePlotTheme } from '../plot/theme'
import { paintPortrait, type Colouring, type Field } from './paintPortrait'
import { frameOf, projected, stepAt, type Axes } from './frame'

interface PortraitProps {
  readonly view: DynamicsView
  readonly axes: Axes
  readonly colouring: Colouring
  readonly points: readonly FixedPoint[]
  readonly field: Field | undefined
  readonly step: number
}

/** The path of the state in a plane; a click on it moves the moment to that step. */
export function Portrait({ view, axes, colouring, points, field, step }: PortraitProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [room, measure] = useState({ width: 200, height: 120 })
  const [over, hover] = useState<number>()
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const size = (): void => measure({ width: element.clientWidth, height: element.clientHeight })
    size()
    const observer = new ResizeObserver(size)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const frame = frameOf(
    view,
    axes,
    points.map(({ state }) => projected(view, state)),
    room.width,
    room.height,
  )
  useEffect(() => {
    if (canvas.current) paintPortrait(canvas.current, { view, axes, frame, colouring, step, points, field }, theme)
  })
  const at = (event: PointerEvent<HTMLCanvasElement>): number | undefined => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return stepAt(view, axes, frame, event.clientX - left, event.clientY - top)
  }
  return (
    <div className="dynamics-portrait">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('insight.dynamics.path')}
        onPointerMove={(event) => hover(at(event))}
        onPointerLeave={() => hover(undefined)}
        onPointerDown={(event) => {
          const found = at(event)
          if (found !== undefined) momentStore.setState(toStep(found)(momentStore.getState()))
        }}
      />
      {over !== undefined && <span className="figure dynamics-over">t = {over}</span>}
    </div>
  )
}
