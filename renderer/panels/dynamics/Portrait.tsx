import { MoreHorizontal } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FixedPoint } from '../../../engine/analyze'
import type { DynamicsView } from '../../../engine/run/streams'
import { toStepOf } from '../../workspace/moment'
import { chooseMoment } from '../../workspace/engine'
import { Menu, type MenuEntry } from '../../controls/Menu'
import { notify } from '../../controls/notice'
import { csvOf } from '../plot/contents'
import { Enlarge } from '../plot/Enlarge'
import { usePlotTheme } from '../plot/theme'
import { write } from '../plot/write'
import { paintPortrait, type Colouring, type Field } from './paintPortrait'
import { frameOf, projected, stepAt, tableOf, type Axes } from './frame'

interface PortraitProps {
  readonly view: DynamicsView
  readonly axes: Axes
  /** Names of the axes; one where the state has one dimension. */
  readonly names: readonly string[]
  readonly colouring: Colouring
  readonly points: readonly FixedPoint[]
  readonly field: Field | undefined
}

/** The path of the state in a plane; a click on it moves the moment to that step. */
export function Portrait({ view, axes, names, colouring, points, field }: PortraitProps) {
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
    if (canvas.current) paintPortrait(canvas.current, { view, axes, frame, colouring, step: view.place.step, points, field }, theme)
  })
  const at = (event: PointerEvent<HTMLCanvasElement>): number | undefined => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return stepAt(view, axes, frame, event.clientX - left, event.clientY - top)
  }
  const title = t('insight.dynamics.plot')
  const items = (): MenuEntry[] => [
    {
      id: 'png',
      label: t('panels.plot.png'),
      run: () =>
        canvas.current
        && void pictureOf(canvas.current, theme.surface).then(
          (png) => write(title, '.png', png),
          () => notify('panels.plot.failed'),
        ),
    },
    { id: 'csv', label: t('panels.plot.csv'), run: () => void write(title, '.csv', csvOf(tableOf(view, axes, names, t('panels.signals.step')))) },
  ]
  return (
    <section className="dynamics-plane" aria-label={title}>
      <div className="dynamics-portrait">
        <canvas
          ref={canvas}
          role="img"
          aria-label={t('insight.dynamics.path')}
          onPointerMove={(event) => hover(at(event))}
          onPointerLeave={() => hover(undefined)}
          onPointerDown={(event) => {
            const found = at(event)
            if (found !== undefined) chooseMoment(toStepOf(view.place, found))
          }}
        />
        {over !== undefined && <span className="figure dynamics-over">t = {over}</span>}
      </div>
      <footer className="plot-head">
        <p className="panel-quiet">{names.length < 2 ? names[0] : `→ ${names[0]}   ↑ ${names[1]}`}</p>
        <Enlarge />
        <Menu label={t('panels.plot.menu', { title })} className="control-icon plot-act" align="end" button={<MoreHorizontal size={14} />} items={items} />
      </footer>
    </section>
  )
}

/** What a canvas shows, as PNG on a surface. */
async function pictureOf(canvas: HTMLCanvasElement, surface: string): Promise<Uint8Array> {
  const picture = new OffscreenCanvas(canvas.width, canvas.height)
  const context = picture.getContext('2d')!
  context.fillStyle = surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(canvas, 0, 0)
  return new Uint8Array(await (await picture.convertToBlob()).arrayBuffer())
}
