import { useTranslation } from 'react-i18next'
import { grouped } from '../../languages/numbers'
import { useStore } from 'zustand'
import type { PreviewColumn, PreviewAnswer } from '../../../engine/run/questions'
import { registry } from '../../../nodes'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { ColumnMenu } from './ColumnMenu'
import { scrollHeight } from './rows'

interface TableProps {
  readonly message: PreviewAnswer
  readonly first: number
  readonly visible: number
  readonly chosen: string | undefined
  /** Whether columns can be assigned to inputs and outputs. */
  readonly tied: boolean
  readonly onChoose: (column: string) => void
}

/** Renders the visible rows below the column headers; the rest of the height is empty. */
export function DataTable({ message, first, visible, chosen, tied, onChoose }: TableProps) {
  const { t, i18n } = useTranslation()
  const { rows, columns, columnCount, cells } = message
  const count = (n: number): string => grouped(n, i18n.language)
  const shown = Array.from({ length: Math.min(visible, rows - first) }, (_, i) => first + i)
  return (
    <div className="data-extent" style={{ height: scrollHeight(rows) }}>
      <table className="data-table" aria-rowcount={rows + 1} aria-colcount={columnCount}>
        <thead>
          <tr>
            <th className="data-row" scope="col">
              {t('panels.data.row')}
            </th>
            {columns.map((column, c) => (
              <th key={c} scope="col" className={column.name === chosen ? 'chosen' : ''}>
                <button type="button" aria-pressed={column.name === chosen} onClick={() => onChoose(column.name)}>
                  <span className="data-name">
                    {column.name}
                    <Uses column={column} />
                  </span>
                  <span className="data-kind">
                    {t(`panels.data.${column.timed ?? column.kind}`)}
                    {column.missing > 0 && <em> · {t('panels.data.missing', { count: column.missing, number: count(column.missing) })}</em>}
                  </span>
                </button>
                {tied && <ColumnMenu column={column} />}
              </th>
            ))}
            {columnCount > columns.length && <th className="data-more">{t('panels.data.more', { count: columnCount - columns.length })}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row} aria-rowindex={row + 2}>
              <th scope="row" className="data-row figure">
                {row + 1}
              </th>
              {columns.map((column, c) => (
                <Cell key={c} value={cells[row - message.first]?.[c]} chosen={column.name === chosen} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ value, chosen }: { readonly value: number | string | null | undefined; readonly chosen: boolean }) {
  const { t } = useTranslation()
  const kind = value === null ? 'missing' : typeof value === 'string' ? 'words' : 'figure'
  return <td className={`${kind} ${chosen ? 'chosen' : ''}`}>{value === null ? t('panels.data.none') : value}</td>
}

/** The inputs and outputs that use a column. */
function Uses({ column }: { readonly column: PreviewColumn }) {
  const document = useStore(documentStore, (state) => state.document)
  return column.nodes.map((id) => (
    <span
      key={id}
      className="data-use"
      style={{ '--role': `var(--role-${registry.get(document.nodes[id]?.type ?? '')?.face.role ?? 'layer'})` } as React.CSSProperties}
    >
      {labelOf(document, id)}
    </span>
  ))
}
