import { useStore } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { useStore as useDocument } from 'zustand'
import { documentStore } from '../editing/store'
import { useCommands } from '../keys/useCommands'
import { useCanvas } from './canvasStore'
import { nextScale } from './looks'

const icons = {
  out: 'M3 8h10',
  in: 'M3 8h10M8 3v10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  tidy: 'M2.5 3h4v4h-4zM9.5 9h4v4h-4zM6.5 5h3a2 2 0 0 1 2 2v2',
  map: 'M2.5 3.5h11v9h-11zM8.5 8h3v2.5h-3z',
} as const

function Tool({ id, icon, words, pressed }: { readonly id: string; readonly icon: keyof typeof icons; readonly words: string; readonly pressed?: boolean }) {
  const { label, hint, reason, run } = useCommands()(id, undefined, words)
  return (
    <button
      type="button"
      onClick={run}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={reason !== undefined || undefined}
      title={reason === undefined ? (hint ? `${label}  ${hint}` : label) : `${label}\n${reason}`}
      data-tool={icon}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
        <path d={icons[icon]} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  )
}

/** Buttons for zoom, fit, tidy and the minimap, in the corner of the canvas. */
export function Toolbar() {
  const { t } = useTranslation()
  const zoom = useStore((state) => Math.round(state.transform[2] * 100))
  const { label, hint, run } = useCommands()('zoom-reset', undefined, 'canvas.tools.zoom-reset')
  const minimap = useCanvas((state) => state.minimap)
  // Re-renders when the document becomes empty or not, because fit and tidy need at least one node.
  useDocument(documentStore, (state) => Object.keys(state.document.nodes).length === 0)
  return (
    <div className="graph-toolbar nokey" data-over-canvas role="toolbar" aria-label={t('canvas.tools.title')}>
      <Tool id="zoom-out" icon="out" words="canvas.tools.zoom-out" />
      <button type="button" className="zoom number" onClick={run} title={`${label}  ${hint ?? ''}`}>
        {zoom}%
      </button>
      <Tool id="zoom-in" icon="in" words="canvas.tools.zoom-in" />
      <i />
      <Tool id="fit" icon="fit" words="canvas.tools.fit" />
      <Tool id="tidy" icon="tidy" words="canvas.tools.tidy" />
      <Tool id="minimap" icon="map" words="canvas.tools.minimap" pressed={minimap} />
    </div>
  )
}

/** Shows the colour scale of signed values; a click switches to the next scale. */
export function Legend() {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      className="graph-legend nokey"
      data-over-canvas
      aria-label={`${t('canvas.legend')} ${t('looks.next-scale')}`}
      title={t('looks.next-scale')}
      onClick={nextScale}
    >
      <span className="number">≤ −1</span>
      <i />
      <span className="number">≥ 1</span>
    </button>
  )
}
