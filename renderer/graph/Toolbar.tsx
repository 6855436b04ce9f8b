import { useStore } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { useStore as useDocument } from 'zustand'
import { documentStore } from '../editing/store'
import { useKeyHint } from '../keys/useKeyHint'
import * as actions from './actions'
import { useCanvas } from './canvasStore'
import { nextScale } from './looks'

const icons = {
  out: 'M3 8h10', in: 'M3 8h10M8 3v10', fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  tidy: 'M2.5 3h4v4h-4zM9.5 9h4v4h-4zM6.5 5h3a2 2 0 0 1 2 2v2', map: 'M2.5 3.5h11v9h-11zM8.5 8h3v2.5h-3z',
} as const

function Tool({ icon, name, keys, act, pressed, reason }: {
  readonly icon: keyof typeof icons; readonly name: string; readonly keys?: string | undefined; readonly act: () => void; readonly pressed?: boolean
  /** Why it can not act now. */
  readonly reason?: string | undefined
}) {
  const { t } = useTranslation()
  const label = t(name)
  return (
    <button
      type="button" onClick={reason === undefined ? act : undefined} aria-label={label} aria-pressed={pressed} aria-disabled={reason !== undefined || undefined}
      title={reason === undefined ? (keys ? `${label}  ${keys}` : label) : `${label}\n${reason}`} data-tool={icon}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <path d={icons[icon]} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  )
}

/** Zoom, fit, tidy and the map, in the corner. */
export function Toolbar() {
  const { t } = useTranslation()
  const zoom = useStore((state) => Math.round(state.transform[2] * 100))
  const hint = useKeyHint()
  const minimap = useCanvas((state) => state.minimap)
  const empty = useDocument(documentStore, (state) => Object.keys(state.document.nodes).length === 0) ? t('shell.reason.no-network') : undefined
  return (
    <div className="graph-toolbar nokey" role="toolbar" aria-label={t('canvas.tools.title')}>
      <Tool icon="out" name="canvas.tools.zoom-out" keys={hint('zoom-out')} act={actions.zoomOut} />
      <button type="button" className="zoom number" onClick={actions.zoomReset} title={`${t('canvas.tools.zoom-reset')}  ${hint('zoom-reset') ?? ''}`}>
        {zoom}%
      </button>
      <Tool icon="in" name="canvas.tools.zoom-in" keys={hint('zoom-in')} act={actions.zoomIn} />
      <i />
      <Tool icon="fit" name="canvas.tools.fit" keys={hint('fit')} act={actions.fit} reason={empty} />
      <Tool icon="tidy" name="canvas.tools.tidy" keys={hint('tidy')} act={actions.tidy} reason={empty} />
      <Tool icon="map" name="canvas.tools.minimap" keys={hint('minimap')} act={actions.toggleMinimap} pressed={minimap} />
    </div>
  )
}

/** The scale of signed values; a press draws them in other colours. */
export function Legend() {
  const { t } = useTranslation()
  return (
    <button type="button" className="graph-legend nokey" aria-label={`${t('canvas.legend')} ${t('looks.next-scale')}`} title={t('looks.next-scale')} onClick={nextScale}>
      <span className="number">≤ −1</span>
      <i />
      <span className="number">≥ 1</span>
    </button>
  )
}
