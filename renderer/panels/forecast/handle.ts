import type uPlot from 'uplot'

export interface Handle {
  readonly label: string
  /** The position on the x axis; undefined if it is out of the data. */
  readonly at: () => number | undefined
  /** Text for screen readers. */
  readonly text: () => string
  /** Called with a position on the x axis. */
  readonly move: (x: number) => void
  /** Called with a number of steps. */
  readonly nudge: (steps: number) => void
}

/** A vertical line over a plot that can be dragged, or moved with the arrow keys. */
export function handleHooks({ label, at, text, move, nudge }: Handle): Pick<uPlot.Hooks.Arrays, 'init' | 'draw'> {
  const element = document.createElement('div')
  const place = (plot: uPlot): void => {
    const x = at()
    const left = x === undefined ? -1 : plot.valToPos(x, 'x')
    element.hidden = !(left >= 0 && left <= plot.over.clientWidth)
    element.style.left = `${left}px`
    element.setAttribute('aria-valuetext', text())
    element.setAttribute('aria-valuenow', String(x ?? 0))
  }
  const init = (plot: uPlot): void => {
    element.className = 'forecast-handle'
    element.tabIndex = 0
    element.setAttribute('role', 'slider')
    element.setAttribute('aria-label', label)
    element.title = label
    element.onpointerdown = (event) => {
      event.stopPropagation()
      event.preventDefault()
      element.focus()
      element.setPointerCapture(event.pointerId)
    }
    element.onpointermove = (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return
      const box = plot.over.getBoundingClientRect()
      move(plot.posToVal(Math.max(0, Math.min(box.width, event.clientX - box.left)), 'x'))
    }
    element.onkeydown = (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key]
      if (steps === undefined) return
      event.preventDefault()
      event.stopPropagation()
      nudge(event.shiftKey ? 10 * steps : steps)
    }
    plot.over.append(element)
  }
  return { init: [init], draw: [place] }
}
