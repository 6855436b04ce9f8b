import { Pin, X } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../controls/IconButton'
import { isFull, pin } from '../../workspace/pinned'
import { Values } from './Values'

interface TipProps {
  readonly className?: string
  readonly at?: { readonly left: number; readonly top: number }
  readonly panel?: Ref<HTMLDivElement>
  readonly name: string
  readonly what: string
  /** The port whose values are shown. */
  readonly port: string
  /** Set while a click keeps it open. */
  readonly onClose?: (() => void) | undefined
  readonly children: ReactNode
}

/** The tooltip of a node or wire under the pointer, with its current values. After a click it stays open and has buttons. */
export function Tip({ className = '', at, panel, name, what, port, onClose, children }: TipProps) {
  const { t } = useTranslation()
  return (
    <div
      ref={panel}
      className={`wire-tip ${className}`}
      style={at}
      role={onClose ? 'group' : 'tooltip'}
      aria-label={onClose && name}
      data-kept={onClose !== undefined}
    >
      <div className="wire-tip-head">
        <b>{name}</b>
        <span>{what}</span>
        {onClose && (
          <span className="tip-buttons">
            <IconButton
              label={t('pinned.to.canvas')}
              reason={isFull() ? t('pinned.full') : undefined}
              onClick={() => {
                pin({ kind: 'signal', port }, 'canvas')
                onClose()
              }}
            >
              <Pin size={13} />
            </IconButton>
            <IconButton label={t('shell.close')} onClick={onClose}>
              <X size={13} />
            </IconButton>
          </span>
        )}
      </div>
      {children}
      <Values port={port} />
    </div>
  )
}
