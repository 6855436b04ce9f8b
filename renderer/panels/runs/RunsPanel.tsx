import './runs.css'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { engineStore, runAgain } from '../../workspace/engine'
import { unrepeatable, type Run } from '../../workspace/runLog'
import { restoreComputation } from '../../editing/restoreComputation'
import { labelOf } from '../../document/selectors'
import { shownDocument } from '../../editing/store'
import { Empty } from '../Empty'
import { figure, grouped } from '../../languages/numbers'
import { mainScores } from '../run/measures'
import { colourOf } from './colours'
import { Differences } from './Differences'
import { RunCurves } from './RunCurves'
import { RunScores } from './RunScores'

/** Repeats a run from its initial weights with its seed and settings, which gives the same results. */
function repeat({ document }: Run): void {
  const documents = shownDocument()
  void runAgain(() => {
    documents.edit('runs.edit.again', (draft) => restoreComputation(draft, document))
    documents.endGesture()
  })
}

/** The runs since the document was opened: their curves, the differences between two, and buttons to repeat them. */
export function RunsPanel() {
  const { t, i18n } = useTranslation()
  const runs = useStore(engineStore, (state) => state.runs)
  const fastNow = useStore(engineStore, ({ state }) => state.fastMath.used)
  /** The user's choice of runs to show; by default the last two. */
  const [chosen, choose] = useState<ReadonlyMap<number, boolean>>(new Map())
  if (runs.length === 0) return <Empty text={t('runs.empty')} />
  const shown = runs.filter((run, i) => chosen.get(run.number) ?? i >= runs.length - 2)
  const time = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' })
  return (
    <div className="runs-frame">
      <div className="panel-runs">
        <div className="runs-scroll">
          <table className="runs-list" aria-label={t('runs.list')}>
            <thead>
              <tr>
                <th />
                {(['run', 'begun', 'epochs', 'loss', 'validation', 'score', 'seed'] as const).map((head) => (
                  <th key={head} scope="col">
                    {t(`runs.head.${head}`)}
                  </th>
                ))}
                <th />
              </tr>
            </thead>
            <tbody>
              {runs.toReversed().map((run) => {
                const last = run.reports.at(-1)
                const reason = unrepeatable(run, fastNow)
                return (
                  <tr key={run.number} data-run={run.number}>
                    <td>
                      <input
                        type="checkbox"
                        checked={shown.includes(run)}
                        aria-label={t('runs.shown', { number: run.number })}
                        style={{ accentColor: `var(${colourOf(run)})` }}
                        onChange={(event) => choose(new Map(chosen).set(run.number, event.target.checked))}
                      />
                    </td>
                    <th scope="row">
                      {t('runs.name', { number: run.number })}
                      {run.fastMath && <em title={t('shell.fast-math.help')}>{t('shell.fast-math.mark')}</em>}
                      {run.changes.length > 0 && <em title={t('runs.again.edited')}>{t('runs.edits', { count: run.changes.length })}</em>}
                    </th>
                    <td className="figure">{time.format(run.started)}</td>
                    <td className="figure">{grouped(last?.epoch ?? 0, 'en')}</td>
                    <td className="figure">{figure(last?.loss)}</td>
                    <td className="figure">{figure(last?.validation)}</td>
                    <td className="figure runs-score">
                      {(run.scores ? mainScores(run.scores.parts, (output) => labelOf(run.document, output), t) : []).map(({ text, tip }, i) => (
                        <span key={i} title={tip}>
                          {text}
                        </span>
                      ))}
                    </td>
                    <td className="figure">{run.document.training?.seed ?? 0}</td>
                    <td>
                      <button
                        type="button"
                        className="runs-again"
                        disabled={reason !== undefined}
                        aria-label={t('runs.again')}
                        onClick={() => repeat(run)}
                        title={reason === undefined ? `${t('runs.again')}\n${t('runs.again.help')}` : t(`runs.again.${reason}`)}
                      >
                        <RotateCcw size={13} aria-hidden />
                      </button>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        <RunCurves runs={shown} />
        <div className="runs-compared">
          <RunScores runs={shown} />
          <Differences runs={shown} />
        </div>
      </div>
    </div>
  )
}
