import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { LiveSource } from '../../../engine/run/live-view'
import { Button } from '../../controls/Button'
import { Select } from '../../controls/Select'
import { Switch } from '../../controls/Switch'
import { languageOf, problemText } from '../../drawing/words'
import { grouped } from '../../languages/numbers'
import { engineStore, liveView, shownEngine } from '../../workspace/engine'
import { liveStore, startLive, stopLive } from '../../workspace/follow'
import { LivePlot } from './LivePlot'

const SOURCES: readonly LiveSource[] = ['file', 'mackey-glass', 'sine']
const RATES = ['10', '50', '200', 'all']
/** Notices on screen. */
const NOTICES = 8

/** Rows as they come: their source, whether the network learns from them, and how well it predicts them. */
export function LivePanel() {
  const { t, i18n } = useTranslation()
  const view = useStore(liveView)
  const { names, problems, reason } = useStore(liveStore)
  const [source, choose] = useState<LiveSource>(view?.source ?? 'sine')
  const [learn, setLearn] = useState(view?.learn ?? true)
  const [rate, setRate] = useState('50')
  // The view of an engine that has ended says that its run goes on.
  const stands = useStore(engineStore, ({ state }) => state.status !== 'running')
  const running = view?.running === true && !stands
  const language = languageOf(i18n.language)
  const name = names.get(shownEngine())
  const count = (n: number): string => grouped(n, i18n.language)
  const start = (): void => void startLive({ source, learn, rowsPerSecond: rate === 'all' ? null : Number(rate) })
  const failures = [...problems, ...(view?.problem ? [view.problem] : [])]
  return (
    <div className="panel-live">
      <div className="live-side">
        <label>
          <span>{t('panels.live.source')}</span>
          <Select
            label={t('panels.live.source')}
            value={source}
            choices={SOURCES.map((value) => ({ value, label: t(`panels.live.source.${value}`) }))}
            onChange={(value) => choose(value as LiveSource)}
          />
        </label>
        <p className="live-about">{t(`panels.live.about.${source}`)}</p>
        {source !== 'file' && (
          <label>
            <span>{t('panels.live.rate')}</span>
            <Select
              label={t('panels.live.rate')}
              value={rate}
              choices={RATES.map((value) => ({ value, label: value === 'all' ? t('panels.live.rate.all') : value }))}
              onChange={setRate}
            />
          </label>
        )}
        <label title={t('panels.live.learn-tip')}>
          <span>{t('panels.live.learn')}</span>
          <Switch label={t('panels.live.learn')} value={learn} disabled={running} onChange={setLearn} />
        </label>
        {running ? (
          <Button onClick={stopLive}>{t('panels.live.stop')}</Button>
        ) : (
          <Button look="primary" onClick={start}>
            {t(source === 'file' ? 'panels.live.choose' : 'panels.live.start')}
          </Button>
        )}
        {name !== undefined && running && <p className="live-about">{t('panels.live.following', { name })}</p>}
        <div role="alert">
          {failures.map((problem) => (
            <p className="live-problem" key={problem.message}>
              {problemText(language, problem)}
            </p>
          ))}
          {reason !== undefined && <p className="live-problem">{t('panels.live.nothing', { reason })}</p>}
        </div>
        {view && (
          <dl className="live-counts">
            <Count name={t('panels.live.rows')} value={count(view.rows)} />
            <Count name={t('panels.live.broken')} value={count(view.broken)} />
            <Count name={t('panels.live.updates')} value={count(view.updates)} />
            {view.waiting > 0 && <Count name={t('panels.live.waiting')} value={count(view.waiting)} />}
          </dl>
        )}
        {view && view.notices.length > 0 && (
          <section aria-label={t('panels.live.notices')}>
            <h3>{t('panels.live.notices')}</h3>
            <ul className="live-notices">
              {view.notices
                .slice(-NOTICES)
                .reverse()
                .map((notice, i) => (
                  <li key={`${i} ${notice.message}`}>{problemText(language, notice)}</li>
                ))}
            </ul>
          </section>
        )}
      </div>
      {view ? (
        <div className="live-plots">
          {view.output && <LivePlot kind="said" />}
          <LivePlot kind="loss" />
        </div>
      ) : (
        <p className="live-empty">{t('panels.live.empty')}</p>
      )}
    </div>
  )
}

const Count = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className="figure">{value}</dd>
  </div>
)
