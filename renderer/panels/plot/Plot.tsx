import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { plotGestures } from './gestures'
import { PlotView } from './view'

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>

interface PlotProps {
  /** A new object creates a new plot; new data do not. */
  readonly options: PlotOptions
  readonly read: () => uPlot.AlignedData
  /** Calls `changed` when `read` would return something new. */
  readonly watch: (changed: () => void) => () => void
  /** Called with the index under the cursor, or null, and again after new data. */
  readonly describe?: (index: number | null) => void
  /** Called with the index of the pressed or dragged data point. */
  readonly pick?: (index: number) => void
  readonly label: string
  /** The user's zoom and hidden lines, if other components show them too. */
  readonly view?: PlotView
}

/** A plot that fills its container and updates once per frame. */
export function Plot({ options, read, watch, describe, pick, label, view: given }: PlotProps) {
  const [own] = useState(() => new PlotView())
  const view = given ?? own
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const size = () => ({ width: Math.max(80, element.clientWidth), height: Math.max(48, element.clientHeight) })
    const plot = new uPlot({ ...options, ...size() }, read(), element)
    const report = (): void => describe?.(plot.cursor.idx ?? null)
    plot.hooks.setCursor = [...(plot.hooks.setCursor ?? []), report]
    view.attach(plot)
    const release = plotGestures(element, view)
    report()
    let asked = 0
    const draw = (): void => {
      asked = 0
      view.update(read())
      report()
    }
    const unwatch = watch(() => {
      asked ||= requestAnimationFrame(draw)
    })
    const press = (event: PointerEvent): void => {
      if (!pick || event.buttons !== 1) return
      const left = event.clientX - plot.over.getBoundingClientRect().left
      const index = plot.posToIdx(Math.max(0, Math.min(plot.over.clientWidth, left)))
      if (index >= 0) pick(index)
    }
    plot.over.addEventListener('pointerdown', press)
    plot.over.addEventListener('pointermove', press)
    const observer = new ResizeObserver(() => plot.setSize(size()))
    observer.observe(element)
    return () => {
      cancelAnimationFrame(asked)
      unwatch()
      observer.disconnect()
      release()
      view.detach()
      plot.destroy()
    }
  }, [options, read, watch, describe, pick, view])
  return <div ref={host} className="plot" role="img" aria-label={label} tabIndex={0} />
}
