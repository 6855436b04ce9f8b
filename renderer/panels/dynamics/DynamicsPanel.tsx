import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { DynamicsView } from '../../../engine/run/streams'
import { NumberField } from '../../controls/NumberField'
import { Select } from '../../controls/Select'
import { labelOf } from '../../document/selectors'
import { languageOf, problemText } from '../../drawing/words'
import { documentStore } from '../../editing/store'
import { compact, percent, short } from '../../languages/numbers'
import { chooseMoment, engineStore, momentStore } from '../../workspace/engine'
import { canRun } from '../../workspace/openEngine'
import { toStepOf } from '../../workspace/moment'
import { Empty } from '../Empty'
import { Spectrum } from '../weights/Spectrum'
import { Portrait } from './Portrait'
import type { Colouring, Field } from './paintPortrait'
import { frameOf, kindOf, type Axes } from './frame'
import { useDynamics, useExponents, type ExponentCourse } from './useDynamics'
import { useFixedPoints } from './useFixedPoints'
import './dynamics.css'

const PLANES: readonly Axes[] = [
  [0, 1],
  [0, 2],
  [1, 2],
]
/** Units that can be chosen as axes. */
const LISTED = 256
const GRID = 40
/** Number of starts of a search, the same as in `unfold analyze`, and the most. */
const STARTS = 128
const MOST_STARTS = 4096

/** The state: its path, the Jacobian at the moment, exponents, and fixed points. */
export function DynamicsPanel() {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const ready = useStore(engineStore, canRun)
  const [plane, setPlane] = useState(0)
  const [units, setUnits] = useState<readonly [number, number]>()
  const [colouring, setColouring] = useState<Colouring>('time')
  const [input, setInput] = useState<'zero' | 'mean' | 'step'>('zero')
  const [starts, setStarts] = useState(STARTS)
  const [seed, setSeed] = useState(0)
  const seen = useDynamics(units ? units.join() : 'components')
  const exponents = useExponents()
  const fixed = useFixedPoints()
  if (!ready) return <Empty text={t('insight.dynamics.empty')} />
  if (seen && 'problem' in seen) return <Empty text={problemText(languageOf(i18n.language), seen.problem)} />
  if (!seen) return <Empty text={t('insight.working')} />
  const view = seen
  const { step } = view.place
  if (view.size === 0) return <Empty text={t('insight.dynamics.stateless')} />
  const drawn = view.directions.length
  const chosen = drawn < 2 ? ([0, 0] as const) : (PLANES[units ? 0 : Math.min(plane, drawn < 3 ? 0 : 2)] ?? PLANES[0]!)
  const nameOf = (unit: number): string => {
    const at = view.parts.find(({ offset, size }) => unit >= offset && unit < offset + size)
    return at ? `${labelOf(document, at.node)} ${unit - at.offset + 1}${at.slot > 0 ? ` (−${at.slot})` : ''}` : String(unit + 1)
  }
  const axisName = (axis: number): string =>
    units ? nameOf(units[axis]!) : t('insight.dynamics.component', { number: axis + 1, share: percent(view.shares[axis]).trim() })
  const places = [
    ...PLANES.slice(0, drawn < 2 ? 0 : drawn < 3 ? 1 : 3).map((axes, i) => ({
      value: `c${i}`,
      label: t('insight.dynamics.components', { a: axes[0] + 1, b: axes[1] + 1 }),
    })),
    ...(view.size > 1 ? [{ value: 'units', label: t('insight.dynamics.units') }] : []),
  ]
  const listed = Array.from({ length: Math.min(LISTED, view.size) }, (_, unit) => ({ value: String(unit), label: nameOf(unit) }))
  const search = (): void => {
    const around = frameOf(view, [0, 1], [], 1, 1)
    const field = view.size === 2 && units ? { field: { low: around.low, high: around.high, points: GRID } } : {}
    fixed.search({ part: view.place.part, sequence: view.place.sequence, input: input === 'step' ? step : input, starts, seed, ...field })
  }
  const points = fixed.found?.points ?? []
  const own = fixed.asked?.field
  const field: Field | undefined =
    units?.join() === '0,1' && fixed.found?.field && own ? { values: fixed.found.field, points: own.points, low: own.low, high: own.high } : undefined
  return (
    <div className="panel-dynamics">
      <div className="flow-tools">
        <Select
          label={t('insight.dynamics.plane')}
          value={units ? 'units' : `c${plane}`}
          choices={places}
          onChange={(value) => {
            setUnits(value === 'units' ? [0, 1] : undefined)
            if (value !== 'units') setPlane(Number(value.slice(1)))
          }}
        />
        {units
          && ([0, 1] as const).map((axis) => (
            <Select
              key={axis}
              label={t('insight.dynamics.axis', { number: axis + 1 })}
              value={String(units[axis])}
              choices={listed}
              onChange={(value) => setUnits(axis === 0 ? [Number(value), units[1]] : [units[0], Number(value)])}
            />
          ))}
        <Select
          label={t('insight.dynamics.colour')}
          value={colouring}
          onChange={(value) => setColouring(value as Colouring)}
          choices={(view.classes ? (['time', 'class', 'error'] as const) : (['time', 'error'] as const)).map((value) => ({
            value,
            label: t(`insight.dynamics.by.${value}`),
          }))}
        />
        <span className="dynamics-gap" />
        <Select
          label={t('insight.dynamics.input')}
          value={input}
          onChange={(value) => setInput(value as typeof input)}
          choices={(['zero', 'mean', 'step'] as const).map((value) => ({ value, label: t(`insight.dynamics.input.${value}`) }))}
        />
        <span className="dynamics-number">
          {t('insight.dynamics.starts')}
          <NumberField
            label={t('insight.dynamics.starts')}
            value={starts}
            bounds={{ min: 1, max: MOST_STARTS, whole: true }}
            onChange={(value) => setStarts(value ?? STARTS)}
          />
        </span>
        <span className="dynamics-number">
          {t('insight.dynamics.seed')}
          <NumberField label={t('insight.dynamics.seed')} value={seed} bounds={{ min: 0, whole: true }} onChange={(value) => setSeed(value ?? 0)} />
        </span>
        {fixed.done === undefined ? (
          <button type="button" className="panel-button" title={t('insight.dynamics.search-tip')} onClick={search}>
            {t('insight.dynamics.search')}
          </button>
        ) : (
          <>
            <progress max={1} value={fixed.done} aria-label={t('insight.dynamics.search')} />
            <button type="button" className="panel-button" onClick={fixed.stop}>
              {t('insight.dynamics.stop')}
            </button>
          </>
        )}
      </div>
      <div className="dynamics-body">
        <Portrait view={view} axes={chosen} names={drawn < 2 ? [axisName(0)] : chosen.map(axisName)} colouring={colouring} points={points} field={field} />
        <Moment view={view} />
        {view.step && <Spectrum eigenvalues={Float64Array.from(view.step.eigenvalues.flat())} />}
        <div className="dynamics-side">
          <Similar view={view} />
          <Exponents {...exponents} />
          <section aria-label={t('insight.dynamics.points')}>
            <span className="plot-title">{t('insight.dynamics.points')}</span>
            {fixed.problem && <p className="panel-quiet">{problemText(languageOf(i18n.language), fixed.problem)}</p>}
            {!fixed.found && !fixed.problem && <p className="panel-quiet">{t('insight.dynamics.points-none')}</p>}
            {fixed.found && <p>{t('insight.dynamics.found', { count: points.length })}</p>}
            <ul>
              {points.map((point, i) => (
                <li key={i}>
                  <span>{t(`insight.dynamics.kind.${kindOf(point)}`)}</span>
                  <span className="figure">{t('insight.dynamics.radius', { radius: compact(Math.hypot(...(point.eigenvalues[0] ?? [0, 0])), 3) })}</span>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </div>
  )
}

/** Steps at which the state is like that of the chosen one; a click goes there. */
function Similar({ view: { place, near } }: { readonly view: DynamicsView }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('insight.dynamics.similar')}>
      <span className="plot-title" title={t('insight.dynamics.similar-tip')}>
        {t('insight.dynamics.similar')}
      </span>
      <p className="dynamics-near">
        {near.map(({ t: at, distance }) => (
          <button key={at} type="button" className="panel-button" onClick={() => chooseMoment(toStepOf(place, at))}>
            {t('insight.dynamics.near', { step: at, distance: short(distance, 2) })}
          </button>
        ))}
        {near.length === 0 && <span className="panel-quiet">{t('insight.dynamics.near-none')}</span>}
      </p>
    </section>
  )
}

/** Singular values of the Jacobian at the moment, as bars. */
function Moment({ view: { place, step, epoch } }: { readonly view: DynamicsView }) {
  const { t } = useTranslation()
  const count = useStore(momentStore, ({ extent }) => extent?.sequences[place.part] ?? 0)
  if (!step) return <p className="panel-quiet dynamics-singular">{t('insight.dynamics.no-step')}</p>
  const most = Math.max(1, step.singular[0] ?? 1)
  return (
    <section className="dynamics-singular" aria-label={t('insight.dynamics.singular')}>
      <span className="plot-title">{t('insight.dynamics.singular')}</span>
      <p className="panel-quiet">
        {t(count > 1 ? 'insight.dynamics.at.sequence' : 'insight.dynamics.at', { sequence: place.sequence + 1, step: step.t, epoch })}
      </p>
      <div className="dynamics-bars">
        <b style={{ bottom: `${100 / most}%` }} />
        {step.singular.slice(0, 64).map((value, i) => (
          <i key={i} title={compact(value)} style={{ height: `${(100 * value) / most}%` }} />
        ))}
      </div>
      <p className="figure">{`σ₁ ${compact(step.singular[0] ?? 0, 3)}  |λ₁| ${compact(Math.max(0, ...step.eigenvalues.map(([re, im]) => Math.hypot(re, im))), 3)}`}</p>
    </section>
  )
}

/** Lyapunov exponents of the weights that are shown, and the largest over the epochs that were watched. */
function Exponents({ now, course }: ExponentCourse) {
  const { t } = useTranslation()
  const largest = course.flatMap(({ epoch, exponents: [first] }) => (typeof first === 'number' ? [{ epoch, first }] : []))
  const reach = Math.max(0.05, ...largest.map(({ first }) => Math.abs(first)))
  const [from, to] = [largest[0]?.epoch ?? 0, largest.at(-1)?.epoch ?? 1]
  const line = largest.map(({ epoch, first }) => `${(100 * (epoch - from)) / Math.max(1, to - from)},${20 - (18 * first) / reach}`).join(' ')
  return (
    <section aria-label={t('insight.dynamics.lyapunov')}>
      <span className="plot-title" title={t('insight.dynamics.lyapunov-tip')}>
        {t('insight.dynamics.lyapunov')}
      </span>
      <p className="figure dynamics-exponents">
        {now
          ? now.exponents
              .slice(0, 6)
              .map((e) => (e === null ? '—' : compact(e, 3)))
              .join('  ')
          : t('insight.working')}
      </p>
      {largest.length > 1 && (
        <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={t('insight.dynamics.course')}>
          <line x1="0" x2="100" y1="20" y2="20" vectorEffect="non-scaling-stroke" />
          <polyline points={line} vectorEffect="non-scaling-stroke" />
        </svg>
      )}
    </section>
  )
}
