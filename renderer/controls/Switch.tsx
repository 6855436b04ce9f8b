import { useTranslation } from 'react-i18next'
import './fields.css'

export interface SwitchProps {
  readonly id?: string
  readonly label?: string
  readonly value: boolean
  readonly mixed?: boolean
  readonly describedBy?: string | undefined
  readonly disabled?: boolean
  readonly onChange: (value: boolean) => void
}

/** A switch. If several elements differ, the first click turns all on. */
export function Switch({ id, label, value, mixed, describedBy, disabled, onChange }: SwitchProps) {
  const { t } = useTranslation()
  return (
    <span className="switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-describedby={describedBy}
        checked={!mixed && value}
        disabled={disabled}
        data-mixed={mixed || undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span aria-hidden>{t(mixed ? 'inspector.mixed' : value ? 'inspector.on' : 'inspector.off')}</span>
    </span>
  )
}
