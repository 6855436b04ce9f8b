import { ChevronRight } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import './fields.css'

/** Collapsed sections, remembered until the program ends. */
const closed = new Set<string>()

/** A titled, collapsible part of a panel. */
export function Section({
  name,
  title,
  aside,
  children,
}: {
  readonly name: string
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(() => !closed.has(name))
  const id = useId()
  return (
    <section className="section" data-section={name}>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            if (open) closed.add(name)
            else closed.delete(name)
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
