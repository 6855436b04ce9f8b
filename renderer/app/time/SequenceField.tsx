import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SequencesView } from '../../../engine/run/streams'
import { useCommands } from '../../keys/useCommands'
import { chooseMoment, momentStore, momentView, watch } from '../../workspace/engine'
import { toSequence } from '../../workspace/moment'

/** Chooses the shown sequence by its number, by its id, or as the one with the highest loss. */
export function SequenceField() {
  const { t } = useTranslation()
  const part = useStore(momentStore, (state) => state.part)
  const worst = useStore(momentStore, (state) => state.sequence === 'worst')
  const count = useStore(momentStore, (state) => state.extent?.sequences[state.part] ?? 0)
  const shown = useStore(momentView, (view) => (view ? (view.id ?? String(view.sequence + 1)) : ''))
  const [typed, type] = useState<string>()
  const list = useId()
  const reason = useCommands()('moment-worst').reason
  if (count < 2) return null
  const choose = (text: string): void => {
    type(undefined)
    const at = idsOf(part).indexOf(text.trim())
    const number = at >= 0 ? at : Number(text) - 1
    if (text.trim() !== '' && Number.isInteger(number) && number >= 0) chooseMoment(toSequence(number), () => ({ playing: false }))
  }
  return (
    <div className="time-sequence">
      <label title={t('time.sequence.tip')}>
        <span className="word">{t('time.sequence')}</span>
        <input
          list={list}
          value={typed ?? shown}
          aria-label={t('time.sequence')}
          inputMode="numeric"
          onFocus={(event) => event.target.select()}
          onChange={(event) => type(event.target.value)}
          onBlur={(event) => typed !== undefined && choose(event.target.value)}
          onKeyDown={(event) => {
            const by = { ArrowUp: 1, ArrowDown: -1 }[event.key]
            if (event.key === 'Enter') choose(event.currentTarget.value)
            if (event.key === 'Escape') type(undefined)
            if (by === undefined || idsOf(part).length > 0) return
            event.preventDefault()
            choose(String((momentView.getState()?.sequence ?? 0) + 1 + by))
          }}
        />
        <span className="figure">{t('time.sequence.of', { count })}</span>
      </label>
      <Ids id={list} part={part} />
      <button
        type="button"
        className="time-toggle"
        aria-pressed={worst}
        disabled={reason !== undefined}
        title={t('time.worst.tip')}
        onClick={() => chooseMoment(toSequence(worst ? (momentView.getState()?.sequence ?? 0) : 'worst'))}
      >
        {t('time.worst')}
      </button>
    </div>
  )
}

let known: { readonly part: string; readonly ids: readonly string[] } = { part: '', ids: [] }
const idsOf = (part: string): readonly string[] => (known.part === part ? known.ids : [])

/** The ids of the sequences, to choose from. Watched only if the data have ids. */
function Ids({ id, part }: { readonly id: string; readonly part: 'train' | 'validation' | 'test' }) {
  const named = useStore(momentView, (view) => view?.id !== undefined)
  const [ids, setIds] = useState<readonly string[]>([])
  useEffect(() => {
    if (!named) return undefined
    const watching = watch({ kind: 'sequences', part }).subscribe((view: SequencesView | undefined) => {
      known = { part, ids: view?.ids ?? [] }
      setIds(known.ids)
    })
    return () => {
      watching.unsubscribe()
      known = { part: '', ids: [] }
    }
  }, [named, part])
  return (
    <datalist id={id}>
      {ids.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  )
}
