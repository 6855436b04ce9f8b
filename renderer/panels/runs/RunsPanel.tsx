import './runs.css'
import { Columns3, FolderOpen, ListPlus } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { IconButton } from '../../controls/IconButton'
import { Menu } from '../../controls/Menu'
import { notify } from '../../controls/notice'
import { SearchField } from '../../controls/SearchField'
import { engineStore } from '../../workspace/engine'
import { librariesStore, libraryOf, openRunsFolder, readLibrary, readWhole } from '../../workspace/keptRuns'
import { changeDraft, draftOf, sweepsStore } from '../../workspace/sweeps'
import { tabsStore } from '../../workspace/tabs'
import { Empty } from '../Empty'
import { colourOf } from '../../controls/lineColours'
import type { ShownRun } from './shown'
import { Differences } from './Differences'
import { allItems, columnsOf, filtered, sorted, wholeRun, type Item } from './items'
import { columnName, titleOf } from './names'
import { Parallel, Scatter } from './Overview'
import { remove } from './repeat'
import { RunCard } from './RunCard'
import { RunCurves } from './RunCurves'
import { RunScores } from './RunScores'
import { RunsTable } from './RunsTable'
import { SweepCourse, SweepDraft, courseOf } from './SweepBar'
import { plots, useRunsView } from './view'

/** Most runs whose curves, scores and differences are compared. */
const CURVES = 200
const COMPARED = 6
/** Axes of parallel coordinates. */
const AXES = 7

/** The runs of a document, of this and earlier sessions: their table, curves, differences and buttons. */
export function RunsPanel() {
  const { t } = useTranslation()
  const id = useStore(tabsStore, ({ shown }) => shown.id)
  const library = useStore(librariesStore, () => libraryOf(id))
  const { sources, numbers } = library
  const runs = useStore(engineStore, (state) => state.runs)
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const [view, change] = useRunsView(id)
  const courses = useStore(sweepsStore, (sweeps) => sweeps.courses)
  const drafting = useStore(sweepsStore, () => draftOf(id).open)
  const [undo, setUndo] = useState<{ readonly count: number; readonly back: () => Promise<void> }>()
  const unread = sources === undefined
  useEffect(() => {
    if (unread) void readLibrary()
  }, [id, unread])
  const { list: items, parts } = useMemo(() => allItems({ sources, numbers }, runs, running), [sources, numbers, runs, running])
  const columns = useMemo(() => columnsOf(parts), [parts])
  const rows = useMemo(() => {
    const kept = filtered(items, view.filter, columns.all)
    return view.sort ? sorted(kept, view.sort) : kept
  }, [items, view.filter, view.sort, columns])
  const [ordered, colours] = useMemo(() => {
    const ours = items.filter(({ run }) => run)
    const usual = new Set(ours.slice(0, 2).map(({ key }) => key))
    const chosen = rows.filter(({ key }) => view.checked.get(key) ?? usual.has(key)).slice(0, CURVES)
    // In the order of their numbers, so that a run keeps its colour while others are added.
    const inOrder = [...chosen].sort((a, b) => (a.source === b.source ? a.number - b.number : a.source < b.source ? -1 : 1))
    return [inOrder, new Map(inOrder.map(({ key, number }, i) => [key, colourOf(inOrder.length > COMPARED ? i : number - 1)]))] as const
  }, [items, rows, view.checked])
  const up = view.up ?? (columns.all.includes('score:validation loss') ? 'validation' : 'loss')
  const axes = useMemo(() => [...columns.standard.filter((column) => column.startsWith('set:')), 'seed', up].slice(-AXES), [columns, up])
  const wanted = ordered.map(({ key }) => key).join(' ')
  useEffect(() => {
    const keys = new Set(wanted.split(' '))
    for (const item of items.filter(({ key }) => keys.has(key))) {
      const source = sources?.find(({ name }) => name === item.source)
      if (!item.run && source && item.row.state !== 'waiting') void readWhole(source, item.row)
    }
  }, [wanted, items, sources])
  if (items.length === 0 && !undo && !drafting)
    return (
      <Empty text={unread && !library.failed ? t('runs.reading') : (library.failed ?? t('runs.empty'))}>
        <span className="runs-buttons">
          {sweepButton()}
          {openButton()}
        </span>
      </Empty>
    )
  const shown = ordered.flatMap((item): ShownRun[] => {
    const run = item.run ?? wholeRun(library, item.key, runs)
    return run ? [{ item, title: titleOf(item, t), colour: colours.get(item.key)!, run }] : []
  })
  const compared = shown.slice(0, COMPARED)
  const picked = items.find(({ key }) => key === view.picked)
  const names = view.columns?.filter((column) => columns.all.includes(column)) ?? columns.standard
  const across = view.across ?? columns.standard.find((column) => column.startsWith('set:')) ?? 'seed'

  function sweepButton() {
    return (
      <IconButton label={t('sweep.open')} aria-pressed={drafting} onClick={() => changeDraft({ open: !drafting, into: undefined, reason: undefined })}>
        <ListPlus size={14} aria-hidden />
      </IconButton>
    )
  }
  function openButton() {
    return (
      <IconButton
        label={t('runs.open')}
        onClick={() =>
          void openRunsFolder().then((reason) => {
            if (reason !== undefined) notify('runs.open.failed', { reason })
          })
        }
      >
        <FolderOpen size={14} aria-hidden />
      </IconButton>
    )
  }
  async function erase(gone: readonly Item[]): Promise<void> {
    const back = await remove(gone)
    setUndo({ count: gone.length, back })
  }
  const check = (keys: readonly string[], on: boolean): void => change({ checked: new Map([...view.checked, ...keys.map((key) => [key, on] as const)]) })
  const all = rows.length > 0 && rows.slice(0, CURVES).every(({ key }) => colours.has(key))
  const axis = (value: string, label: string, set: (column: string) => void) => (
    <select className="panel-select" value={value} aria-label={label} onChange={(event) => set(event.target.value)}>
      {columns.all
        .filter((column) => !['name', 'tags', 'note', 'begun'].includes(column))
        .map((column) => (
          <option key={column} value={column}>
            {columnName(column, t)}
          </option>
        ))}
    </select>
  )
  return (
    <div className="runs-frame">
      <div className="panel-runs">
        <div className="runs-left">
          <div className="runs-tools">
            <input
              type="checkbox"
              checked={all}
              aria-label={t('runs.show-all')}
              title={t('runs.show-all')}
              onChange={() =>
                check(
                  rows.slice(0, CURVES).map(({ key }) => key),
                  !all,
                )
              }
            />
            <SearchField
              className="runs-filter"
              label={t('runs.filter.label')}
              placeholder={t('runs.filter')}
              title={t('runs.filter.help')}
              query={view.filter}
              onQuery={(filter) => change({ filter })}
            />
            <span className="runs-count">{t('runs.count', { count: rows.length })}</span>
            <Menu
              label={t('runs.columns')}
              className="control-icon"
              align="end"
              button={<Columns3 size={14} aria-hidden />}
              items={() =>
                columns.all.map((column) => ({
                  id: column,
                  label: columnName(column, t),
                  checked: names.includes(column),
                  run: () => change({ columns: names.includes(column) ? names.filter((name) => name !== column) : [...names, column] }),
                }))
              }
            />
            {sweepButton()}
            {openButton()}
          </div>
          {drafting && <SweepDraft id={id} />}
          {sources?.map((source) => source.name !== '' && <SweepCourse key={source.name} source={source} course={courseOf(courses, source.name)} />)}
          {undo && (
            <p className="runs-undo" role="status">
              {t('runs.deleted', { count: undo.count })}
              <button
                type="button"
                onClick={() => {
                  setUndo(undefined)
                  void undo.back()
                }}
              >
                {t('runs.deleted.undo')}
              </button>
            </p>
          )}
          {library.failed !== undefined && <p className="runs-failed">{library.failed}</p>}
          <RunsTable
            items={rows}
            columns={names}
            sort={view.sort}
            picked={picked?.key}
            colours={colours}
            onSort={(sort) => change({ sort })}
            onPick={(key) => change({ picked: key })}
            onCheck={(key, on) => check([key], on)}
          />
        </div>
        <div className="runs-plots">
          <div className="runs-tools" role="group" aria-label={t('runs.plots')}>
            {plots.map((plot) => (
              <button key={plot} type="button" className="panel-toggle" aria-pressed={view.plot === plot} onClick={() => change({ plot })}>
                {t(`runs.plot.${plot}`)}
              </button>
            ))}
            {view.plot === 'curves' && (
              <button
                type="button"
                className="panel-toggle"
                aria-pressed={view.grouped}
                title={t('runs.grouped.help')}
                onClick={() => change({ grouped: !view.grouped })}
              >
                {t('runs.grouped')}
              </button>
            )}
            {view.plot === 'scatter' && axis(across, t('runs.scatter.across'), (column) => change({ across: column }))}
            {view.plot !== 'curves' && axis(up, t('runs.scatter.up'), (column) => change({ up: column }))}
          </div>
          {view.plot === 'curves' && <RunCurves shown={shown} averaged={view.grouped} />}
          {view.plot === 'parallel' && <Parallel items={rows} colours={colours} axes={axes} onPick={(key) => change({ picked: key })} />}
          {view.plot === 'scatter' && <Scatter items={rows} colours={colours} across={across} up={up} onPick={(key) => change({ picked: key })} />}
        </div>
        <div className="runs-compared">
          {picked && <RunCard item={picked} onDelete={() => void erase([picked])} />}
          <RunScores shown={compared} />
          <Differences shown={compared} />
        </div>
      </div>
    </div>
  )
}
