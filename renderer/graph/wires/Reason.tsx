import { useConnection } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { documentStore } from '../../editing/store'
import { useCanvas } from '../canvasStore'
import { endOfHandle, farHandle } from '../../drawing/flowIds'
import { objectionPhrase } from '../../drawing/words'

/** Shows beside the pointer why the port under it does not accept the wire being drawn. */
export function Reason() {
  const { t } = useTranslation()
  const connecting = useCanvas((state) => state.connecting)
  const over = useConnection((c) => (c.inProgress && c.toHandle ? farHandle(endOfHandle(c.toHandle.nodeId, c.toHandle.id)) : undefined))
  const x = useConnection((c) => (c.inProgress && c.toHandle ? c.pointer.x : 0))
  const y = useConnection((c) => (c.inProgress && c.toHandle ? c.pointer.y : 0))
  const against = over !== undefined ? connecting?.objections.get(over) : undefined
  if (!against) return null
  const { key, values } = objectionPhrase(documentStore.getState().document, against)
  return (
    <div className="reason" role="status" style={{ left: x + 16, top: y + 16 }}>
      {t(key, values)}
    </div>
  )
}
