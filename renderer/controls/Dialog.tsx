import './controls.css'
import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './IconButton'

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
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    // Focus the default button; otherwise the close button would have the focus, and Enter would close.
    element.current?.querySelector<HTMLElement>('footer > button:last-of-type')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      className={`control-dialog ${className}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) onClose()
      }}
    >
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
  )
}
