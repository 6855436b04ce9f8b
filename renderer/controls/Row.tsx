import { RotateCcw } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Tooltip } from './Tooltip'
import './fields.css'

export interface RowProps {
  readonly label: string
  /** A sentence or two on what it does. */
  readonly help?: string
  /** Bounds, default and unit, one line. */
  readonly facts?: string
  /** Why it has no effect now; stands under the control. */
  readonly note?: string | undefined
  /** Stands in `data-field`. */
  readonly name?: string
  /** Takes the value back to its default; absent where it has it already. */
  readonly onReset?: () => void
  readonly resetTo?: string
  /** Label above its control, which takes the whole width. */
  readonly wide?: boolean
  readonly children: (id: string, describedBy: string | undefined) => ReactNode
}

/** A label, its control, and the way back to the default; help after half a second of hover or focus. */
export function Row({ label, help, facts, note, name, onReset, resetTo, wide, children }: RowProps) {
  const { t } = useTranslation()
  const id = useId()
  const content =
    help || facts ? (
      <>
        <b>{label}</b>
        {help && <p>{help}</p>}
        {facts && <p className="tooltip-facts">{facts}</p>}
      </>
    ) : undefined
  const reset = onReset && (
    <button
      type="button"
      className="row-reset"
      onClick={onReset}
      title={resetTo === undefined ? t('inspector.reset') : t('inspector.reset-to', { value: resetTo })}
      aria-label={resetTo === undefined ? t('inspector.reset-named', { name: label }) : t('inspector.reset-named-to', { name: label, value: resetTo })}
    >
      <RotateCcw size={12} aria-hidden />
    </button>
  )
  return (
    <Tooltip content={content} className={`row${wide ? ' wide' : ''}`}>
      {(describedBy) => (
        <>
          <label className="row-label" htmlFor={id} data-field={name}>
            {label}
          </label>
          <div className="row-control">{children(id, [describedBy, note && `${id}-note`].filter(Boolean).join(' ') || undefined)}</div>
          <span className="row-end">{reset}</span>
          {note && (
            <p className="row-note" id={`${id}-note`}>
              {note}
            </p>
          )}
        </>
      )}
    </Tooltip>
  )
}
