import './unrolled.css'
import { Download, Maximize2, Rewind } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { UnrolledView } from '../../engine/run/streams'
import { registry } from '../../nodes'
import { IconButton } from '../controls/IconButton'
import { Select } from '../controls/Select'
import { labelOf } from '../document/selectors'
import { languageOf, problemText } from '../drawing/words'
import { documentStore } from '../editing/store'
import { compact } from '../languages/numbers'
import { token, usePlotTheme } from '../panels/plot/theme'
import { show } from '../workspace/dialogStore'
import { chooseMoment, engineStore, momentStore } from '../workspace/engine'
import { canRun } from '../workspace/openEngine'
import { toStepOf } from '../workspace/moment'
import { rowsOf } from './layout'
import { svgOf } from './paint'
import { Readout } from './Readout'
import { errorScale, pictureOf, type SceneView } from './scene'
import { Stage, type Pointed } from './Stage'
import { useUnrolled } from './useUnrolled'

const STEPS = ['4', '8', '12', '16', '24', '32', '64']

/** The drawn network over a window of steps: its values from left to right, and how errors propagate back. */
export function Unrolled() {
  const { t, i18n } = useTranslation()
  const ready = useStore(engineStore, canRun)
  const [steps, setSteps] = useState('12')
  const seen = useUnrolled(Number(steps))
  if (!ready) return <p className="unrolled-empty">{t('unrolled.empty')}</p>
  if (!seen) return <p className="unrolled-empty">{t('insight.working')}</p>
  if ('problem' in seen) return <p className="unrolled-empty">{problemText(languageOf(i18n.language), seen.problem)}</p>
  return <Steps view={seen} steps={steps} setSteps={setSteps} />
}

interface StepsProps {
  readonly view: UnrolledView
  readonly steps: string
  readonly setSteps: (steps: string) => void
}

function Steps({ view, steps, setSteps }: StepsProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const document = useStore(documentStore, (state) => state.document)
  const selection = useStore(documentStore, (state) => state.selection)
  const held = useStore(momentStore, (state) => state.held)
  const [pointed, point] = useState<Pointed>()
  const [fits, fit] = useState(0)
  const { reveal, goBack } = useReveal(view)
  const rows = useMemo(() => rowsOf(document, view), [document, view])
  const pointedEdge = pointed?.edge
  const picture = useMemo(() => {
    const lit: SceneView = {
      nodes: new Set(selection.nodes),
      edges: new Set(pointedEdge === undefined ? selection.edges : [pointedEdge]),
      reveal,
      label: (node) => short(labelOf(document, node)),
      words: {
        horizon: t(view.reach.kind === 'rtrl' ? 'unrolled.cut.rtrl' : view.reach.kind === 'readout' ? 'unrolled.cut.readout' : 'unrolled.cut', {
          horizon: view.reach.horizon ?? 0,
        }),
        share: (name) => short(name),
      },
    }
    const look = {
      text: theme.text,
      quiet: theme.quiet,
      line: token('--line-strong'),
      surface: theme.surface,
      accent: theme.accent,
      carried: token('--role-reservoir'),
      roles: (node: string) => token(`--role-${registry.get(document.nodes[node]?.type ?? '')?.face.role ?? 'layer'}`),
    }
    return pictureOf(view, rows, look, lit)
  }, [view, rows, theme, document, selection, pointedEdge, reveal, t])
  const save = async (): Promise<void> => {
    const name = t('unrolled.file')
    const content = svgOf(picture, name, token('--canvas'))
    const result = await window.unfold.export({ name, files: [{ suffix: '.svg', content }] })
    if (result && !result.ok) show({ kind: 'failure', title: 'export.failed', values: { name }, reason: result.reason })
  }
  const fewer = view.steps < Math.min(Number(steps), view.length)
  return (
    <div className="unrolled" role="region" aria-label={t('unrolled.title')}>
      <div className="unrolled-tools">
        <Select
          label={t('unrolled.steps')}
          value={steps}
          onChange={setSteps}
          choices={STEPS.map((value) => ({ value, label: t('unrolled.steps.of', { count: Number(value) }) }))}
        />
        <IconButton label={t('unrolled.back')} reason={view.loss === undefined ? t('unrolled.no-target.short') : undefined} onClick={goBack}>
          <Rewind size={14} />
        </IconButton>
        <IconButton label={t('unrolled.fit')} onClick={() => fit(fits + 1)}>
          <Maximize2 size={14} />
        </IconButton>
        <IconButton label={t('unrolled.svg')} onClick={() => void save()}>
          <Download size={14} />
        </IconButton>
        <Legend view={view} />
        <p className="unrolled-words">
          {!held && <Live view={view} />}
          <Reach view={view} />
          {fewer && <span> {t('unrolled.fewer', { count: view.steps })}</span>}
        </p>
      </div>
      {held && view.loss === undefined && (
        <p className="unrolled-note" role="status">
          {view.nearest === undefined ? t('unrolled.no-target.any') : t('unrolled.no-target', { step: view.at })}
          {view.nearest !== undefined && (
            <button type="button" onClick={() => chooseMoment(toStepOf(view.place, view.nearest!))}>
              {t('unrolled.nearest', { step: view.nearest })}
            </button>
          )}
        </p>
      )}
      <Stage view={view} rows={rows} picture={picture} fits={fits} onPoint={point} />
      <Readout view={view} rows={rows} pointed={pointed} />
    </div>
  )
}

const short = (text: string): string => (text.length > 15 ? `${text.slice(0, 14)}…` : text)

/**
 * Plays the back-propagation of errors, step by step, at the speed of the time bar; all at once if the system asks for
 * reduced motion. Holds the moment, because otherwise the next result would be of another one.
 */
function useReveal({ place, at, steps }: UnrolledView): { readonly reveal: number; readonly goBack: () => void } {
  const speed = useStore(momentStore, (state) => state.speed)
  const [reveal, set] = useState(Infinity)
  useEffect(() => {
    if (reveal > steps) return undefined
    const timer = setTimeout(() => set(reveal + 1 > steps ? Infinity : reveal + 1), 1_000 / speed)
    return () => clearTimeout(timer)
  }, [reveal, steps, speed])
  const [of, setOf] = useState(at)
  // Another moment shows all of its errors.
  if (of !== at) {
    setOf(at)
    set(Infinity)
  }
  const goBack = (): void => {
    if (!momentStore.getState().held) chooseMoment(toStepOf(place, at))
    set(matchMedia('(prefers-reduced-motion: reduce)').matches ? Infinity : 0)
  }
  return { reveal, goBack }
}

/** The moment of training that is shown, in words. */
function Live({ view: { place, at, loss } }: { readonly view: UnrolledView }) {
  const { t } = useTranslation()
  const count = useStore(momentStore, ({ extent }) => extent?.sequences[place.part] ?? 0)
  return (
    <span>
      {count > 1 ? t('unrolled.live.sequence', { sequence: place.sequence + 1, step: place.step }) : t('unrolled.live', { step: place.step })}{' '}
      {loss === undefined ? t('unrolled.live.no-target') : at !== place.step && t('unrolled.live.errors', { step: at })}{' '}
    </span>
  )
}

/** The colours of values and of errors. */
function Legend({ view }: { readonly view: UnrolledView }) {
  const { t } = useTranslation()
  const scale = errorScale(view)
  return (
    <span className="unrolled-legend">
      <span>{t('unrolled.values')}</span>
      <i className="signed" />
      <span>{t('unrolled.errors')}</span>
      {scale && (
        <>
          <span className="figure">{compact(scale.low, 2)}</span>
          <i className="strength" />
          <span className="figure">{compact(scale.high, 2)}</span>
        </>
      )}
      {view.carried?.kind === 'norms' && (
        <>
          <i className="carried" />
          <span>{t('unrolled.carried')}</span>
        </>
      )}
    </span>
  )
}

/** How far the document's algorithm propagates errors, or what it carries instead. */
function Reach({ view: { reach, carried } }: { readonly view: UnrolledView }) {
  const { t } = useTranslation()
  if (reach.kind === 'readout') return <span>{t('unrolled.reach.readout')}</span>
  if (reach.kind === 'bptt') return <span>{reach.horizon === null ? t('unrolled.reach.whole') : t('unrolled.reach.horizon', { count: reach.horizon })}</span>
  const more =
    carried?.kind === 'product'
      ? t('unrolled.carried.product')
      : carried?.kind === 'costly'
        ? t('unrolled.carried.costly', { operations: compact(carried.operations) })
        : ''
  return (
    <span>
      {t('unrolled.reach.rtrl')} {more}
    </span>
  )
}
