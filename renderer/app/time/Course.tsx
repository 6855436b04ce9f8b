import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { runCommand } from '../../keys/commands'
import { useCommands } from '../../keys/useCommands'
import { grouped } from '../../languages/numbers'
import { momentStore, pastView } from '../../workspace/engine'
import { epochIndex, keptEpochs, lookAt } from './commands'

/** The course of training: the epochs whose states are kept, and whose weights all views can show. */
export function Course() {
  const { t, i18n } = useTranslation()
  const epoch = useStore(momentStore, (state) => state.epoch)
  const newest = useStore(pastView, (view) => view?.newest ?? 0)
  const every = useStore(pastView, (view) => view?.every ?? 1)
  const tooLarge = useStore(pastView, (view) => view?.tooLarge ?? false)
  const holds = useStore(pastView, (view) => view?.holds ?? true)
  // Re-render when the list changes; keptEpochs reads it below.
  useStore(pastView, (view) => `${view?.epochs.length ?? 0} ${view?.epochs.at(-1) ?? 0}`)
  const epochs = keptEpochs()
  const last = epochs.length - 1
  const whole = (n: number): string => grouped(n, i18n.language)
  const at = { epoch: whole(epoch ?? newest), newest: whole(newest) }
  return (
    <div className="time-course" data-back={epoch !== null}>
      <label title={t('time.epoch.tip')}>
        {t('time.epoch')}
        <input
          type="range"
          min={0}
          max={Math.max(1, last)}
          step={1}
          value={last === 0 ? 1 : epochIndex(epochs, epoch)}
          disabled={last === 0}
          aria-label={t('time.epoch')}
          aria-valuetext={t('time.epoch.at', at)}
          onChange={(event) => lookAt(Number(event.target.value))}
        />
      </label>
      <output className="figure">
        <b style={{ minWidth: `${at.newest.length}ch` }}>{at.epoch}</b> / {at.newest}
      </output>
      {!holds ? (
        <span className="time-kept" title={t('time.hold.large.tip')}>
          {t('time.hold.large')}
        </span>
      ) : tooLarge ? (
        <span className="time-kept" title={t('time.epoch.large.tip')}>
          {t('time.epoch.large')}
        </span>
      ) : (
        every > 1 && (
          <span className="time-kept" title={t('time.epoch.every.tip')}>
            {t('time.epoch.every', { every })}
          </span>
        )
      )}
    </div>
  )
}

/**
 * Says that the weights are of an earlier epoch, with the ways on. A row of its own above the sliders, because the
 * slider of the epochs must keep its place and width while it is dragged.
 */
export function Past() {
  const { t, i18n } = useTranslation()
  const item = useCommands()
  const epoch = useStore(momentStore, (state) => state.epoch)
  if (epoch === null) return null
  const { label, hint } = item('epoch-newest')
  return (
    <div className="time-past">
      <span>{t('time.past', { epoch: grouped(epoch, i18n.language) })}</span>
      <button type="button" className="time-toggle strong" title={t('time.go-on.tip')} onClick={() => runCommand('epoch-go-on')}>
        {t('time.go-on')}
      </button>
      <button type="button" className="time-toggle" title={hint ? `${label} (${hint})` : label} onClick={() => runCommand('epoch-newest')}>
        {t('time.newest')}
      </button>
    </div>
  )
}
