import { useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Subject } from '../../workspace/pinned'
import { useDrag } from '../pinned/pinning'
import { PlotMenu } from './PlotMenu'
import type { KeyLine, Readout } from './readout'
import { Threshold } from './Threshold'
import type { PlotView } from './view'

interface PlotHeadProps {
  readonly title: ReactNode
  readonly keys: readonly KeyLine[]
  readonly readout: Readout
  readonly children?: ReactNode
  /**
   * The plot below, if any; adds its menu, and legend entries that show and hide lines. `name` is used for its files, and
   * a plot with a `subject` can be pinned.
   */
  readonly plot?: { readonly view: PlotView; readonly name: string; readonly subject?: Subject } | undefined
}

/** Title and legend of a plot; the legend shows the values under the cursor, and shows and hides lines. */
export function PlotHead({ title, keys, readout, children, plot }: PlotHeadProps) {
  return (
    <header className="plot-head">
      <span className="plot-title" title={typeof title === 'string' ? title : plot?.name} {...useDrag()}>
        {title}
      </span>
      <span className="plot-keys">
        {keys.map((line) =>
          plot && line.series ? (
            <Switch key={line.id} line={line} series={line.series} view={plot.view} readout={readout} />
          ) : (
            <span className="plot-key" key={line.id} title={line.name}>
              <Key line={line} readout={readout} />
            </span>
          ),
        )}
      </span>
      {children}
      {plot && <Threshold view={plot.view} title={plot.name} />}
      {plot && <PlotMenu view={plot.view} title={plot.name} subject={plot.subject} />}
    </header>
  )
}

function Key({ line: { id, name, kind, colour }, readout }: { readonly line: KeyLine; readonly readout: Readout }) {
  return (
    <>
      {colour && <Sign kind={kind} colour={`var(${colour})`} />}
      <span className={colour ? 'plot-key-name' : ''}>{name}</span>
      <span className="figure" ref={readout.at(id)} />
    </>
  )
}

interface SwitchProps {
  readonly line: KeyLine
  readonly series: readonly number[]
  readonly view: PlotView
  readonly readout: Readout
}

function Switch({ line, series, view, readout }: SwitchProps) {
  const { t } = useTranslation()
  useSyncExternalStore(view.subscribe, view.state)
  return (
    <button
      type="button"
      className="plot-key plot-switch"
      title={t('panels.plot.switch', { name: line.name })}
      aria-pressed={!series.every(view.isHidden)}
      onClick={() => view.toggle(series)}
    >
      <Key line={line} readout={readout} />
    </button>
  )
}

/** The symbol of a line or cell in the legend. */
function Sign({ kind, colour }: { readonly kind: KeyLine['kind']; readonly colour: string }) {
  if (kind === 'ring' || kind === 'field')
    return (
      <svg width="10" height="10" aria-hidden>
        <rect x="1" y="1" width="8" height="8" rx="1" style={kind === 'ring' ? { fill: 'none', stroke: colour } : { fill: colour }} strokeWidth="1.5" />
      </svg>
    )
  return (
    <svg width="16" height="8" aria-hidden>
      <line x1="0" y1="4" x2="16" y2="4" style={{ stroke: colour }} strokeWidth="1.5" strokeDasharray={kind === 'dashed' ? '5 3' : undefined} />
    </svg>
  )
}
