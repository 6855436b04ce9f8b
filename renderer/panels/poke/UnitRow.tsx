import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Span } from '../../../engine/analyze/poke'
import { chooseMoment, momentStore } from '../../workspace/engine'
import { pokeKey, withoutPoke, withPoke } from '../../workspace/poke'

interface UnitProps {
  readonly port: string
  readonly unit: number
  readonly span: Span
}

/** Holds one unit at a value. */
export function UnitRow({ port, unit, span }: UnitProps) {
  const { t } = useTranslation()
  const key = `set ${port} ${unit}`
  const poke = useStore(momentStore, ({ pokes }) => pokes.find((other) => pokeKey(other) === key))
  const value = poke?.kind === 'set' && poke.values.length === 1 ? poke.values[0]! : 0
  const name = t('poke.unit', { unit: unit + 1 })
  const hold = (to: number): void => chooseMoment(withPoke({ kind: 'set', port, unit, values: [to], ...span }))
  return (
    <div className="poke-unit" data-on={poke !== undefined}>
      <label>
        <input type="checkbox" checked={poke !== undefined} onChange={(event) => (event.target.checked ? hold(value) : chooseMoment(withoutPoke(key)))} />
        {name}
      </label>
      <input
        type="range"
        min={-3}
        max={3}
        step={0.01}
        value={value}
        aria-label={t('poke.value', { unit: unit + 1 })}
        onChange={(event) => hold(Number(event.target.value))}
      />
      <output className="figure">{poke === undefined ? '–' : poke.kind === 'set' && poke.values.length > 1 ? '∿' : value.toFixed(2)}</output>
    </div>
  )
}
