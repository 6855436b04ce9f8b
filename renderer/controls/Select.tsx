import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import './fields.css'

export interface Choice {
  readonly value: string
  readonly label: string
}

export interface SelectProps {
  readonly id?: string
  readonly label?: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly mixed?: boolean
  /** Whether the value shown is the default and none is set. */
  readonly standard?: boolean
  readonly describedBy?: string
  readonly onChange: (value: string) => void
}

/** A choice from a list. A value that is not in the list is still shown. */
export function Select({ id, label, value, choices, mixed, standard, describedBy, onChange }: SelectProps) {
  const { t } = useTranslation()
  const known = mixed || choices.some((choice) => choice.value === value)
  return (
    <div className={`field field-select${standard && !mixed ? ' standard' : ''}`}>
      <select id={id} aria-label={label} aria-describedby={describedBy} value={mixed ? '' : value} onChange={(event) => onChange(event.target.value)}>
        {mixed && (
          <option value="" disabled>
            {t('inspector.mixed')}
          </option>
        )}
        {!known && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden />
    </div>
  )
}
