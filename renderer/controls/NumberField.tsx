import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldReason } from './FieldReason'
import { interval, objection, stepped, type Bounds, type Reason } from './bounds'
import { evaluate } from './expression'
import './fields.css'

export interface NumberFieldProps {
  readonly id?: string
  readonly label?: string
  /** Undefined if not set; then `standard` or `placeholder` is shown. */
  readonly value: number | undefined
  /** The value in effect if none is set. */
  readonly standard?: number
  /** Text in the empty field, for example "16, inferred". */
  readonly placeholder?: string
  readonly bounds?: Bounds
  readonly unit?: string
  /** Whether several elements have different values. */
  readonly mixed?: boolean
  readonly disabled?: boolean
  readonly describedBy?: string
  /** An additional check of a number within bounds. */
  readonly refuse?: (value: number) => Reason | undefined
  /** Undefined if the user emptied the field. */
  readonly onChange: (value: number | undefined) => void
  /** Called at the end of a gesture. */
  readonly onEnd?: () => void
}

/**
 * A field for numbers and expressions: arrow keys change the value (Shift ×10, Alt ×0.1), Enter commits, Escape
 * reverts; the wheel has no effect.
 */
export function NumberField(props: NumberFieldProps) {
  const { value, standard, placeholder, bounds = {}, unit, mixed, disabled, refuse, onChange, onEnd } = props
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string>()
  const [reason, setReason] = useState<Reason>()
  const [seen, setSeen] = useState(value)
  const reasonId = useId()
  const fresh = useRef(false)
  if (!Object.is(seen, value)) {
    // The value changed elsewhere (undo, another element): discard the pending input.
    setSeen(value)
    setDraft(undefined)
    setReason(undefined)
  }
  const set = value ?? (placeholder === undefined ? standard : undefined)
  const shown = draft ?? (mixed || set === undefined ? '' : String(set))

  const reset = (): void => {
    setDraft(undefined)
    setReason(undefined)
  }
  /** Applies the input, or shows why it is invalid; returns whether it was valid. */
  const commit = (): boolean => {
    if (draft === undefined) return true
    const text = draft.trim()
    if (text === '') {
      reset()
      if (value !== undefined && !mixed) onChange(undefined)
      return true
    }
    const number = evaluate(text)
    const wrong = number === undefined ? { key: 'inspector.reason.number' } : (objection(number, bounds) ?? refuse?.(number))
    setReason(wrong)
    if (wrong || number === undefined) return false
    reset()
    if (mixed || number !== (value ?? standard)) onChange(number)
    return true
  }
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      if (commit()) {
        onEnd?.()
        event.currentTarget.select()
      }
    } else if (event.key === 'Escape') {
      if (draft === undefined && reason === undefined) {
        event.currentTarget.blur()
        return
      }
      reset()
      event.stopPropagation()
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      const typed = draft === undefined ? undefined : evaluate(draft)
      const start = typed ?? value ?? standard ?? bounds.min ?? 0
      const factor = event.shiftKey ? 10 : event.altKey ? 0.1 : 1
      const next = stepped(start, event.key === 'ArrowUp' ? 1 : -1, bounds, factor)
      const wrong = objection(next, bounds) ?? refuse?.(next)
      setReason(wrong)
      if (wrong) return
      reset()
      if (next !== value) onChange(next)
    }
  }

  return (
    <div className="field-wrap">
      <div className={`field field-number${reason ? ' invalid' : ''}${value === undefined && !mixed && draft === undefined ? ' standard' : ''}`}>
        <input
          id={props.id}
          type="text"
          data-settled={draft === undefined ? '' : undefined}
          inputMode="decimal"
          role="spinbutton"
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          aria-label={props.label}
          aria-valuenow={set !== undefined && !String(set).includes('e') ? set : undefined}
          aria-valuetext={set === undefined ? undefined : String(set)}
          aria-valuemin={bounds.min}
          aria-valuemax={bounds.max}
          aria-invalid={reason !== undefined}
          aria-describedby={reason ? reasonId : props.describedBy}
          value={shown}
          placeholder={mixed ? t('inspector.mixed') : placeholder}
          title={reason ? undefined : interval(bounds) || undefined}
          onChange={(event) => {
            setDraft(event.target.value)
            if (reason) setReason(undefined)
          }}
          onPointerDown={(event) => {
            fresh.current = event.currentTarget !== document.activeElement
          }}
          onClick={(event) => {
            // The first click selects everything, like the Tab key; the second one places the caret.
            const { selectionStart, selectionEnd } = event.currentTarget
            if (fresh.current && selectionStart === selectionEnd) event.currentTarget.select()
            fresh.current = false
          }}
          onKeyDown={press}
          onBlur={() => {
            commit()
            onEnd?.()
          }}
        />
        {unit && <span className="field-unit">{unit}</span>}
      </div>
      {reason && <FieldReason id={reasonId} text={t(reason.key, reason.values)} />}
    </div>
  )
}
