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
import { pokedNode, pokeKey, withoutPoke } from '../../workspace/poke'

/** The changes by hand, above the time bar; each can be removed alone, or all with one key. */
export function PokeStrip() {
  const { t } = useTranslation()
  const item = useCommands()
  const pokes = useStore(momentStore, (state) => state.pokes)
  const document = useStore(documentStore, (state) => state.document)
  if (pokes.length === 0) return null
  const textOf = (poke: Poke): string => {
    const node = pokedNode(poke)
    const name = node === undefined ? '' : labelOf(document, node)
    const steps = poke.end === null ? `${poke.first}–` : poke.end === poke.first + 1 ? String(poke.first) : `${poke.first}–${poke.end - 1}`
    if (poke.kind === 'cut') return t('poke.strip.cut', { name: poke.edge, steps })
    if (poke.kind === 'noise') return t('poke.strip.noise', { name, steps, deviation: compact(poke.deviation) })
    const unit = poke.unit === null ? '' : ` ${poke.unit + 1}`
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
        {pokes.map((poke) => (
          <li key={pokeKey(poke)}>
            {textOf(poke)}
            <button
              type="button"
              aria-label={t('poke.undo', { what: textOf(poke) })}
              title={t('poke.undo', { what: textOf(poke) })}
              onClick={() => chooseMoment(withoutPoke(pokeKey(poke)))}
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
