import { useTranslation } from 'react-i18next'
import { Row } from '../controls/Row'
import { TextField } from '../controls/TextField'
import { rename } from '../document/commands'
import { idFits, idIsFree } from '../document/ids'
import { documentStore, edit, endGesture, select } from '../document/store'

/** The id of a node or an edge: its name in the file, in equations and in weights. */
export function IdRow({ id, of }: { readonly id: string; readonly of: 'node' | 'edge' }) {
  const { t } = useTranslation()
  const refuse = (text: string) => {
    const to = text.trim()
    if (to === id) return undefined
    if (!idFits(to)) return { key: 'inspector.reason.id' }
    if (!idIsFree(documentStore.getState().document, to)) return { key: 'inspector.reason.taken', values: { id: to } }
    return undefined
  }
  const change = (text: string): void => {
    const to = text.trim()
    if (to === id || !edit('inspector.edit.rename', (draft) => rename(draft, id, to))) return
    endGesture()
    select(of === 'node' ? { nodes: [to], edges: [] } : { nodes: [], edges: [to] })
  }
  return (
    <Row label={t('inspector.id')} help={t(`inspector.id.${of}.help`)} name="id">
      {(field, describedBy) => <TextField id={field} describedBy={describedBy} value={id} mono refuse={refuse} onChange={change} />}
    </Row>
  )
}
