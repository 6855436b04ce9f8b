import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentStore } from '../editing/store'
import { useCanvas } from '../graph'
import { problemText, languageOf } from '../drawing/words'
import { changeWords, runWords, selectionWords, sourceWords } from './announce'
import { engineStore } from '../workspace/engine'
import { toldNow } from '../workspace/told'

/** What follows within this many milliseconds is said together. */
const PAUSE = 120

/** Says what changes to those who do not see it: edits, what is selected, the run, problems. */
export function Announcer() {
  const { t, i18n } = useTranslation()
  const [said, setSaid] = useState({ text: '', turn: 0 })
  useEffect(() => {
    const language = languageOf(i18n.language)
    const waiting = new Map<string, string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (about: string, text: string | undefined): void => {
      if (text === undefined || text === '') return
      waiting.set(about, text)
      // What an edit has added is selected by it: that is said once.
      if (waiting.has('edit')) waiting.delete('selection')
      clearTimeout(timer)
      timer = setTimeout(() => {
        setSaid(({ turn }) => ({ text: [...waiting.values()].join('. '), turn: turn + 1 }))
        waiting.clear()
      }, PAUSE)
    }
    let before = toldNow()?.errors ?? []
    const tellProblems = (): void => {
      const errors = toldNow()?.errors ?? []
      const [first] = errors
      if (first && errors.length !== before.length) tell('problems', `${t('access.say.problems', { count: errors.length })} ${problemText(language, first)}`)
      else if (errors.length === 0 && before.length > 0) tell('problems', t('access.say.no-problems'))
      before = errors
    }
    const stops = [
      documentStore.subscribe((state, old) => {
        tell('edit', changeWords(old, state, language, t))
        if (state.selection !== old.selection && state.document === old.document) tell('selection', selectionWords(state, language, t))
        if (state.asked !== old.asked) tellProblems()
      }),
      engineStore.subscribe((state, old) => {
        if (state.state !== old.state) tell('run', runWords(old.state, state.state, state.reports.at(-1)?.loss, t))
        tellProblems()
      }),
      useCanvas.subscribe((state, old) => {
        if (state.marked !== old.marked && state.marked.length > 0) tell('sources', sourceWords(documentStore.getState().document, state.marked, t))
      }),
    ]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [t, i18n.language])
  // The same words twice are said twice: the text moves to the other element.
  return (
    <div className="shell-announcer" aria-live="polite" role="status">
      <span>{said.turn % 2 === 0 ? said.text : ''}</span>
      <span>{said.turn % 2 === 1 ? said.text : ''}</span>
    </div>
  )
}
