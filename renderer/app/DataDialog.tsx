import './tables.css'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../engine/base/problem'
import { Button } from '../controls/Button'
import { Dialog } from '../controls/Dialog'
import { problemText, languageOf } from '../drawing/words'
import { acceptOffer, nothingToTake, refuseOffer, useOffer } from '../workspace/offer'
import { OfferView } from './OfferView'
import { Progress } from './Progress'
import { ReadingSettings } from './ReadingSettings'

/** Previews a table that the user dropped or chose, before it becomes the document's data. */
export function DataDialog() {
  const { t } = useTranslation()
  const offer = useOffer((state) => state.offer)
  const accept = useRef<HTMLButtonElement>(null)
  const { message } = offer ?? {}
  const read = message !== undefined && message.errors.length === 0
  const idle = offer?.taking !== undefined && nothingToTake(offer.taking)
  const ready = read && !idle && offer?.busy === false
  const proposed = useRef(false)
  useEffect(() => {
    if (!ready) return
    // The first time, focus the button that accepts, for Enter; later leave the focus with the user's changes.
    if (!proposed.current || document.activeElement === document.body) accept.current?.focus()
    proposed.current = true
  }, [ready])
  if (!offer) return null
  return (
    <Dialog
      title={t('shell.data.title', { name: offer.path })}
      onClose={refuseOffer}
      className="tables-dialog"
      actions={
        <>
          <Button onClick={refuseOffer}>{t('shell.cancel')}</Button>
          <Button
            ref={accept}
            look="primary"
            disabled={!ready}
            title={ready ? undefined : read && idle ? t('tables.nothing') : t('tables.wait')}
            onClick={acceptOffer}
          >
            {t('shell.data.use')}
          </Button>
        </>
      }
    >
      {message && <ReadingSettings path={offer.path} account={message.account} keys={offer.keys} busy={offer.busy} />}
      {offer.busy && <Progress reading={offer.reading} />}
      {message && message.errors.length > 0 && <Wrong problems={message.errors} />}
      {read && offer.taking && <OfferView offer={offer} taking={offer.taking} />}
      {read && idle && (
        <p className="tables-nothing" role="status">
          {t('tables.nothing')}
        </p>
      )}
    </Dialog>
  )
}

function Wrong({ problems }: { readonly problems: readonly Problem[] }) {
  const { i18n } = useTranslation()
  return (
    <ul className="shell-problems" role="alert">
      {problems.map((problem, i) => (
        <li key={i}>{problemText(languageOf(i18n.language), problem)}</li>
      ))}
    </ul>
  )
}
