import { Plug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PreviewColumn } from '../../../engine/run/questions'
import { Menu, type MenuItem } from '../../controls/Menu'
import { toggleColumn } from '../../editing/columns'
import { typeOf } from '../../document/ports'
import { columnsOf, labelOf } from '../../document/selectors'
import { documentStore, edit } from '../../editing/store'
import { addForColumn } from './addForColumn'

/** A menu that adds a column to inputs or outputs, or creates one for it. */
export function ColumnMenu({ column }: { readonly column: PreviewColumn }) {
  const { t } = useTranslation()
  const items = (): readonly (MenuItem | 'line')[] => {
    const { document } = documentStore.getState()
    const ends = Object.keys(document.nodes).filter((id) => {
      const type = typeOf(document, id)
      return type?.isInput === true || type?.isOutput === true
    })
    const tied = ends.map(
      (id): MenuItem => ({
        id: `tie-${id}`,
        checked: columnsOf(document, id).includes(column.name),
        label: t(typeOf(document, id)?.isInput === true ? 'table.column.input' : 'table.column.output', { node: labelOf(document, id) }),
        run: () => edit('table.edit.columns', (draft) => toggleColumn(draft, id, column)),
      }),
    )
    const made = (['input', 'output'] as const).map(
      (type): MenuItem => ({ id: `new-${type}`, label: t(`table.column.new-${type}`), run: () => addForColumn(type, column) }),
    )
    return [...tied, ...(tied.length > 0 ? ['line' as const] : []), ...made]
  }
  const name = t('table.column.use', { column: column.name })
  return <Menu label={name} className="data-menu" button={<Plug size={13} aria-hidden />} items={items} />
}
