import { useState, type RefObject } from 'react'
import { Handing, type HandingLine } from '../gestures/handing'
import { useGesture } from '../gestures/useGesture'

/** Ctrl-drag from a port moves all of its wires to another port of the same side. Draws the line. */
export function PortDrag({ host }: { readonly host: RefObject<HTMLElement | null> }) {
  const [line, draw] = useState<HandingLine>()
  useGesture(host, () => new Handing(draw))
  if (!line) return null
  return (
    <svg className={`port-drag ${line.fits ? 'fits' : ''}`} aria-hidden>
      <line x1={line.from.x} y1={line.from.y} x2={line.to.x} y2={line.to.y} />
      <circle cx={line.to.x} cy={line.to.y} r="5" />
    </svg>
  )
}
