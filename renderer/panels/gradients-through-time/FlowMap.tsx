import { useEffect, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowView } from '../../../engine/run/streams'
import { usePlotTheme } from '../plot/theme'
import { FOOT, lagAt, paintFlow, ROW } from './paintFlow'

interface MapProps {
  readonly view: FlowView
  readonly pointed: number | undefined
  readonly chosen: number | undefined
  readonly onPoint: (lag: number | undefined) => void
  readonly onChoose: (lag: number) => void
}

/** A map of ports by lags, coloured on a logarithmic scale. */
export function FlowMap({ view, pointed, chosen, onPoint, onChoose }: MapProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const draw = (): void => paintFlow(element, view, theme, { pointed, chosen })
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    return () => observer.disconnect()
  }, [view, theme, pointed, chosen])
  const at = (event: PointerEvent<HTMLCanvasElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return lagAt(event.clientX - left, width, view.lags)
  }
  return (
    <canvas
      ref={canvas}
      className="flow-map"
      style={{ height: view.ports.length * ROW + FOOT }}
      role="img"
      aria-label={t('insight.flow.map')}
      onPointerMove={(event) => onPoint(at(event))}
      onPointerLeave={() => onPoint(undefined)}
      onPointerDown={(event) => onChoose(at(event))}
    />
  )
}
