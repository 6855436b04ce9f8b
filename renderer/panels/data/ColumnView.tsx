import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type uPlot from 'uplot'
import type { PreviewColumn, PreviewAnswer } from '../../../engine/run/questions'
import { compact, whole } from '../../languages/numbers'
import { readingCursor, roomAtRight, timeAxis, valueAxis } from '../plot/axes'
import { Plot, type PlotOptions } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import { makeReadout } from '../plot/readout'
import { PlotView } from '../plot/view'
import { usePlotTheme } from '../plot/theme'
import { airy } from '../plot/ticks'
import { partBands } from '../run/bands'

const still = (): (() => void) => () => undefined
const gaps = (values: Float32Array): (number | null)[] => Array.from(values, (v) => (Number.isNaN(v) ? null : v))

/** One column: its course over the rows, and its statistics. */
export function ColumnView({ column, message }: { readonly column: PreviewColumn; readonly message: PreviewAnswer }) {
  const { t } = useTranslation()
  const [readout] = useState(makeReadout)
  const [view] = useState(() => new PlotView())
  const course = message.course?.column === column.name ? message.course : undefined
  const facts: readonly [string, string][] = [
    ...(column.minimum !== undefined ? [['minimum', compact(column.minimum)] as [string, string]] : []),
    ...(column.maximum !== undefined ? [['maximum', compact(column.maximum)] as [string, string]] : []),
    ...(column.mean !== undefined ? [['mean', compact(column.mean)] as [string, string]] : []),
    ...(column.categories !== undefined ? [['categories', String(column.categories)] as [string, string]] : []),
  ]
  return (
    <section className="data-column" aria-label={column.name}>
      <PlotHead
        title={column.name}
        readout={readout}
        plot={course ? { view, name: column.name } : undefined}
        keys={
          course
            ? [
                { id: 'row', name: t('panels.data.row') },
                { id: 'value', name: t('panels.data.value') },
              ]
            : []
        }
      />
      {course && <Course course={course} split={message.split} label={column.name} readout={readout} view={view} />}
      <dl className="data-facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{t(`panels.data.${name}`)}</dt>
            <dd className="figure">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface CourseProps {
  readonly course: NonNullable<PreviewAnswer['course']>
  readonly split: PreviewAnswer['split']
  readonly label: string
  readonly readout: ReturnType<typeof makeReadout>
  readonly view: PlotView
}

function Course({ course, split, label, readout, view }: CourseProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const options = useMemo<PlotOptions>(() => {
    const { unit, ends, total } = split
    const bounds = [0, ...ends, total]
    const parts = (['train', 'validation', 'test'] as const).flatMap((part, i) =>
      unit === 'rows' && bounds[i + 1]! > bounds[i]! ? [{ part, name: t(`panels.part.${part}`), from: bounds[i]! + 1, to: bounds[i + 1]! }] : [],
    )
    return {
      scales: { x: { time: false }, y: { range: (_plot, low, high) => airy(low, high) } },
      axes: [timeAxis(theme, t('panels.data.row')), valueAxis(theme)],
      series: [
        {},
        { label: course.stride > 1 ? t('panels.data.minimum') : label, stroke: theme.accent, width: 1.25, points: { show: false } },
        { label: t('panels.data.maximum'), show: course.stride > 1, stroke: theme.accent, width: 0.5, points: { show: false } },
      ],
      bands: course.stride > 1 ? [{ series: [2, 1], fill: theme.validation }] : [],
      legend: { show: false },
      cursor: readingCursor(theme),
      padding: [parts.length > 1 ? 18 : 8, roomAtRight, 0, 0],
      hooks: { drawClear: parts.length > 1 ? [partBands(theme, () => parts)] : [] },
    }
  }, [theme, split, course.stride, label, t])
  const read = useCallback((): uPlot.AlignedData => [Array.from(course.low, (_, i) => i * course.stride + 1), gaps(course.low), gaps(course.high)], [course])
  const describe = useCallback(
    (index: number | null) => {
      const at = index ?? course.low.length - 1
      const low = course.low[at]
      const high = course.high[at]
      readout.write('row', whole(at * course.stride + 1, 6))
      readout.write(
        'value',
        low === undefined || high === undefined || Number.isNaN(low)
          ? '–'
          : (low === high ? compact(low) : `${compact(low)} … ${compact(high)}`).padStart(9, '\u2007'),
      )
    },
    [course, readout],
  )
  return <Plot options={options} read={read} watch={still} describe={describe} label={label} view={view} />
}
