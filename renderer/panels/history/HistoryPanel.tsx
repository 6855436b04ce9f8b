import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useMore } from '../../controls/useMore'
import { timeOfDay, whole } from '../../languages/numbers'
import { labelOf } from '../../document/selectors'
import { documentStore, redo, shownDocument, undo } from '../../editing/store'
import { engineStore } from '../../workspace/engine'
import { scoresAt } from '../../workspace/runs'
import { mainScores } from '../run/measures'

/** Undoes or redoes to the state after `steps` edits. */
async function travel(steps: number): Promise<void> {
  await shownDocument().settled()
  for (let n = documentStore.getState().past.length; n > steps; n--) undo()
  for (let n = documentStore.getState().past.length; n < steps; n++) redo()
}

/** All steps of history, oldest first; a click goes to one. */
export function HistoryPanel() {
  const { t, i18n } = useTranslation()
  const past = useStore(documentStore, (state) => state.past)
  const future = useStore(documentStore, (state) => state.future)
  const document = useStore(documentStore, (state) => state.document)
  // Scores of the last training may arrive after its step.
  useStore(engineStore, (state) => state.runs.at(-1)?.scores)
  const here = useRef<HTMLButtonElement>(null)
  const entries = [undefined, ...past, ...future]
  const { made, end } = useMore(entries.length, past.length)
  const isMade = made > past.length
  useEffect(() => here.current?.scrollIntoView?.({ block: 'nearest' }), [past.length, isMade])
  return (
    <ol className="panel-history" aria-label={t('panels.tab.history')}>
      {entries.slice(0, made).map((entry, steps) => (
        <li key={steps}>
          <button
            type="button"
            title={entry?.learned ? t('run.history.learned') : undefined}
            ref={steps === past.length ? here : undefined}
            className={steps > past.length ? 'undone' : ''}
            aria-current={steps === past.length ? 'step' : undefined}
            onClick={() => void travel(steps)}
          >
            <span className="figure">{whole(steps, 4)}</span>
            <span className="history-name">{entry ? t(entry.label) : t('panels.history.opened')}</span>
            {entry?.learned?.written && (
              <span className="figure">{t('run.history.written', { name: entry.learned.written.name, count: entry.learned.written.count })}</span>
            )}
            {entry?.learned && !entry.learned.written && (
              <span className="figure">
                {t('run.history.epochs', { from: entry.learned.before?.checkpoint.epoch ?? 0, to: entry.learned.after?.checkpoint.epoch ?? 0 })}
              </span>
            )}
            {entry?.learned?.after
              && mainScores(scoresAt(entry.learned.after.checkpoint)?.parts ?? {}, (output) => labelOf(document, output), t).map(({ text, tip }, i) => (
                <span key={i} className="figure" title={tip}>
                  {text}
                </span>
              ))}
            {steps > past.length && <span className="history-undone">{t('panels.history.undone')}</span>}
            {entry && <span className="figure">{timeOfDay(entry.at, i18n.language)}</span>}
          </button>
        </li>
      ))}
      {made < entries.length && <li ref={end} role="presentation" />}
    </ol>
  )
}
