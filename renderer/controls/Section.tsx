import { ChevronRight } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import './fields.css'

/** Whether sections are open, by name, once a user has opened or collapsed them; remembered until the program ends. */
const opened = new Map<string, boolean>()

/** A titled, collapsible part of a panel. @param folded Whether it is collapsed at first. */
export function Section({
  name,
  title,
  aside,
  folded = false,
  children,
}: {
  readonly name: string
  readonly title: string
  readonly aside?: ReactNode
  readonly folded?: boolean
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(() => opened.get(name) ?? !folded)
  const id = useId()
  return (
    <section className="section" data-section={name}>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            opened.set(name, !open)
            setOpen(!open)
          }}
        >
          <ChevronRight size={14} aria-hidden />
          <span>{title}</span>
        </button>
        {aside}
      </h3>
      {open && (
        <div id={id} className="section-body">
          {children}
        </div>
      )}
    </section>
  )
}
