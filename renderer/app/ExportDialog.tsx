import './export.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Button } from '../controls/Button'
import { Dialog } from '../controls/Dialog'
import { Row } from '../controls/Row'
import { Switch } from '../controls/Switch'
import { dismiss } from '../workspace/dialogStore'
import { engineStore } from '../workspace/engine'
import { exportAs, exportGroups, exportReason, keepsState, type Exported, type ExportFormat } from '../workspace/exports'
import { titleOf } from '../workspace/files'
import { shownTab } from '../workspace/tabs'
import { compact } from '../languages/numbers'

/** Lists all export formats, with the reason for those that are unavailable. */
export function ExportDialog() {
  const { t } = useTranslation()
  // A document that was just opened can be exported once the engine has it.
  useStore(engineStore, (s) => s.state.status)
  const [going, setGoing] = useState<ExportFormat>()
  const [state, setState] = useState(false)
  const [saved, setSaved] = useState<Exported>({ names: [] })
  const choose = async (format: ExportFormat): Promise<void> => {
    // Do not disable the button: it would lose the focus, and the dialog would not receive Escape.
    if (going !== undefined) return
    setGoing(format)
    setSaved(await exportAs(format, state))
    setGoing(undefined)
  }
  return (
    <Dialog
      title={t('export.title', { name: titleOf(shownTab().documents.store.getState()) })}
      onClose={dismiss}
      className="export-dialog"
      actions={<Button onClick={dismiss}>{t('shell.close')}</Button>}
    >
      {exportGroups.map(({ heading, formats }) => (
        <section key={heading} aria-label={t(heading)}>
          <h3>{t(heading)}</h3>
          {formats.map((format) => {
            const reason = exportReason(format)
            return (
              <button
                key={format}
                type="button"
                data-format={format}
                disabled={reason !== undefined}
                aria-busy={going === format}
                onClick={() => void choose(format)}
              >
                <b>{t(`export.${format}`)}</b>
                <span>{going === format ? t('export.going') : reason === undefined ? t(`export.${format}.text`) : t(reason)}</span>
              </button>
            )
          })}
          {formats.includes('onnx') && keepsState() && exportReason('onnx') === undefined && (
            <Row label={t('export.onnx-state')} help={t('export.onnx-state.text')} name="onnx-state">
              {(id, describedBy) => <Switch id={id} value={state} describedBy={describedBy} onChange={setState} />}
            </Row>
          )}
        </section>
      ))}
      <p className="saved" role="status">
        {saved.names.length > 0 && t('export.saved', { files: saved.names.join(', ') })}
        {saved.measured && (
          <span className="measured">
            {Number.isFinite(saved.measured.float32)
              ? t(`export.${saved.measured.precision}`, { distance: compact(saved.measured.float32, 3) })
              : t('export.float64.beyond')}
          </span>
        )}
      </p>
    </Dialog>
  )
}
