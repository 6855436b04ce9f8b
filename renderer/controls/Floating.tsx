import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { useHost } from './host'

/** Distance from the edges of the window. */
const EDGE = 8

export interface Spot {
  readonly x: number
  readonly y: number
}

interface FloatingProps {
  /** A point of the window, or the button below which to open. */
  readonly at: Spot | RefObject<HTMLElement | null>
  /** Which edges of panel and button to align. */
  readonly align?: 'start' | 'end'
  readonly id?: string
  readonly className: string
  readonly label: string
  readonly role: 'dialog' | 'menu'
  readonly onClose: () => void
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly children: ReactNode
}

/** A floating panel, kept inside the window; a click elsewhere closes it, and the focus returns to where it was. */
export function Floating({ at, align = 'start', id, className, label, role, onClose, onKeyDown, children }: FloatingProps) {
  const panel = useRef<HTMLDivElement>(null)
  const host = useHost()
  const [before] = useState(() => document.activeElement)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useEffect(() => {
    const element = panel.current
    // After it has closed, and unless something else has taken the focus.
    return () =>
      queueMicrotask(() => {
        if (element?.isConnected || document.activeElement !== document.body) return
        const back = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : document.querySelector<HTMLElement>('.graph')
        back?.focus({ preventScroll: true })
      })
  }, [before])
  useLayoutEffect(() => {
    const element = panel.current
    if (!element) return
    if ('current' in at && at.current?.closest('[popover]')) {
      // Its button is in front of the window, and everything else behind it.
      element.popover = 'manual'
      Object.assign(element.style, { margin: '0', inset: 'auto' })
      element.showPopover()
    }
    const { width, height } = element.getBoundingClientRect()
    const button = 'current' in at ? at.current?.getBoundingClientRect() : undefined
    const x = button ? (align === 'end' ? button.right - width : button.left) : 'current' in at ? 0 : at.x
    const y = button ? button.bottom + 4 : 'current' in at ? 0 : at.y
    const { clientWidth, clientHeight } = host.documentElement
    element.style.left = `${Math.max(EDGE, Math.min(x, clientWidth - width - EDGE))}px`
    element.style.top = `${Math.max(EDGE, Math.min(y, clientHeight - height - EDGE))}px`
  }, [at, align, host])
  useEffect(() => {
    const press = (event: PointerEvent): void => {
      const target = event.target as globalThis.Node
      if (!panel.current?.contains(target) && !('current' in at && at.current?.contains(target))) close.current()
    }
    const leave = (): void => close.current()
    const view = host.defaultView
    view?.addEventListener('pointerdown', press, true)
    view?.addEventListener('blur', leave)
    return () => {
      view?.removeEventListener('pointerdown', press, true)
      view?.removeEventListener('blur', leave)
    }
  }, [at, host])
  return createPortal(
    <div id={id} ref={panel} className={className} role={role} aria-label={label} onKeyDown={onKeyDown} onContextMenu={(event) => event.preventDefault()}>
      {children}
    </div>,
    host.body,
  )
}
