import './controls.css'
import { Check } from 'lucide-react'
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
  /** Second line, such as the folder of a file. */
  readonly detail?: string | undefined
  readonly checked?: boolean
  /** Why it cannot act now. */
  readonly reason?: string | undefined
  readonly run: () => void
}

interface MenuProps {
  readonly label: string
  readonly title?: string | undefined
  readonly className?: string
  readonly align?: 'start' | 'end'
  readonly button: ReactNode
  /** Asked for when the menu opens. */
  readonly items: () => readonly (MenuItem | 'line')[]
  readonly onOpen?: () => void
}

/** A button that opens a menu below it. */
export function Menu({ label, title, className = '', align = 'start', button, items, onOpen }: MenuProps) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const id = useId()
  return (
    <>
      <button
        ref={anchor} type="button" className={className} aria-label={label} title={title ?? label} aria-haspopup="menu" aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => {
          if (!open) onOpen?.()
          setOpen(!open)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          onOpen?.()
          setOpen(true)
        }}
      >
        {button}
      </button>
      {open && (
        <Items
          id={id} label={label} anchor={anchor} align={align} items={items()}
          onClose={(refocus) => {
            setOpen(false)
            if (refocus) anchor.current?.focus()
          }}
        />
      )}
    </>
  )
}

interface MenuAtProps {
  readonly label: string
  /** In the window. */
  readonly at: { readonly x: number; readonly y: number }
  readonly items: readonly (MenuItem | 'line')[]
  /** @param refocus whether the focus has nowhere else to go. */
  readonly onClose: (refocus: boolean) => void
}

/** A menu at a point, of what lies there. */
export function MenuAt({ label, at, items, onClose }: MenuAtProps) {
  const anchor = useRef<HTMLElement>(null)
  const id = useId()
  return <Items id={id} label={label} anchor={anchor} at={at} align="start" items={items} onClose={onClose} />
}

interface ItemsProps {
  readonly id: string
  readonly label: string
  readonly anchor: { readonly current: HTMLElement | null }
  readonly at?: { readonly x: number; readonly y: number }
  readonly align: 'start' | 'end'
  readonly items: readonly (MenuItem | 'line')[]
  readonly onClose: (refocus: boolean) => void
}

function Items({ id, label, anchor, at: point, align, items, onClose }: ItemsProps) {
  const list = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useLayoutEffect(() => {
    const panel = list.current
    const at = point ? new DOMRect(point.x, point.y - 4, 0, 4) : anchor.current?.getBoundingClientRect()
    if (!panel || !at) return
    const { width, height } = panel.getBoundingClientRect()
    const left = align === 'start' ? at.left : at.right - width
    panel.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
    panel.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - height - 8))}px`
    panel.querySelector<HTMLElement>('[role^="menuitem"]')?.focus()
  }, [anchor, align, point])
  useEffect(() => {
    const press = (event: PointerEvent): void => {
      const target = event.target as globalThis.Node
      if (!list.current?.contains(target) && !anchor.current?.contains(target)) close.current(false)
    }
    const leave = (): void => close.current(false)
    window.addEventListener('pointerdown', press, true)
    window.addEventListener('blur', leave)
    return () => {
      window.removeEventListener('pointerdown', press, true)
      window.removeEventListener('blur', leave)
    }
  }, [anchor])
  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
    const now = entries.findIndex((entry) => entry === document.activeElement)
    const go = (to: number): void => entries[(to + entries.length) % entries.length]?.focus()
    event.stopPropagation()
    if (event.key === 'ArrowDown') go(now + 1)
    else if (event.key === 'ArrowUp') go(now - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Escape' || event.key === 'Tab') onClose(true)
    else return
    event.preventDefault()
  }
  return createPortal(
    <div id={id} ref={list} className="control-menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {items.map((item, i) =>
        item === 'line' ? (
          <hr key={i} />
        ) : (
          <button
            key={item.id} type="button" role={item.checked === undefined ? 'menuitem' : 'menuitemradio'} aria-checked={item.checked} data-item={item.id}
            aria-disabled={item.reason !== undefined || undefined} title={item.reason ?? item.detail}
            onClick={() => {
              if (item.reason !== undefined) return
              onClose(true)
              item.run()
            }}
          >
            <span className="mark">{item.checked && <Check size={14} />}</span>
            <span className="words">
              {item.label}
              {item.detail && <small>{item.detail}</small>}
            </span>
            {item.hint && <kbd>{item.hint}</kbd>}
          </button>
        ),
      )}
    </div>,
    document.body,
  )
}
