import './controls.css'
import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './IconButton'
import { focusEnd, useModal } from './modal'

/** A field of the content. */
const FIELD = ['input', 'select', 'textarea'].map((tag) => `.content ${tag}:not(:disabled)`).join()

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons at the bottom, the default one last. */
  readonly actions?: ReactNode
  readonly className?: string
}

/** A modal dialog: keeps the focus inside, closes with Escape, and restores the focus. */
export function Dialog({ title, onClose, children, actions, className = '' }: DialogProps) {
  const { t } = useTranslation()
  const layer = useRef<HTMLDivElement>(null)
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useModal(layer, element, onClose)
  useEffect(() => {
    // Focus the default button or the first field; otherwise the close button would have the focus, and Enter would close.
    const { current } = element
    const first = current?.querySelector<HTMLElement>('footer > button:last-of-type') ?? current?.querySelector<HTMLElement>(FIELD)
    first?.focus()
  }, [])
  return (
    <div
      ref={layer}
      popover="manual"
      className="control-layer"
      onPointerDown={(event) => {
        if (event.target === layer.current) onClose()
      }}
    >
      <span tabIndex={0} onFocus={() => focusEnd(element.current, 'last')} />
      <dialog ref={element} className={`control-dialog ${className}`} aria-labelledby={heading} aria-modal>
        <div className="frame">
          <header>
            <h2 id={heading}>{title}</h2>
            <IconButton label={t('shell.close')} onClick={onClose}>
              <X size={16} />
            </IconButton>
          </header>
          <div className="content">{children}</div>
          {actions && <footer>{actions}</footer>}
        </div>
      </dialog>
      <span tabIndex={0} onFocus={() => focusEnd(element.current, 'first')} />
    </div>
  )
}
