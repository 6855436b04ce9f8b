import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../controls/Dialog'
import { NumberField } from '../../controls/NumberField'
import type { PlotView } from './view'

/** The threshold of a plot, with the number of visible crossings; a press changes it. Renders nothing without one. */
export function Threshold({ view, title }: { readonly view: PlotView; readonly title: string }) {
  const { t } = useTranslation()
  useSyncExternalStore(view.subscribe, view.state)
  const [open, setOpen] = useState(false)
  const { level, crossings } = view
  return (
    <>
      {level !== undefined && (
        <button
          type="button"
          className="panel-toggle plot-level figure"
          aria-label={t('panels.plot.crossings', { count: crossings.length, level })}
          title={t('panels.plot.crossings', { count: crossings.length, level })}
          onClick={() => setOpen(true)}
        >
          {level} ×{crossings.length}
        </button>
      )}
      {open && <ThresholdDialog view={view} title={title} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Sets the threshold of a plot; an empty field removes it. */
export function ThresholdDialog({ view, title, onClose }: { readonly view: PlotView; readonly title: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  useSyncExternalStore(view.subscribe, view.state)
  return (
    <Dialog title={t('panels.plot.threshold-of', { title })} onClose={onClose}>
      <div className="plot-threshold">
        <NumberField
          label={t('panels.plot.threshold')}
          value={view.level}
          placeholder={t('panels.plot.threshold-none')}
          onChange={(level) => view.setLevel(level)}
        />
        <p className="panel-note">{t('panels.plot.threshold-help')}</p>
      </div>
    </Dialog>
  )
}
