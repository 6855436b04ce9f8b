import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ForecastScore } from '../../../engine/forecast/score'
import type { Ask, ForecastAnswer } from '../../../engine/run/questions'
import { NumberField } from '../../controls/NumberField'
import { Select } from '../../controls/Select'
import { labelOf } from '../../document/selectors'
import { languageOf, problemText } from '../../drawing/words'
import { documentStore } from '../../editing/store'
import { compact, fixed, grouped, percent } from '../../languages/numbers'
import { answered, failureIn } from '../../worker/failure'
import { ask } from '../../workspace/engine'
import { show } from '../../workspace/dialogStore'
import { write } from '../plot/write'
import { chooseRows, dropRows } from './chooseRows'
import { MOST_PATHS, MOST_STEPS, type ForecastSettings } from './settings'
import type { useForecast } from './useForecast'

interface Props {
  readonly forecast: ReturnType<typeof useForecast>
  readonly settings: StoreApi<ForecastSettings>
  readonly asked: Ask<'forecast'>
}

/** The settings of a forecast, its scores, and its buttons. */
export function ForecastSide({ forecast, settings, asked }: Props) {
  const { t, i18n } = useTranslation()
  const { sequence, from, steps, paths, seed, temperature, text, rows } = useStore(settings)
  const answer = useStore(forecast, (state) => state.answer)
  const refused = useStore(forecast, (state) => state.problem !== undefined)
  const done = useStore(forecast, (state) => state.done)
  const set = (change: Partial<ForecastSettings>): void => settings.setState(change)
  const writes = answer?.text !== undefined || text !== undefined
  const language = languageOf(i18n.language)
  const save = async (): Promise<void> => {
    const name = t('forecast.title')
    try {
      const found = await answered(ask({ kind: 'forecast', ...asked, csv: true }))
      if (found?.csv !== undefined) await write(name, '.csv', found.csv)
    } catch (error) {
      show({ kind: 'failure', title: 'export.failed', values: { name }, reason: problemText(language, failureIn(error)) })
    }
  }
  return (
    <div className="forecast-side">
      <div className="forecast-fields">
        {answer && answer.sequences > 1 && text === undefined && (
          <Field label={t('forecast.sequence')}>
            {(id) => (
              <NumberField
                id={id}
                value={sequence}
                standard={answer.sequence}
                bounds={{ whole: true, min: 0, max: answer.sequences - 1 }}
                onChange={(n) => set({ sequence: n, from: undefined })}
              />
            )}
          </Field>
        )}
        {answer?.text?.kind === 'characters' && (
          <Field label={t('forecast.text.after')}>
            {(id) => (
              <Select
                id={id}
                value={text === undefined ? 'data' : 'typed'}
                choices={(['data', 'typed'] as const).map((value) => ({ value, label: t(`forecast.text.${value}`) }))}
                onChange={(value) => set({ text: value === 'typed' ? answer.text!.before.slice(-80) : undefined })}
              />
            )}
          </Field>
        )}
        {text === undefined && (
          <Field label={t('forecast.from')}>
            {(id) => (
              <NumberField
                id={id}
                value={answer && from !== undefined ? Math.min(from, answer.length) : from}
                {...(answer ? { standard: answer.from } : {})}
                bounds={{ whole: true, min: 0, ...(answer ? { max: answer.length } : {}) }}
                onChange={(n) => set({ from: n })}
              />
            )}
          </Field>
        )}
        <Field label={t('forecast.steps')}>
          {(id) => (
            <NumberField
              id={id}
              value={steps}
              {...(answer ? { standard: answer.steps } : {})}
              bounds={{ whole: true, min: 1, max: MOST_STEPS }}
              onChange={(n) => set({ steps: n })}
            />
          )}
        </Field>
        {writes ? (
          <Field label={t('forecast.temperature')}>
            {(id) => (
              <span className="forecast-slider">
                <input
                  id={id}
                  type="range"
                  min={0}
                  max={2}
                  step={0.05}
                  value={temperature}
                  onChange={(event) => set({ temperature: Number(event.target.value) })}
                />
                <output className="figure">{fixed(temperature)}</output>
              </span>
            )}
          </Field>
        ) : (
          <Field label={t('forecast.paths')}>
            {(id) => <NumberField id={id} value={paths} bounds={{ whole: true, min: 0, max: MOST_PATHS }} onChange={(n) => set({ paths: n ?? 0 })} />}
          </Field>
        )}
        <Field label={t('forecast.seed')}>
          {(id) => <NumberField id={id} value={seed} bounds={{ whole: true, min: 0 }} onChange={(n) => set({ seed: n ?? 0 })} />}
        </Field>
        {rows && (
          <p className="panel-quiet" title={rows.name}>
            {t('forecast.rows-from', { name: rows.name.split('/').at(-1), count: rows.count, rows: grouped(rows.count, i18n.language) })}
          </p>
        )}
      </div>
      <div className="forecast-acts">
        {answer && text === undefined && (answer.open.length === 0 || rows) && answer.from < answer.length && (
          <button type="button" className="panel-button" onClick={() => set({ from: answer.length })}>
            {t('forecast.from-end')}
          </button>
        )}
        {answer && answer.open.length > 0 && (
          <button type="button" className="panel-button" title={t('forecast.rows-tip')} onClick={() => (rows ? dropRows() : void chooseRows())}>
            {t(rows ? 'forecast.rows-drop' : 'forecast.rows')}
          </button>
        )}
        {writes && (
          <button type="button" className="panel-button" onClick={() => set({ seed: seed + 1 })}>
            {t('forecast.again')}
          </button>
        )}
        <button type="button" className="panel-button" disabled={!answer || refused} title={t('forecast.save-tip')} onClick={() => void save()}>
          {t('forecast.save')}
        </button>
        {done !== undefined && <progress max={1} value={done} aria-label={t('forecast.title')} />}
      </div>
      {answer && !refused && <Outcome answer={answer} wanted={writes ? 0 : paths} past={answer.epoch === asked.epoch} />}
    </div>
  )
}

function Field({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="forecast-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

/** Scores where true values are known, and why there are no bands. @param past Whether the weights are those of the earlier epoch that is shown. */
function Outcome({ answer, wanted, past }: { readonly answer: ForecastAnswer; readonly wanted: number; readonly past: boolean }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const say = ({ output, column }: ForecastScore): string => (column === '' || column === output ? labelOf(document, output) : column)
  const value = (kind: ForecastScore['kind'], v: number | null): string => (v === null ? '–' : kind === 'classes' ? percent(v).trim() : compact(v))
  const better = ({ kind, value: v, last }: ForecastScore): boolean | undefined => (last === null ? undefined : kind === 'classes' ? v > last : v < last)
  const [first] = answer.scores
  return (
    <div className="forecast-outcome">
      {past && <p className="panel-quiet">{t('forecast.past', { epoch: answer.epoch })}</p>}
      {first ? (
        <table>
          <caption>{t('forecast.scored', { count: first.steps, epoch: answer.epoch })}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col" title={t(`forecast.score.${first.kind}-tip`)}>
                {t(`forecast.score.${first.kind}`)}
              </th>
              <th scope="col" title={t('forecast.score.last-tip')}>
                {t('forecast.score.last')}
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.scores.slice(0, 16).map((score) => (
              <tr key={`${score.output} ${score.column}`}>
                <th scope="row">{say(score)}</th>
                <td className="figure" data-better={better(score)}>
                  {value(score.kind, score.value)}
                </td>
                <td className="figure">{value(score.kind, score.last)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="panel-quiet">{t('forecast.unscored', { epoch: answer.epoch })}</p>
      )}
      {wanted > 0 && answer.bandless && <p className="panel-quiet">{problemText(languageOf(i18n.language), answer.bandless)}</p>}
    </div>
  )
}
