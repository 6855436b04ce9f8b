import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { languageOf, problemText } from '../../drawing/words'
import type { ForecastSettings } from './settings'
import type { useForecast } from './useForecast'

/** The text that a network of categories writes, after the text that it has read. */
export function ForecastText({ forecast, settings }: { readonly forecast: ReturnType<typeof useForecast>; readonly settings: StoreApi<ForecastSettings> }) {
  const { t, i18n } = useTranslation()
  const problem = useStore(forecast, (state) => state.problem)
  const text = useStore(forecast, ({ answer }) => answer?.text)
  const typed = useStore(settings, (state) => state.text)
  const begin = useRef<HTMLSpanElement>(null)
  const before = text?.before
  // Keep the end of the text that was read visible.
  useEffect(() => begin.current?.scrollIntoView({ block: 'center' }), [before])
  const gap = text?.kind === 'characters' ? '' : ' '
  return (
    <section className="forecast-text" aria-label={t('forecast.text.title')}>
      {typed !== undefined && (
        <textarea
          aria-label={t('forecast.text.begin')}
          placeholder={t('forecast.text.begin')}
          value={typed}
          maxLength={10_000}
          spellCheck={false}
          onChange={(event) => settings.setState({ text: event.target.value })}
        />
      )}
      {problem ? (
        <p className="panel-quiet" role="alert">
          {problemText(languageOf(i18n.language), problem)}
        </p>
      ) : (
        text && (
          <p tabIndex={0}>
            {typed === undefined && <span className="read">{text.before + gap}</span>}
            <span ref={begin} />
            <mark>{text.written}</mark>
          </p>
        )
      )}
      {!problem && text?.truth !== undefined && text.truth !== '' && (
        <p className="truth" tabIndex={0}>
          <b>{t('forecast.text.truth')}</b> {text.truth}
        </p>
      )}
    </section>
  )
}
