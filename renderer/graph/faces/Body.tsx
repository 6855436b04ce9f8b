import { useEffect, useRef } from 'react'
import { live } from '../live/live'
import { meanNow, paintField, paintHeat, paintTrace } from '../live/paint'
import { cssColour, onTheme } from '../live/scale'

interface Shape {
  readonly node: string
  readonly width: number
  readonly height: number
  readonly round: boolean
  readonly units: number
}

/**
 * Draws a node's activity over the last steps: a heatmap, a line for a single unit, a field of dots for a reservoir.
 */
export function Body({ node, width, height, round, units }: Shape) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const tile = element.closest<HTMLElement>('.node')
    let mean = ''
    let drawn = false
    const paint = (signal: Parameters<typeof paintHeat>[1]): void => {
      const activity = meanNow(signal)
      const colour = activity === undefined ? '' : cssColour(activity)
      if (colour !== mean) tile?.style.setProperty('--activity', (mean = colour))
      // Zoomed out, the node's colour is all that is drawn.
      if (signal && live.shown(node) === 'colour') return
      // Skip the context of a canvas on which nothing was drawn yet: creating it costs memory.
      if (!signal && !round && !drawn) {
        element.classList.add('silent')
        return
      }
      drawn = true
      if (round) paintField(element, signal, width, units)
      else if (signal?.units === 1) paintTrace(element, signal, width, height)
      else paintHeat(element, signal)
      element.classList.toggle('silent', signal === undefined)
      element.classList.toggle('pixels', signal !== undefined && signal.units !== 1 && !round)
    }
    const release = live.node(node, paint)
    const unlisten = onTheme(() => paint(live.signal(node)))
    return () => {
      release()
      unlisten()
    }
  }, [node, width, height, round, units])
  return <canvas ref={canvas} className="units" style={{ width, height }} aria-hidden />
}
