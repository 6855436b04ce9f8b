import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { Point } from '../../drawing/geometry'

interface Shown {
  readonly at: Point
  readonly className: string
  readonly label: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A panel over everything at a point of the window; kept inside it, closed by a press elsewhere; the focus goes back to where it was. */
export function Floating({ at, className, label, onClose, children }: Shown) {
  const panel = useRef<HTMLDivElement>(null)
  const [before] = useState(() => window.document.activeElement)
  useEffect(() => {
    const element = panel.current
    // Once it is gone; whatever has taken the focus by then keeps it.
    return () => queueMicrotask(() => {
      if (element?.isConnected || window.document.activeElement !== window.document.body) return
      const back = before instanceof HTMLElement && before !== window.document.body && before.isConnected ? before : window.document.querySelector<HTMLElement>('.graph')
      back?.focus({ preventScroll: true })
    })
  }, [before])
  useLayoutEffect(() => {
    const element = panel.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    element.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`
    element.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`
  }, [at])
  useEffect(() => {
    const press = (event: PointerEvent): void => {
      if (!panel.current?.contains(event.target as globalThis.Node)) onClose()
    }
    window.addEventListener('pointerdown', press, true)
    window.addEventListener('blur', onClose)
    return () => {
      window.removeEventListener('pointerdown', press, true)
      window.removeEventListener('blur', onClose)
    }
  }, [onClose])
  return createPortal(
    <div ref={panel} className={`graph-floating ${className}`} role="dialog" aria-label={label} style={{ left: at.x, top: at.y }} onContextMenu={(event) => event.preventDefault()}>
      {children}
    </div>,
    document.body,
  )
}
