import { useEffect, useState, type RefObject } from 'react'
import type { End, Side } from '../../document/ports'
import { documentStore } from '../../editing/store'
import { moveWires } from '../wiring'
import type { Point } from '../../drawing/geometry'
import { wiresAt } from '../../drawing/rules'

interface Held {
  readonly end: End
  readonly side: Side
  readonly from: Point
}

/** The port under a point of the window. */
function portAt(at: Point): { readonly end: End; readonly side: Side } | undefined {
  for (const found of window.document.elementsFromPoint(at.x, at.y)) {
    const port = found.closest<HTMLElement>('[data-port]')
    if (port?.dataset.port === undefined) continue
    const [node, name] = port.dataset.port.split('.')
    return { end: { node: node!, port: name! }, side: port.dataset.side === 'from' ? 'from' : 'to' }
  }
  return undefined
}

/** With Ctrl a port gives all of its wires to the port of the same side on which it is let go. */
export function PortDrag({ host }: { readonly host: RefObject<HTMLElement | null> }) {
  const [line, setLine] = useState<{ readonly from: Point; readonly to: Point; readonly fits: boolean }>()
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    let held: Held | undefined
    const target = (event: MouseEvent): End | undefined => {
      const port = portAt({ x: event.clientX, y: event.clientY })
      return held && port && port.side === held.side && (port.end.node !== held.end.node || port.end.port !== held.end.port) ? port.end : undefined
    }
    const end = (): void => {
      held = undefined
      setLine(undefined)
      window.removeEventListener('mousemove', move, true)
      window.removeEventListener('mouseup', up, true)
      window.removeEventListener('keydown', escape, true)
    }
    const move = (event: MouseEvent): void => {
      if (!held) return
      event.stopPropagation()
      setLine({ from: held.from, to: { x: event.clientX, y: event.clientY }, fits: target(event) !== undefined })
    }
    const up = (event: MouseEvent): void => {
      const to = target(event)
      if (held && to) moveWires(held.end, to, held.side)
      end()
    }
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      end()
    }
    const down = (event: MouseEvent): void => {
      if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return
      const port = portAt({ x: event.clientX, y: event.clientY })
      if (!port || wiresAt(documentStore.getState().document, port.end, port.side).length === 0) return
      // Before the canvas draws a new wire from it.
      event.preventDefault()
      event.stopPropagation()
      held = { ...port, from: { x: event.clientX, y: event.clientY } }
      window.addEventListener('mousemove', move, true)
      window.addEventListener('mouseup', up, true)
      window.addEventListener('keydown', escape, true)
    }
    element.addEventListener('mousedown', down, true)
    return () => {
      element.removeEventListener('mousedown', down, true)
      end()
    }
  }, [host])
  if (!line) return null
  return (
    <svg className={`port-drag ${line.fits ? 'fits' : ''}`} aria-hidden>
      <line x1={line.from.x} y1={line.from.y} x2={line.to.x} y2={line.to.y} />
      <circle cx={line.to.x} cy={line.to.y} r="5" />
    </svg>
  )
}
