import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import './fields.css'

/** Milliseconds of hover or focus before the help appears. */
const DELAY = 500
const GAP = 8

/** Help beside its subject: to the left if there is space, otherwise below. */
export function Tooltip({
  content,
  children,
  className = '',
}: {
  readonly content: ReactNode
  readonly children: (describedBy: string | undefined) => ReactNode
  readonly className?: string
}) {
  const anchor = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [open, setOpen] = useState(false)
  const id = useId()
  const show = (): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOpen(true), DELAY)
  }
  const hide = (): void => {
    clearTimeout(timer.current)
    setOpen(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <div ref={anchor} className={className} onPointerEnter={show} onPointerLeave={hide} onPointerDown={hide} onFocus={show} onBlur={hide} onKeyDown={hide}>
      {children(open ? id : undefined)}
      {open && content && <Panel id={id} anchor={anchor} content={content} />}
    </div>
  )
}

function Panel({ id, anchor, content }: { readonly id: string; readonly anchor: { readonly current: HTMLElement | null }; readonly content: ReactNode }) {
  const panel = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = panel.current
    const at = anchor.current?.getBoundingClientRect()
    if (!element || !at) return
    const { width, height } = element.getBoundingClientRect()
    const beside = at.left - width - GAP
    const left = beside >= GAP ? beside : Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))
    const below = at.bottom + GAP + height < innerHeight ? at.bottom + GAP : at.top - height - GAP
    const top = beside >= GAP ? Math.max(GAP, Math.min(at.top, innerHeight - height - GAP)) : below
    element.style.left = `${left}px`
    element.style.top = `${top}px`
  }, [anchor, content])
  return createPortal(
    <div ref={panel} id={id} role="tooltip" className="tooltip">
      {content}
    </div>,
    document.body,
  )
}
