import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentStore } from '../editing/store'
import { useCanvas } from '../graph'
import { inSentences, languageOf, problemText } from '../drawing/words'
import { changeWords, runWords, selectionWords, sourceWords } from './announce'
import { engineStore } from '../workspace/engine'
import { shownReport } from '../workspace/shownReport'

/** Messages within this many milliseconds are announced together. */
const PAUSE = 120

/** Announces changes to users of screen readers: edits, the selection, the run, problems. */
export function Announcer() {
  const { t, i18n } = useTranslation()
  const [announced, setAnnounced] = useState({ text: '', turn: 0 })
  useEffect(() => {
    const language = languageOf(i18n.language)
    const waiting = new Map<string, string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const announce = (about: string, text: string | undefined): void => {
      if (text === undefined || text === '') return
      waiting.set(about, text)
      // An edit selects what it adds; announce the edit only.
      if (waiting.has('edit')) waiting.delete('selection')
      clearTimeout(timer)
      timer = setTimeout(() => {
        setAnnounced(({ turn }) => ({ text: [...waiting.values()].join(language === 'ja' ? '。' : '. '), turn: turn + 1 }))
        waiting.clear()
      }, PAUSE)
    }
    let before = shownReport()?.errors ?? []
    const announceProblems = (): void => {
      const errors = shownReport()?.errors ?? []
      const [first] = errors
      if (first && errors.length !== before.length)
        announce('problems', inSentences(language, t('access.say.problems', { count: errors.length }), problemText(language, first)))
      else if (errors.length === 0 && before.length > 0) announce('problems', t('access.say.no-problems'))
      before = errors
    }
    const stops = [
      documentStore.subscribe((state, old) => {
        announce('edit', changeWords(old, state, language, t))
        if (state.selection !== old.selection && state.document === old.document) announce('selection', selectionWords(state, language, t))
        if (state.asked !== old.asked) announceProblems()
      }),
      engineStore.subscribe((state, old) => {
        if (state.state !== old.state) announce('run', runWords(old.state, state.state, state.reports.at(-1)?.loss, t))
        announceProblems()
      }),
      useCanvas.subscribe((state, old) => {
        if (state.marked !== old.marked && state.marked.length > 0) announce('sources', sourceWords(documentStore.getState().document, state.marked, t))
      }),
    ]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [t, i18n.language])
  // Alternate between two elements, so that a repeated message is announced again.
  return (
    <div className="shell-announcer" aria-live="polite" role="status">
      <span>{announced.turn % 2 === 0 ? announced.text : ''}</span>
      <span>{announced.turn % 2 === 1 ? announced.text : ''}</span>
    </div>
  )
}
