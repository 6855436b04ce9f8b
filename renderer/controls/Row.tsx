import { RotateCcw } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Tooltip } from './Tooltip'
import './fields.css'

export interface RowProps {
  readonly label: string
  /** One or two sentences of help. */
  readonly help?: string
  /** Bounds, default and unit, on one line. */
  readonly facts?: string
  /** Why the setting has no effect at present; shown below the control. */
  readonly note?: string | undefined
  /** Value of `data-field`. */
  readonly name?: string
  /** Resets to the default; absent if it already has it. */
  readonly onReset?: () => void
  readonly resetTo?: string
  /** Whether to put the label above a control of full width. */
  readonly wide?: boolean
  /** Another button at its end. */
  readonly extra?: ReactNode
  readonly children: (id: string, describedBy: string | undefined) => ReactNode
}

/** A label, its control and a reset button; help appears after half a second of hover or focus. */
export function Row({ label, help, facts, note, name, onReset, resetTo, wide, extra, children }: RowProps) {
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
          <span className="row-end">
            {reset}
            {extra}
          </span>
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
