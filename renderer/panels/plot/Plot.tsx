import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { plotGestures, pointIn } from './gestures'
import { drawLevel } from './marks'
import { usePlotTheme } from './theme'
import { drawingTurns } from './turns'
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
  /** Whether it contains a control, such as a handle. */
  readonly operable?: boolean
  /** The user's zoom and hidden lines, if other components show them too. */
  readonly view?: PlotView
}

/** A plot that fills its container and draws new data in its turn, at most thirty times a second, and not while it is out of sight. */
export function Plot({ options, read, watch, describe, pick, label, operable = false, view: given }: PlotProps) {
  const [own] = useState(() => new PlotView())
  const view = given ?? own
  const theme = usePlotTheme()
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const size = () => ({ width: Math.max(80, element.clientWidth), height: Math.max(48, element.clientHeight) })
    const plot = new uPlot({ ...withLevel(options, view), ...size() }, read(), (made, begin) => {
      // uPlot takes an element of another window for a function.
      element.append(made.root)
      begin()
    })
    plot.hooks.draw = [
      ...(plot.hooks.draw ?? []),
      () => {
        view.cross()
        if (view.level !== undefined) drawLevel(plot, view.level, view.crossings, theme.text, theme.surface, theme.numbers)
      },
    ]
    const report = (): void => describe?.(plot.cursor.idx ?? null)
    plot.hooks.setCursor = [...(plot.hooks.setCursor ?? []), report]
    view.attach(plot)
    const release = plotGestures(element, view)
    report()
    const draw = (): void => {
      view.update(read())
      report()
    }
    // Out of sight, as in a part of the panel that is scrolled away, it draws nothing.
    let inSight = true
    let missed = false
    const update = (): void => {
      if (inSight) drawingTurns.ask(draw)
      else missed = true
    }
    const unwatch = watch(update)
    const page = element.ownerDocument.defaultView ?? globalThis
    const sight = new page.IntersectionObserver((entries) => {
      inSight = entries.at(-1)!.isIntersecting
      if (!inSight) {
        drawingTurns.cancel(draw)
        missed = true
      } else if (missed) {
        missed = false
        update()
      }
    })
    sight.observe(element)
    // A drag over the plot may have started elsewhere, such as that of another plot.
    let pressed = false
    const press = (event: PointerEvent): void => {
      pressed = event.buttons === 1 && (pressed || event.type === 'pointerdown')
      if (!pick || !pressed) return
      const index = plot.posToIdx(Math.max(0, Math.min(plot.over.clientWidth, pointIn(plot, event).left)))
      if (index >= 0) pick(index)
    }
    plot.over.addEventListener('pointerdown', press)
    plot.over.addEventListener('pointermove', press)
    // The plot may be in another window, whose own observer reports sizes.
    const observer = new page.ResizeObserver(() => plot.setSize(size()))
    observer.observe(element)
    return () => {
      unwatch()
      drawingTurns.cancel(draw)
      observer.disconnect()
      sight.disconnect()
      release()
      view.detach()
      plot.destroy()
    }
  }, [options, read, watch, describe, pick, view, theme])
  return <div ref={host} className="plot" role={operable ? 'group' : 'img'} aria-label={label} tabIndex={0} />
}

/** The options with a y axis that includes the threshold. */
function withLevel(options: PlotOptions, view: PlotView): PlotOptions {
  const y = options.scales?.y
  const range = y?.range
  if (typeof range !== 'function') return options
  const wider: uPlot.Range.Function = (plot, low, high, key) => {
    const { level } = view
    const there = level !== undefined && (y?.distr !== 3 || level > 0) && low !== null && high !== null
    return there ? range(plot, Math.min(low, level), Math.max(high, level), key) : range(plot, low, high, key)
  }
  return { ...options, scales: { ...options.scales, y: { ...y, range: wider } } }
}
