import './tables.css'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Button } from '../controls/Button'
import { documentStore } from '../editing/store'
import { engineStore, readAgain, stopReading } from '../workspace/engine'
import { useOffer } from '../workspace/offer'
import { Progress } from './Progress'

/** Milliseconds of reading after which the notice appears. */
const SOON = 400

/** Shows how much of the data file on screen has been read, or that reading was cancelled. */
export function DataNotice() {
  const { t } = useTranslation()
  const reading = useStore(engineStore, (state) => state.reading)
  const unread = useStore(engineStore, (state) => state.unread)
  const path = useStore(documentStore, ({ document: { data } }) => (data?.kind === 'file' ? data.path : ''))
  const stopped = useOffer((state) => state.stopped)
  const long = useLong(reading !== undefined)
  return (
    <>
      {reading && long && (
        <div className="tabs-notice tables-notice" role="status">
          <p>{t('tables.reading', { path: reading.path })}</p>
          <Progress reading={reading} />
          <Button onClick={stopReading}>{t('shell.cancel')}</Button>
        </div>
      )}
      {unread && (
        <div className="tabs-notice" role="status">
          <p>{t('tables.unread', { path })}</p>
          <Button look="primary" onClick={readAgain}>
            {t('tables.again')}
          </Button>
        </div>
      )}
      {stopped !== undefined && (
        <div className="tabs-notice tables-notice" role="status">
          <p>{t('tables.stopped', { path: stopped })}</p>
          <Button look="quiet" onClick={() => useOffer.setState({ stopped: undefined })}>
            {t('shell.close')}
          </Button>
        </div>
      )}
    </>
  )
}

/** Whether `going` has been true for longer than `SOON`. */
function useLong(going: boolean): boolean {
  const [long, setLong] = useState(false)
  useEffect(() => {
    if (!going) return undefined
    const timer = setTimeout(() => setLong(true), SOON)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [going])
  return long
}
