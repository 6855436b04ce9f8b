import type uPlot from 'uplot'
import type { PlotView } from './view'

const STEP = 0.8
const PAN = 0.15

/** How many pixels of a plot are one of the window: on the canvas it is scaled. */
export const scaleOf = (plot: uPlot): number => plot.over.clientWidth / (plot.over.getBoundingClientRect().width || plot.over.clientWidth || 1)

/** A pointer's place in the plotting area, in pixels of the plot. */
export function pointIn(plot: uPlot, { clientX, clientY }: MouseEvent): { readonly left: number; readonly top: number } {
  const { left, top } = plot.over.getBoundingClientRect()
  const scale = scaleOf(plot)
  return { left: (clientX - left) * scale, top: (clientY - top) * scale }
}

/**
 * Zooms a plot with the wheel, pans it with Shift and the wheel or horizontally, and both with keys; a double click
 * shows all.
 */
export function plotGestures(host: HTMLElement, view: PlotView): () => void {
  const onWheel = (event: WheelEvent): void => {
    const { plot } = view
    if (!plot || event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey
    const turned = Math.sign(sideways ? event.deltaX || event.deltaY : event.deltaY)
    if (sideways) view.pan(turned * PAN)
    else view.zoom(turned > 0 ? 1 / STEP : STEP, plot.posToVal(pointIn(plot, event).left, 'x'))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const { plot } = view
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return
    const last = plot.data[0].length - 1
    const cursor = (index: number): void => {
      const at = Math.max(0, Math.min(last, index))
      plot.setCursor({ left: plot.valToPos(plot.data[0][at]!, 'x'), top: plot.over.clientHeight / 2 })
    }
    const now = plot.cursor.idx ?? last
    const acts: Record<string, () => void> = {
      ArrowLeft: () => (event.shiftKey ? view.pan(-PAN) : cursor(now - 1)),
      ArrowRight: () => (event.shiftKey ? view.pan(PAN) : cursor(now + 1)),
      Home: () => cursor(0),
      End: () => cursor(last),
      '+': () => view.zoom(STEP),
      '=': () => view.zoom(STEP),
      '-': () => view.zoom(1 / STEP),
      '0': () => view.reset(),
    }
    const act = acts[event.key]
    if (!act || last < 0) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const onDoubleClick = (): void => view.reset()
  const listening = new AbortController()
  const { signal } = listening
  host.addEventListener('wheel', onWheel, { passive: false, signal })
  host.addEventListener('keydown', onKeyDown, { signal })
  host.addEventListener('dblclick', onDoubleClick, { signal })
  return () => listening.abort()
}
