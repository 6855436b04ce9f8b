import { ArrowDown, ArrowUp, RotateCcw } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { useStore } from 'zustand'
import { compact, figure, grouped, timeOrDate } from '../../languages/numbers'
import { labelOf } from '../../document/selectors'
import { languageOf, problemText } from '../../drawing/words'
import { engineStore } from '../../workspace/engine'
import { mainScores } from '../run/measures'
import { mainScore, valueOf, type Item, type Sort } from './items'
import { columnName, columnTitle, titleOf, whyText } from './names'
import { repeat, whyNot } from './repeat'

/** Height of a row in pixels, and rows to render beyond the visible ones. */
const ROW = 28
const BEYOND = 8

interface RunsTableProps {
  readonly items: readonly Item[]
  readonly columns: readonly string[]
  readonly sort: Sort | undefined
  readonly picked: string | undefined
  /** The colour of each run that is shown. */
  readonly colours: ReadonlyMap<string, string>
  readonly onSort: (sort: Sort | undefined) => void
  readonly onPick: (key: string) => void
  readonly onCheck: (key: string, checked: boolean) => void
}

/** All runs; only visible ones are elements of the page. */
export function RunsTable({ items, columns, sort, picked, colours, onSort, onPick, onCheck }: RunsTableProps) {
  const { t, i18n } = useTranslation()
  const [from, setFrom] = useState(0)
  const [height, setHeight] = useState(400)
  const scroll = useCallback((element: HTMLDivElement | null) => {
    if (!element) return undefined
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const first = Math.max(0, Math.min(Math.floor(from / ROW) - BEYOND, items.length - 1))
  const slots = Math.ceil(height / ROW) + 2 * BEYOND
  const seen = items.slice(first, first + slots)
  const head = (column: string): React.JSX.Element => {
    const now = sort?.column === column ? (sort.down ? 'descending' : 'ascending') : 'none'
    // Ascending, descending, then by start again.
    const next = now === 'none' ? { column, down: false } : now === 'ascending' ? { column, down: true } : undefined
    return (
      <th key={column} scope="col" aria-sort={now}>
        <button type="button" className="runs-head" title={columnName(column, t)} onClick={() => onSort(next)}>
          {columnTitle(column, t)}
          {now === 'ascending' && <ArrowUp size={11} aria-hidden />}
          {now === 'descending' && <ArrowDown size={11} aria-hidden />}
        </button>
      </th>
    )
  }
  return (
    <div className="runs-scroll" ref={scroll} onScroll={(event) => setFrom(event.currentTarget.scrollTop)}>
      <table className="runs-list" aria-label={t('runs.list')} aria-rowcount={items.length + 1}>
        <thead>
          <tr>
            <th />
            {head('run')}
            {columns.map(head)}
            <th />
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden style={{ height: first * ROW }} />}
          {seen.map((item, i) => (
            <tr
              // Reuse the elements of a row for another one, which is faster than creating new ones.
              key={(first + i) % slots}
              data-run={item.source === '' ? item.number : `${item.source}/${item.number}`}
              aria-rowindex={first + i + 2}
              aria-selected={item.key === picked}
              onClick={() => onPick(item.key)}
            >
              <td>
                <input
                  type="checkbox"
                  checked={colours.has(item.key)}
                  aria-label={t('runs.shown', { name: titleOf(item, t) })}
                  style={{ accentColor: `var(${colours.get(item.key) ?? '--accent'})` }}
                  onClick={(event) => event.stopPropagation()}
                  onChange={(event) => onCheck(item.key, event.target.checked)}
                />
              </td>
              <Name item={item} />
              {columns.map((column) => (
                <td key={column} className={`figure${column === 'score' ? ' runs-score' : ''}`}>
                  {cell(item, column, i18n.language, t)}
                </td>
              ))}
              <td>
                <Again item={item} />
              </td>
            </tr>
          ))}
          {first + seen.length < items.length && <tr aria-hidden style={{ height: (items.length - first - seen.length) * ROW }} />}
        </tbody>
      </table>
    </div>
  )
}

function Name({ item }: { readonly item: Item }) {
  const { t, i18n } = useTranslation()
  const { row, run } = item
  const { failed, fastMath = false, changes = [] } = run ?? {}
  const why = failed ? problemText(languageOf(i18n.language), failed) : row.problem
  return (
    <th scope="row">
      {titleOf(item, t)}
      {row.state === 'failed' && (
        <em className="failed" title={why}>
          {t('runs.failed')}
        </em>
      )}
      {row.state === 'given-up' && (
        <em className="quiet" title={whyText(row, t)}>
          {t('runs.state.given-up')}
        </em>
      )}
      {row.state === 'paused' && (
        <em className="quiet" title={whyText(row, t)}>
          {row.rung ? t('runs.state.paused.at', { rung: row.rung.at }) : t('runs.state.paused')}
        </em>
      )}
      {row.state === 'waiting' && <em className="quiet">{t('runs.state.waiting')}</em>}
      {row.state === 'running' && !run && <em className="quiet">{t('runs.state.running')}</em>}
      {fastMath && <em title={t('shell.fast-math.help')}>{t('shell.fast-math.mark')}</em>}
      {changes.length > 0 && <em title={t('runs.again.edited')}>{t('runs.edits', { count: changes.length })}</em>}
      {row.mark?.tags.map((tag) => (
        <em key={tag} className="tag">
          {tag}
        </em>
      ))}
    </th>
  )
}

function cell(item: Item, column: string, language: string, t: TFunction): React.ReactNode {
  const { row, run } = item
  if (column === 'begun') return row.started === undefined ? '–' : timeOrDate(row.started, language)
  if (column === 'epochs') return grouped(row.epochs, 'en')
  if (column === 'loss' || column === 'validation') return figure(row[column])
  if (column === 'state') return t(`runs.state.${row.state}`)
  if (column === 'score') {
    if (run?.scores)
      return mainScores(run.scores.parts, (output) => labelOf(run.document, output), t).map(({ text, tip }, i) => (
        <span key={i} title={tip}>
          {text}
        </span>
      ))
    const score = mainScore(row)
    return score && <span title={score.name}>{`${score.name.split(' ').at(-1)} ${compact(score.value)}`}</span>
  }
  const value = valueOf(item, column)
  return value === undefined ? '–' : typeof value === 'number' && !Number.isInteger(value) ? compact(value) : String(value)
}

function Again({ item }: { readonly item: Item }) {
  const { t } = useTranslation()
  const fastNow = useStore(engineStore, ({ state }) => state.fastMath.used)
  const reason = whyNot(item, fastNow)
  return (
    <button
      type="button"
      className="runs-again"
      disabled={reason !== undefined}
      aria-label={t('runs.again')}
      onClick={(event) => {
        event.stopPropagation()
        void repeat(item)
      }}
      title={reason === undefined ? `${t('runs.again')}\n${t('runs.again.help')}` : t(`runs.again.${reason}`)}
    >
      <RotateCcw size={13} aria-hidden />
    </button>
  )
}
