import './forecast.css'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Ask } from '../../../engine/run/questions'
import { languageOf, problemText } from '../../drawing/words'
import { engineStore, momentStore, shownEngine } from '../../workspace/engine'
import { documentStore } from '../../editing/store'
import { Empty } from '../Empty'
import { ForecastPlot } from './ForecastPlot'
import { ForecastSide } from './ForecastSide'
import { ForecastText } from './ForecastText'
import { Refusal } from './Refusal'
import { settingsOf } from './settings'
import { useForecast } from './useForecast'

/** Predictions beyond the data, from the network's own outputs. */
export function ForecastPanel() {
  const { t, i18n } = useTranslation()
  const engine = useStore(engineStore, () => shownEngine())
  useStore(documentStore, (state) => state.opened)
  const settings = settingsOf(engine)
  const { sequence, from, steps, paths, seed, temperature, text, rows } = useStore(settings)
  const compiled = useStore(engineStore, (state) => state.compiled)
  const epoch = useStore(momentStore, (state) => state.epoch) ?? undefined
  const asked: Ask<'forecast'> = { sequence, from, steps, paths, seed, temperature, text, table: rows?.table, epoch }
  const forecast = useForecast(asked, settings)
  const problem = useStore(forecast, (state) => state.problem)
  const shown = useStore(forecast, ({ answer }) => (answer === undefined ? 'nothing' : answer.text ? 'text' : answer.curves.length > 0 ? 'curves' : 'none'))
  if (!compiled || compiled.errors.length > 0) return <Empty text={t('forecast.empty')} />
  const again = problem?.code === 'engine-failed' ? problemText(languageOf(i18n.language), problem) : undefined
  return (
    <div className="panel-forecast">
      {problem && text !== undefined ? (
        <ForecastText forecast={forecast} settings={settings} />
      ) : problem && again === undefined ? (
        <Refusal problem={problem} settings={settings} />
      ) : again !== undefined ? (
        <Empty text={again} />
      ) : shown === 'text' ? (
        <ForecastText forecast={forecast} settings={settings} />
      ) : shown === 'curves' ? (
        <ForecastPlot forecast={forecast} settings={settings} />
      ) : (
        <Empty text={t(shown === 'nothing' ? 'insight.working' : 'forecast.empty')} />
      )}
      <ForecastSide forecast={forecast} settings={settings} asked={asked} />
    </div>
  )
}
