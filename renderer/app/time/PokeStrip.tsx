import { Hand, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Poke } from '../../../engine/analyze/poke'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { useCommands } from '../../keys/useCommands'
import { runCommand } from '../../keys/commands'
import { compact } from '../../languages/numbers'
import { chooseMoment, momentStore } from '../../workspace/engine'
import { grouped, pokedNode, pokeKey, withoutPoke } from '../../workspace/poke'

/** Most units whose values a group lists. */
const MOST_HELD = 9
const short = (value: number): string => (Number.isInteger(value) ? String(value) : compact(value))

/** The changes by hand, above the time bar; each can be removed alone, or all with one key. */
export function PokeStrip() {
  const { t } = useTranslation()
  const item = useCommands()
  const pokes = useStore(momentStore, (state) => state.pokes)
  const document = useStore(documentStore, (state) => state.document)
  if (pokes.length === 0) return null
  const textOf = (group: readonly [Poke, ...Poke[]]): string => {
    const [poke] = group
    const node = pokedNode(poke)
    const name = node === undefined ? '' : labelOf(document, node)
    const steps = poke.end === null ? `${poke.first}–` : poke.end === poke.first + 1 ? String(poke.first) : `${poke.first}–${poke.end - 1}`
    if (poke.kind === 'cut') return t('poke.strip.cut', { name: poke.edge, steps })
    if (poke.kind === 'noise') return t('poke.strip.noise', { name, steps, deviation: compact(poke.deviation) })
    const unit = poke.unit === null ? '' : ` ${poke.unit + 1}`
    if (group.length > 1) {
      const held = group.flatMap((each) => (each.kind === 'set' ? `${(each.unit ?? 0) + 1}: ${short(each.values[0]!)}` : []))
      const values = held.length > MOST_HELD ? [...held.slice(0, MOST_HELD), '…'] : held
      return t('poke.strip.several', { name, steps, values: values.join(' · ') })
    }
    return poke.values.length === 1
      ? t('poke.strip.set', { name: `${name}${unit}`, steps, value: compact(poke.values[0]!) })
      : t('poke.strip.curve', { name: `${name}${unit}`, steps })
  }
  const back = item('poke-back')
  return (
    <div className="poke-strip" role="status">
      <Hand size={14} aria-hidden />
      <span>{t('poke.strip')}</span>
      <ul>
        {grouped(pokes).map((group) => (
          <li key={pokeKey(group[0])}>
            {textOf(group)}
            <button
              type="button"
              aria-label={t('poke.undo', { what: textOf(group) })}
              title={t('poke.undo', { what: textOf(group) })}
              onClick={() => chooseMoment(...group.map((poke) => withoutPoke(pokeKey(poke))))}
            >
              <X size={12} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="time-toggle strong" title={`${back.label}${back.hint ? ` (${back.hint})` : ''}`} onClick={() => runCommand('poke-back')}>
        {t('poke.back')} {back.hint && <kbd>{back.hint}</kbd>}
      </button>
    </div>
  )
}
