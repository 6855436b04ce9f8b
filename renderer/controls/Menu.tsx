import './controls.css'
import { Check } from 'lucide-react'
import { useLayoutEffect, useId, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { Floating, type Spot } from './Floating'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
  /** A second line, such as the folder of a file. */
  readonly detail?: string | undefined
  readonly checked?: boolean
  /** Whether it deletes something. */
  readonly danger?: boolean
  /** Why it is unavailable. */
  readonly reason?: string | undefined
  readonly run: () => void
}

/** A row of colours to choose from. */
interface Swatches {
  readonly label: string
  readonly swatches: readonly { readonly id: string; readonly label: string; readonly colour: string; readonly checked: boolean; readonly run: () => void }[]
}

export type MenuEntry = MenuItem | Swatches | 'line'

interface MenuProps {
  readonly label: string
  readonly title?: string | undefined
  readonly className?: string
  readonly align?: 'start' | 'end'
  readonly button: ReactNode
  /** Called when the menu opens. */
  readonly items: () => readonly MenuEntry[]
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
        ref={anchor}
        type="button"
        className={className}
        aria-label={label}
        title={title ?? label}
        aria-haspopup="menu"
        aria-expanded={open}
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
          id={id}
          label={label}
          at={anchor}
          align={align}
          items={items()}
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
  readonly className?: string
  readonly at: Spot
  readonly items: readonly MenuEntry[]
  readonly onClose: () => void
}

/** A context menu at a point of the window. */
export function MenuAt(props: MenuAtProps) {
  return <Items id={useId()} {...props} />
}

interface ItemsProps extends Omit<MenuAtProps, 'at' | 'onClose'> {
  readonly id: string
  readonly at: Spot | RefObject<HTMLElement | null>
  readonly align?: 'start' | 'end'
  /** @param refocus whether to return the focus to the button. */
  readonly onClose: (refocus: boolean) => void
}

function Items({ id, label, className = '', at, align = 'start', items, onClose }: ItemsProps) {
  const list = useRef<HTMLDivElement>(null)
  const entries = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  useLayoutEffect(() => list.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus(), [])
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = entries()
    const now = all.findIndex((entry) => entry === entry.ownerDocument.activeElement)
    const go = (to: number): void => all[(to + all.length) % all.length]?.focus()
    event.stopPropagation()
    if (event.key === 'ArrowDown') go(now + 1)
    else if (event.key === 'ArrowUp') go(now - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Escape' || event.key === 'Tab') onClose(true)
    else return
    event.preventDefault()
  }
  const choose = ({ reason, run }: Pick<MenuItem, 'reason' | 'run'>): void => {
    if (reason !== undefined) return
    onClose(true)
    run()
  }
  return (
    <Floating
      id={id}
      role="menu"
      at={at}
      align={align}
      className={`control-menu ${className}`}
      label={label}
      onClose={() => onClose(false)}
      onKeyDown={onKeyDown}
    >
      <div ref={list} role="presentation">
        {items.map((item, i) =>
          item === 'line' ? (
            <hr key={i} />
          ) : 'swatches' in item ? (
            <div key={i} className="swatches" role="group" aria-label={item.label}>
              {item.swatches.map((one) => (
                <button
                  key={one.id}
                  type="button"
                  role="menuitemradio"
                  aria-checked={one.checked}
                  aria-label={one.label}
                  title={one.label}
                  style={{ '--tone': one.colour } as CSSProperties}
                  onClick={() => choose(one)}
                />
              ))}
            </div>
          ) : (
            <button
              key={item.id}
              type="button"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              data-item={item.id}
              className={item.danger ? 'danger' : undefined}
              aria-disabled={item.reason !== undefined || undefined}
              title={item.reason ?? item.detail}
              onClick={() => choose(item)}
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
      </div>
    </Floating>
  )
}
