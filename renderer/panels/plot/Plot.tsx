import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>

interface PlotProps {
  /** Another object makes another plot; new data alone never does. */
  readonly options: PlotOptions
  readonly read: () => uPlot.AlignedData
  /** Calls back whenever `read` would answer something new. */
  readonly watch: (changed: () => void) => () => void
  /** Told the place under the cursor, null for none, also when data has come. */
  readonly describe?: (index: number | null) => void
  readonly label: string
}

/** A plot that fills its place and takes new data at the screen's pace. */
export function Plot({ options, read, watch, describe, label }: PlotProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const size = () => ({ width: Math.max(80, element.clientWidth), height: Math.max(48, element.clientHeight) })
    const plot = new uPlot({ ...options, ...size() }, read(), element)
    const tell = (): void => describe?.(plot.cursor.idx ?? null)
    plot.hooks.setCursor = [...(plot.hooks.setCursor ?? []), tell]
    tell()
    let asked = 0
    const draw = (): void => {
      asked = 0
      plot.setData(read())
      tell()
    }
    const unwatch = watch(() => {
      asked ||= requestAnimationFrame(draw)
    })
    const observer = new ResizeObserver(() => plot.setSize(size()))
    observer.observe(element)
    return () => {
      cancelAnimationFrame(asked)
      unwatch()
      observer.disconnect()
      plot.destroy()
    }
  }, [options, read, watch, describe])
  return <div ref={host} className="plot" role="img" aria-label={label} />
}
