import { useTranslation } from 'react-i18next'
import { format } from '../../engine/base/messages/format'
import { columnUses, type ColumnUse, type TableAccount } from '../../engine/data'
import type { PreviewColumn } from '../../engine/run/protocol'
import { Select } from '../controls/Select'
import { languageOf } from '../graph/words'
import { compact } from '../panels/figures'
import { Spark, type Course } from './Spark'

interface OfferColumnsProps {
  readonly columns: readonly PreviewColumn[]
  readonly courses: ReadonlyMap<string, Course>
  readonly account: TableAccount
  readonly roles: readonly ColumnUse[]
  /** Where training, validation and test end, as shares of the rows. */
  readonly ends: readonly [number, number, number]
  readonly onRole: (column: number, role: ColumnUse) => void
}

/** One line a column: what it holds, how it runs, and what it is to be. */
export function OfferColumns({ columns, courses, account, roles, ends, onRole }: OfferColumnsProps) {
  const { t, i18n } = useTranslation()
  return (
    <table className="tables-columns">
      <thead>
        <tr>
          {(['name', 'kind', 'values', 'course', 'role'] as const).map((head) => (
            <th key={head} scope="col">{t(`tables.head.${head}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {columns.map((column, i) => (
          <tr key={i} className={roles[i] === 'none' ? 'unused' : ''}>
            <th scope="row" title={column.name}>{column.name}</th>
            <td>
              {t(`panels.data.${column.kind}`)}
              {column.missing > 0 && <em>{t('panels.data.missing', { count: column.missing, number: column.missing })}</em>}
            </td>
            <td className="figure">{valuesOf(column, t('tables.categories', { count: column.categories ?? 0 }))}</td>
            <td>{courses.has(column.name) && <Spark course={courses.get(column.name)!} ends={ends} />}</td>
            <td>
              <Select
                label={t('tables.role.of', { column: column.name })} value={roles[i] ?? 'none'}
                choices={columnUses.map((role) => ({ value: role, label: t(`tables.role.${role}`) }))} onChange={(role) => onRole(i, role as ColumnUse)}
              />
              {account.columns[i]?.use === roles[i] && <span className="why">{why(account.columns[i]!, i18n.language)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const why = ({ reason }: TableAccount['columns'][number], language: string): string => format(languageOf(language), reason.key, reason.values)

function valuesOf({ minimum, maximum, categories }: PreviewColumn, words: string): string {
  if (categories !== undefined) return words
  if (minimum === undefined || maximum === undefined) return '–'
  return minimum === maximum ? compact(minimum) : `${compact(minimum)} … ${compact(maximum)}`
}
