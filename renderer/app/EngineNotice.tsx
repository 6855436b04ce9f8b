import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Button } from '../controls/Button'
import { inSentences, languageOf, problemText } from '../drawing/words'
import { tabsStore, type Tab } from '../workspace/tabs'
import { titleOf } from '../workspace/titles'

/** Reports engines that have failed, and how much of their training was kept. */
export function EngineNotice() {
  const tabs = useStore(tabsStore, (state) => state.tabs)
  return tabs.map((tab) => <Notice key={tab.id} tab={tab} />)
}

function Notice({ tab: { documents, engine } }: { readonly tab: Tab }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const trouble = useStore(engine.store, (state) => state.trouble)
  const name = useStore(documents.store, titleOf)
  if (!trouble) return null
  const { problem, ended, over } = trouble
  const { epoch = 0, known = null } = ended ?? {}
  const left = !ended || over === true ? undefined : known === null ? (epoch > 0 ? 'none' : undefined) : known < epoch ? 'some' : 'all'
  return (
    <div className="tabs-notice" role="alert">
      <p>
        {inSentences(
          language,
          t('engine.trouble', { name, problem: problemText(language, problem) }),
          left !== undefined && t(`engine.left.${left}`, { epoch, known: known ?? 0 }),
        )}
      </p>
      {over === true && (
        <Button look="primary" onClick={engine.startAgain}>
          {t('engine.start-again')}
        </Button>
      )}
      <Button look="quiet" onClick={engine.noticed}>
        {t('shell.close')}
      </Button>
    </div>
  )
}
