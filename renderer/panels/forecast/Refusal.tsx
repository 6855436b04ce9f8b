import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../../engine/base/problem'
import { feeders, setFeeding } from '../../editing/closedLoop'
import { setNodeParameter } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { labelOf, sizesOf } from '../../document/selectors'
import { languageOf, problemText } from '../../drawing/words'
import { engineStore } from '../../workspace/engine'
import { chooseRows } from './chooseRows'
import type { ForecastSettings } from './settings'

/** Most buttons for one cure. */
const OFFERS = 4

/** Why there is no forecast, with a button for each cure. */
export function Refusal({ problem, settings }: { readonly problem: Problem; readonly settings: StoreApi<ForecastSettings> }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const compiled = useStore(engineStore, (state) => state.compiled)
  const sizes = { ...compiled?.sizes, ...sizesOf(document) }
  const open = problem.code === 'closed-loop-open'
  const pairs = open ? problem.nodes.flatMap((input) => feeders(document, sizes, input).map((output) => ({ input, output }))).slice(0, OFFERS) : []
  const backward = problem.code === 'forward-time-needed' ? problem.nodes.filter((id) => document.nodes[id]?.direction === 'backward') : []
  const feed = (input: string, output: string): void => void edit('forecast.edit.feed', (draft) => setFeeding(draft, sizes, input, output))
  const forward = (): void =>
    void edit('forecast.edit.forward', (draft) => {
      for (const id of backward) setNodeParameter(draft, id, 'direction', undefined)
    })
  return (
    <div className="panel-empty forecast-refusal" role="alert">
      {/* The sentence of the problem also names the cure for a terminal. */}
      <p>{open ? t('forecast.needs', { ...problem.values }) : problemText(languageOf(i18n.language), problem)}</p>
      <div className="forecast-cures">
        {pairs.map(({ input, output }) => (
          <button key={`${input} ${output}`} type="button" className="panel-button" onClick={() => feed(input, output)}>
            {t('forecast.feed', { input: labelOf(document, input), output: labelOf(document, output) })}
          </button>
        ))}
        {open && (
          <button type="button" className="panel-button" onClick={() => void chooseRows()}>
            {t('forecast.rows')}
          </button>
        )}
        {open && (
          <button type="button" className="panel-button" onClick={() => settings.setState({ from: undefined, steps: undefined })}>
            {t('forecast.within')}
          </button>
        )}
        {backward.length > 0 && (
          <button type="button" className="panel-button" onClick={forward}>
            {t('forecast.forward', { nodes: backward.map((id) => labelOf(document, id)).join(', ') })}
          </button>
        )}
      </div>
    </div>
  )
}
