import { useTranslation } from 'react-i18next'
import { format } from '../../engine/base/messages/format'
import { columnUses, type AccountColumn, type ColumnUse, type TableAccount } from '../../engine/data'
import type { PreviewColumn } from '../../engine/run/questions'
import { Select } from '../controls/Select'
import { languageOf } from '../drawing/words'
import { compact } from '../languages/numbers'
import { ignoreFailure } from '../worker/failure'
import { changeKind, type ColumnKind } from '../workspace/offer'
import { Spark, type Course } from './Spark'

interface OfferColumnsProps {
  readonly columns: readonly PreviewColumn[]
  readonly courses: ReadonlyMap<string, Course>
  readonly account: TableAccount
  readonly roles: readonly ColumnUse[]
  /** Ends of training, validation and test part, as fractions of the rows. */
  readonly ends: readonly [number, number, number]
  readonly onRole: (column: number, role: ColumnUse) => void
}

/** One row per column: its contents, its course, and its role. */
export function OfferColumns({ columns, courses, account, roles, ends, onRole }: OfferColumnsProps) {
  const { t, i18n } = useTranslation()
  return (
    <table className="tables-columns">
      <thead>
        <tr>
          {(['name', 'kind', 'values', 'course', 'role'] as const).map((head) => (
            <th key={head} scope="col">
              {t(`tables.head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {/* While the file is being read again, the preview may still have more columns. */}
        {columns.slice(0, account.columns.length).map((column, i) => (
          <tr key={i} className={roles[i] === 'none' ? 'unused' : ''}>
            <th scope="row" title={column.name}>
              <span>{column.name}</span>
            </th>
            <td>
              <Kind column={i} name={column.name} facts={account.columns[i]} />
            </td>
            <td className="figure">{valuesOf(account.columns[i], (count) => t('tables.categories', { count }))}</td>
            <td>{courses.has(column.name) && <Spark course={courses.get(column.name)!} ends={ends} />}</td>
            <td>
              <Select
                label={t('tables.role.of', { column: column.name })}
                value={roles[i] ?? 'none'}
                choices={columnUses.map((role) => ({ value: role, label: t(`tables.role.${role}`) }))}
                onChange={(role) => onRole(i, role as ColumnUse)}
              />
              {account.columns[i]?.use === roles[i] && <span className="why">{why(account.columns[i]!, i18n.language)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A column's kind; the user can treat numbers as categories, or text as numbers if some of it parses. */
function Kind({ column, name, facts }: { readonly column: number; readonly name: string; readonly facts: AccountColumn | undefined }) {
  const { t } = useTranslation()
  if (!facts) return null
  return (
    <>
      {facts.kind === 'empty' ? (
        t('tables.kind.empty')
      ) : (
        <Select
          label={t('tables.kind.of', { column: name })}
          value={facts.kind}
          choices={(['number', 'text'] as const).map((kind) => ({
            value: kind,
            label: t(kind === 'text' && typeof facts.min === 'string' ? 'tables.kind.date' : `panels.data.${kind}`),
          }))}
          onChange={(kind) => void changeKind(column, kind as ColumnKind).catch(ignoreFailure)}
        />
      )}
      {facts.missing > 0 && <em>{t('panels.data.missing', { count: facts.missing, number: facts.missing })}</em>}
    </>
  )
}

const why = ({ reason }: TableAccount['columns'][number], language: string): string => format(languageOf(language), reason.key, reason.values)

/** The range of a column's values, or their number. */
function valuesOf(facts: AccountColumn | undefined, words: (count: number) => string): string {
  if (!facts) return '–'
  const { min, max, distinct } = facts
  if (min === null || max === null) return distinct === null || facts.kind === 'empty' ? '–' : words(distinct)
  const [low, high] = [min, max].map((value) => (typeof value === 'number' ? compact(value) : value))
  return low === high ? low! : `${low} … ${high}`
}
