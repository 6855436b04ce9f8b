import { useTranslation } from 'react-i18next'
import type { ColumnRole, Proposal } from '../../engine/data/propose'
import type { PreviewColumn } from '../../engine/run/protocol'
import { Select } from '../controls/Select'
import { compact } from '../panels/figures'
import { Spark, type Course } from './Spark'

const ROLES: readonly ColumnRole[] = ['input', 'target', 'both', 'sequence', 'unused']

interface OfferColumnsProps {
  readonly columns: readonly PreviewColumn[]
  readonly courses: ReadonlyMap<string, Course>
  readonly proposal: Proposal
  readonly roles: readonly ColumnRole[]
  /** Where training, validation and test end, as shares of the rows. */
  readonly ends: readonly [number, number, number]
  readonly onRole: (column: number, role: ColumnRole) => void
}

/** One line a column: what it holds, how it runs, and what it is to be. */
export function OfferColumns({ columns, courses, proposal, roles, ends, onRole }: OfferColumnsProps) {
  const { t } = useTranslation()
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
          <tr key={i} className={roles[i] === 'unused' ? 'unused' : ''}>
            <th scope="row" title={column.name}>{column.name}</th>
            <td>
              {t(`panels.data.${column.kind}`)}
              {column.missing > 0 && <em>{t('panels.data.missing', { count: column.missing, number: column.missing })}</em>}
            </td>
            <td className="figure">{valuesOf(column, t('tables.categories', { count: column.categories ?? 0 }))}</td>
            <td>{courses.has(column.name) && <Spark course={courses.get(column.name)!} ends={ends} />}</td>
            <td>
              <Select
                label={t('tables.role.of', { column: column.name })} value={roles[i] ?? 'unused'}
                choices={ROLES.map((role) => ({ value: role, label: t(`tables.role.${role}`) }))} onChange={(role) => onRole(i, role as ColumnRole)}
              />
              {proposal.columns[i]?.role === roles[i] && <span className="why">{t(`tables.reason.${proposal.columns[i]!.reason}`)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function valuesOf({ minimum, maximum, categories }: PreviewColumn, words: string): string {
  if (categories !== undefined) return words
  if (minimum === undefined || maximum === undefined) return '–'
  return minimum === maximum ? compact(minimum) : `${compact(minimum)} … ${compact(maximum)}`
}
