import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { JournalEntry } from '../../electron/contract'
import { Button } from '../controls/Button'
import { inSentences, languageOf, problemText } from '../drawing/words'
import { useJournal } from '../workspace/journal'
import { useTooLarge } from '../workspace/keptLearned'
import { discardRestored, forgetLosses, keepRestored, nameOf, openOffered, putOfferedAside, useRestored, type Loss } from '../workspace/restored'
import { timeOfDay } from '../languages/numbers'

/**
 * Reports which documents were recovered after a crash, which were not and why, and whether recovery is unavailable.
 */
export function RestoredNotice() {
  const { t } = useTranslation()
  const { restored, offered, losses } = useRestored()
  const failed = useJournal((state) => state.failed)
  const tooLarge = useTooLarge((state) => state.tabs)
  return (
    <>
      {offered.length > 0 && <Offered offered={offered} />}
      {restored.length > 0 && <BroughtBack />}
      {losses.length > 0 && <Losses losses={losses} />}
      {failed !== undefined && (
        <div className="tabs-notice" role="alert">
          <p>{t(`tabs.journal-failed.${failed}`)}</p>
        </div>
      )}
      {tooLarge.length > 0 && (
        <div className="tabs-notice" role="status">
          <p>{t('tabs.training-too-large', { names: tooLarge.map(nameOf).join(', ') })}</p>
          <Button look="quiet" onClick={() => useTooLarge.setState({ tabs: [] })}>
            {t('shell.close')}
          </Button>
        </div>
      )}
    </>
  )
}

function BroughtBack() {
  const { t, i18n } = useTranslation()
  const { restored, trained } = useRestored()
  return (
    <div className="tabs-notice" role="status">
      <p>
        {t('tabs.restored', { count: restored.length, names: restored.map(({ tab }) => nameOf(tab)).join(', ') })}
        {trained.map(({ tab, learned: { at, checkpoint } }) => (
          <Fragment key={tab.id}> {t('tabs.restored.trained', { name: nameOf(tab), epoch: checkpoint.epoch, time: timeOfDay(at, i18n.language) })}</Fragment>
        ))}
      </p>
      <Button look="quiet" onClick={() => void discardRestored()}>
        {t('tabs.restored.discard')}
      </Button>
      <Button look="primary" onClick={keepRestored}>
        {t('tabs.restored.keep')}
      </Button>
    </div>
  )
}

/**
 * Documents that were open when the window crashed. None opens by itself, since one of them may have caused the crash.
 */
function Offered({ offered }: { readonly offered: readonly JournalEntry[] }) {
  const { t } = useTranslation()
  const crashed = useRestored((state) => state.crashed)
  return (
    <section className="tabs-notice tabs-offered" aria-label={t('tabs.offered.title')}>
      <p role="status">{t(crashed ? 'tabs.offered.crashed' : 'tabs.offered.waiting')}</p>
      <ul>
        {offered.map((entry) => (
          <li key={entry.id}>
            <span title={entry.path ?? undefined}>{entry.name || t('shell.untitled')}</span>
            <Button look="primary" aria-label={t('tabs.offered.open', { name: entry.name || t('shell.untitled') })} onClick={() => void openOffered(entry)}>
              {t('tabs.offered.open.short')}
            </Button>
            <Button look="quiet" aria-label={t('tabs.offered.aside', { name: entry.name || t('shell.untitled') })} onClick={() => void putOfferedAside(entry)}>
              {t('tabs.offered.aside.short')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Losses({ losses }: { readonly losses: readonly Loss[] }) {
  const { t, i18n } = useTranslation()
  const reasonOf = ({ fault, problem }: Loss): string => (problem ? problemText(languageOf(i18n.language), problem) : t(`tabs.lost.${fault}`))
  return (
    <div className="tabs-notice tabs-offered" role="alert">
      <ul>
        {losses.map((loss, i) => (
          <li key={i}>
            <span>
              {inSentences(
                languageOf(i18n.language),
                t(`tabs.lost.what.${loss.what}`, { name: loss.name || t('tabs.lost.unnamed'), reason: reasonOf(loss) }),
                loss.file !== null && t('tabs.lost.aside', { file: loss.file }),
              )}
            </span>
          </li>
        ))}
      </ul>
      {losses.some(({ file }) => file !== null) && <Button onClick={() => void window.unfold.showAside()}>{t('tabs.lost.show')}</Button>}
      <Button look="quiet" onClick={forgetLosses}>
        {t('shell.close')}
      </Button>
    </div>
  )
}
