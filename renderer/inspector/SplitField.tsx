import { useTranslation } from 'react-i18next'
import type { Reason } from '../controls/bounds'
import { NumberField } from '../controls/NumberField'

const PARTS = ['train', 'validation', 'test'] as const

interface SplitProps {
  readonly id: string
  readonly value: unknown
  readonly onChange: (split: [number, number, number]) => void
  readonly onEnd: () => void
}

const round = (value: number): number => Number(value.toFixed(6))

/** The fractions of training, validation and test part, with a bar. */
export function SplitField({ id, value, onChange, onEnd }: SplitProps) {
  const { t } = useTranslation()
  const split = PARTS.map((_, i) => {
    const share: unknown = Array.isArray(value) ? value[i] : undefined
    return typeof share === 'number' ? share : 0
  }) as [number, number, number]
  const sum = split.reduce((a, b) => a + b, 0)
  const refuse =
    (i: number) =>
    (share: number): Reason | undefined => {
      const total = round(sum - split[i]! + share)
      return total > 1 ? { key: 'inspector.reason.split', values: { sum: total } } : undefined
    }
  return (
    <div className="split">
      <div className="split-bar" aria-hidden>
        {PARTS.map((part, i) => (
          <span key={part} className={part} style={{ flexGrow: split[i] }} />
        ))}
        <span className="rest" style={{ flexGrow: Math.max(0, 1 - sum) }} />
      </div>
      <div className="split-parts">
        {PARTS.map((part, i) => (
          <div key={part}>
            <NumberField
              {...(i === 0 ? { id } : {})}
              label={t(`inspector.split.${part}`)}
              value={split[i]}
              bounds={{ min: 0, max: 1 }}
              refuse={refuse(i)}
              onEnd={onEnd}
              onChange={(share) => {
                const next: [number, number, number] = [...split]
                next[i] = share ?? 0
                onChange(next)
              }}
            />
            <span className="split-name">{t(`inspector.split.${part}`)}</span>
          </div>
        ))}
      </div>
    </div>
  )
}
