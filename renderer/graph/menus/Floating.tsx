import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { Point } from '../geometry'

interface Shown {
  readonly at: Point
  readonly className: string
  readonly label: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A panel over everything at a point of the window; kept inside it, and closed by a press elsewhere. */
export function Floating({ at, className, label, onClose, children }: Shown) {
  const panel = useRef<HTMLDivElement>(null)
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
