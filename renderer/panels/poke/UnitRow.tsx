import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Span } from '../../../engine/analyze/poke'
import { compact, fixed } from '../../languages/numbers'
import { chooseMoment, momentStore } from '../../workspace/engine'
import { pokeKey, withoutPoke, withPoke } from '../../workspace/poke'

/** Values that a slider reaches in both directions, unless the unit has a larger one. */
const REACH = 3

interface UnitProps {
  readonly port: string
  readonly unit: number
  readonly span: Span
  /** The unit's value at the moment; undefined while unknown. */
  readonly now: number | undefined
}

/** Holds one unit at a value. While it is not held, the slider shows its present value. */
export function UnitRow({ port, unit, span, now }: UnitProps) {
  const { t } = useTranslation()
  const key = `set ${port} ${unit}`
  const poke = useStore(momentStore, ({ pokes }) => pokes.find((other) => pokeKey(other) === key))
  const drawn = poke?.kind === 'set' && poke.values.length > 1
  const value = (poke?.kind === 'set' && !drawn ? poke.values[0] : now) ?? 0
  const [reach, extend] = useState(REACH)
  const least = Math.ceil(Math.abs(value))
  if (Number.isFinite(least) && least > reach) extend(least)
  const name = t('poke.unit', { unit: unit + 1 })
  const hold = (to: number): void => chooseMoment(withPoke({ kind: 'set', port, unit, values: [to], ...span }))
  const unknown = poke === undefined && now === undefined
  return (
    <div className="poke-unit" data-on={poke !== undefined}>
      <label>
        <input type="checkbox" checked={poke !== undefined} onChange={(event) => (event.target.checked ? hold(value) : chooseMoment(withoutPoke(key)))} />
        {name}
      </label>
      <input
        type="range"
        min={-reach}
        max={reach}
        step={0.01}
        value={Number.isFinite(value) ? value : 0}
        aria-label={t('poke.value', { unit: unit + 1 })}
        aria-valuetext={unknown ? undefined : t(poke === undefined ? 'poke.now' : 'poke.held', { value: compact(value) })}
        onChange={(event) => hold(Number(event.target.value))}
      />
      <output className="figure" aria-live="off">
        {drawn ? '∿' : unknown ? '–' : fixed(value)}
      </output>
    </div>
  )
}
