import { MoreHorizontal } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type uPlot from 'uplot'
import { Dialog } from '../../controls/Dialog'
import { Menu, type MenuEntry } from '../../controls/Menu'
import { notify } from '../../controls/notice'
import { compact } from '../../languages/numbers'
import { pngOf } from '../../picture/png'
import { Enlarge } from './Enlarge'
import { contentsOf, csvOf, statisticsOf } from './contents'
import { svgOfPlot } from './svg'
import type { Subject } from '../../workspace/pinned'
import { LinesDialog } from '../pinned/LinesDialog'
import { partsOf } from '../pinned/overlay'
import { usePinnedHere, useStandings } from '../pinned/pinning'
import { ThresholdDialog } from './Threshold'
import { token } from './theme'
import type { PlotView } from './view'
import { write } from './write'

type Splits = (plot: uPlot, axis: number, low: number, high: number, space: number, least: number) => number[]
type Values = (plot: uPlot, splits: number[], axis: number, space: number, least: number) => string[]

/** The ticks of an axis as shown on screen. */
function ticksOf(plot: uPlot, index: 0 | 1, [low, high]: readonly [number, number]) {
  const { splits, values } = plot.axes[index]!
  const at = (splits as Splits)(plot, index, low, high, 0, 0).filter((v) => v >= low && v <= high)
  const texts = (values as Values)(plot, at, index, 0, 0)
  return { at, text: (value: number) => texts[at.indexOf(value)] ?? '' }
}

/** The visible part of the plot as an SVG picture. */
function pictureOf(plot: uPlot, view: PlotView, title: string): string {
  const contents = contentsOf(plot)
  return svgOfPlot(contents, {
    level: view.level === undefined ? undefined : { value: view.level, crossings: view.crossings },
    title,
    width: Math.max(480, plot.width),
    height: Math.max(280, plot.height),
    surface: token('--surface'),
    text: token('--text'),
    quiet: token('--text-secondary'),
    grid: token('--line'),
    across: ticksOf(plot, 0, contents.x),
    up: ticksOf(plot, 1, contents.y),
  })
}

/** Actions of a plot: zoom, statistics of the visible part, export to files, and enlarging. */
export function PlotMenu({ view, title, subject }: { readonly view: PlotView; readonly title: string; readonly subject?: Subject | undefined }) {
  const { t } = useTranslation()
  useSyncExternalStore(view.subscribe, view.state)
  const [judged, judge] = useState(false)
  const [levelled, level] = useState(false)
  const pins = useStandings(subject, view)
  const here = usePinnedHere()
  const standing = here?.standing
  const [lined, line] = useState(false)
  const items = (): MenuEntry[] => {
    const { plot } = view
    const empty = !plot || plot.data[0].length === 0 ? t('panels.plot.nothing') : undefined
    const item = (id: string, run: (plot: uPlot) => void, reason = empty): MenuEntry => ({
      id,
      label: t(`panels.plot.${id}`),
      ...(reason ? { reason } : {}),
      run: () => {
        if (view.plot) run(view.plot)
      },
    })
    return [
      item('zoom-in', () => view.zoom(0.5)),
      item('zoom-out', () => view.zoom(2), empty ?? (view.isZoomed() ? undefined : t('panels.plot.all-in-sight'))),
      item('whole', () => view.reset(), empty ?? (view.isZoomed() ? undefined : t('panels.plot.all-in-sight'))),
      'line',
      item('statistics', () => judge(true)),
      item('set-threshold', () => level(true)),
      'line',
      item('svg', (plot) => void write(title, '.svg', pictureOf(plot, view, title))),
      item(
        'png',
        (plot) =>
          void pngOf(pictureOf(plot, view, title)).then(
            (content) => write(title, '.png', content),
            () => notify('panels.plot.failed'),
          ),
      ),
      item('csv', (plot) => void write(title, '.csv', csvOf(contentsOf(plot), title))),
      ...(subject || standing ? ['line' as const] : []),
      ...(here && partsOf(here.subject) ? [{ id: 'lines', label: t('pinned.lines'), run: () => line(true) }] : []),
      ...pins(),
    ]
  }
  return (
    <>
      {(standing ?? 'panel') === 'panel' && <Enlarge />}
      <Menu label={t('panels.plot.menu', { title })} className="control-icon plot-act" align="end" button={<MoreHorizontal size={14} />} items={items} />
      {levelled && <ThresholdDialog view={view} title={title} onClose={() => level(false)} />}
      {lined && here && <LinesDialog pinned={here} title={title} onClose={() => line(false)} />}
      {judged && view.plot && <Statistics plot={view.plot} title={title} onClose={() => judge(false)} />}
    </>
  )
}

/** Statistics of each line over the visible part, computed when requested. */
function Statistics({ plot, title, onClose }: { readonly plot: uPlot; readonly title: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { lines } = contentsOf(plot)
  const columns = ['count', 'minimum', 'maximum', 'mean', 'deviation', 'last'] as const
  return (
    <Dialog title={t('panels.plot.statistics-of', { title })} onClose={onClose}>
      <table className="plot-statistics">
        <thead>
          <tr>
            <th scope="col">{t('panels.plot.line')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`panels.plot.statistics.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, values }) => {
            const found = statisticsOf(values)
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {columns.map((column) => (
                  <td key={column}>{found ? (column === 'count' ? String(found.count) : compact(found[column])) : '–'}</td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Dialog>
  )
}
