import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldReason } from './FieldReason'
import type { Reason } from './bounds'
import './fields.css'

export interface TextFieldProps {
  readonly id?: string
  readonly label?: string
  readonly value: string
  readonly placeholder?: string
  readonly mixed?: boolean
  readonly mono?: boolean
  readonly lines?: number
  readonly autoFocus?: boolean
  readonly describedBy?: string
  /** Whether to apply while typing; otherwise on Enter and when the field loses the focus. */
  readonly live?: boolean
  readonly refuse?: (text: string) => Reason | undefined
  readonly onChange: (text: string) => void
  /** Called at the end of a gesture; `reverted` if Escape took back what had been applied while typing. */
  readonly onEnd?: (reverted: boolean) => void
}

/** A text field: Enter commits (Ctrl+Enter if it has several lines), Escape reverts. */
export function TextField(props: TextFieldProps) {
  const { value, mixed, live, lines, refuse, onChange, onEnd } = props
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string>()
  const [start, setStart] = useState(value)
  const [reason, setReason] = useState<Reason>()
  const reasonId = useId()
  const commit = (): void => {
    if (draft === undefined) return
    const wrong = refuse?.(draft)
    setReason(wrong)
    if (wrong) return
    setDraft(undefined)
    if (!live && draft !== value) onChange(draft)
  }
  const field = {
    id: props.id,
    'data-settled': draft === undefined ? '' : undefined,
    'aria-label': props.label,
    'aria-invalid': reason !== undefined,
    autoFocus: props.autoFocus,
    'aria-describedby': reason ? reasonId : props.describedBy,
    value: draft ?? (mixed ? '' : value),
    spellCheck: false,
    placeholder: mixed ? t('inspector.mixed') : props.placeholder,
    autoComplete: 'off',
    onFocus: () => setStart(value),
    onChange: (event: { readonly target: { readonly value: string } }) => {
      const text = event.target.value
      setDraft(text)
      setReason(undefined)
      if (live && !refuse?.(text)) onChange(text)
    },
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (event.nativeEvent.isComposing) return
      if (event.key === 'Enter' && (!lines || event.ctrlKey || event.metaKey)) {
        // Blurring commits.
        const wrong = draft === undefined ? undefined : refuse?.(draft)
        setReason(wrong)
        if (!wrong) event.currentTarget.blur()
      } else if (event.key === 'Escape') {
        const changed = draft !== undefined
        setDraft(undefined)
        setReason(undefined)
        if (!changed) event.currentTarget.blur()
        else if (live && value !== start) onEnd?.(true)
        event.stopPropagation()
      }
    },
    onBlur: () => {
      commit()
      onEnd?.(false)
    },
  }
  return (
    <div className="field-wrap">
      <div className={`field${props.mono ? ' mono' : ''}${reason ? ' invalid' : ''}`}>
        {lines ? <textarea {...field} rows={lines} /> : <input type="text" {...field} />}
      </div>
      {reason && <FieldReason id={reasonId} text={t(reason.key, reason.values)} />}
    </div>
  )
}
