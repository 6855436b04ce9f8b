import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import './fields.css'

export interface ChipsProps {
  readonly id?: string
  readonly label?: string
  readonly value: readonly string[]
  readonly known: readonly string[]
  /** Label of the list of further names, for example "Add a column". */
  readonly add: string
  /** Shown if there is nothing to choose from. */
  readonly none: string
  readonly mixed?: boolean
  readonly describedBy?: string
  readonly onChange: (value: readonly string[]) => void
}

/** An ordered list of names: the chosen ones, removable, and a list to add others. */
export function Chips({ id, label, value, known, add, none, mixed, describedBy, onChange }: ChipsProps) {
  const { t } = useTranslation()
  const chosen = mixed ? [] : value
  const rest = known.filter((name) => !chosen.includes(name))
  return (
    <div className="chips" role="group" aria-label={label}>
      {mixed && <span className="chips-note">{t('inspector.mixed')}</span>}
      {chosen.map((name, i) => {
        const missing = known.length > 0 && !known.includes(name)
        return (
          <span key={`${name} ${i}`} className={`chip${missing ? ' missing' : ''}`} title={missing ? t('inspector.column-missing', { name }) : name}>
            <span className="chip-name">{name}</span>
            <button type="button" aria-label={t('inspector.remove', { name })} onClick={() => onChange(chosen.filter((_, k) => k !== i))}>
              <X size={11} aria-hidden />
            </button>
          </span>
        )
      })}
      {rest.length > 0 && (
        <span className="chip-add">
          <Plus size={12} aria-hidden />
          <select id={id} aria-label={add} aria-describedby={describedBy} value="" onChange={(event) => onChange([...chosen, event.target.value])}>
            <option value="" disabled>
              {add}
            </option>
            {rest.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </span>
      )}
      {rest.length === 0 && chosen.length === 0 && !mixed && <span className="chips-note">{none}</span>}
    </div>
  )
}
