import { useTranslation } from 'react-i18next'
import { Row } from '../controls/Row'
import { TextField } from '../controls/TextField'
import { changeId, refuseId } from './idEdit'

/** The id of a node or edge: its name in the file, in equations and in weights. */
export function IdRow({ id, of }: { readonly id: string; readonly of: 'node' | 'edge' }) {
  const { t } = useTranslation()
  return (
    <Row label={t('inspector.id')} help={t(`inspector.id.${of}.help`)} name="id">
      {(field, describedBy) => (
        <TextField id={field} describedBy={describedBy} value={id} mono refuse={(text) => refuseId(id, text)} onChange={(text) => changeId(id, of, text)} />
      )}
    </Row>
  )
}
