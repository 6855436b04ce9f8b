import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../languages/numbers'
import { concatMap, tap, type Observable } from 'rxjs'
import { giveOneAxis, type ColumnUse } from '../../engine/data'
import type { Ask, PreviewAnswer } from '../../engine/run/questions'
import { NumberField } from '../controls/NumberField'
import { Select } from '../controls/Select'
import { choicesOf } from '../inspector/choices'
import { SplitField } from '../inspector/SplitField'
import { answerOf, ignoreFailure } from '../worker/failure'
import { changeTaking, type Offer } from '../workspace/offer'
import { OfferColumns } from './OfferColumns'
import { OfferWarnings } from './OfferWarnings'
import type { Course } from './Spark'
import type { Normalize, Taking } from '../workspace/takeTable'

/** Rows to show, and columns whose course is shown. */
const ROWS = 5
const COURSES = 64

/** A table: its columns, its first rows, and the settings for learning from it. */
export function OfferView({ offer, taking }: { readonly offer: Offer; readonly taking: Taking }) {
  const { t, i18n } = useTranslation()
  const { preview, courses } = usePreview(offer)
  if (!preview || !offer.message?.account) return <p>{t('tables.looking')}</p>
  const { columns, cells, columnCount, rows } = preview
  const count = (n: number): string => grouped(n, i18n.language)
  const [train, validation, test] = taking.split
  const setRole = (column: number, role: ColumnUse): void => {
    // At most one column names the sequences, and columns of the time axis go together.
    const { columns: facts } = offer.message!.account!
    const together = (a: number, b: number): boolean => giveOneAxis(facts[a]!, facts[b]!)
    const roles = taking.roles.map((old, i) =>
      i === column ? role : (role === 'sequence' && old === 'sequence') || (role === 'steps' && old === 'steps' && !together(i, column)) ? 'none' : old,
    )
    changeTaking({ ...taking, roles })
  }
  return (
    <>
      <p className="tables-facts">
        {t('tables.facts', {
          rows: t('tables.rows', { count: rows, rows: count(rows) }),
          columns: t('tables.columns', { count: columnCount, columns: count(columnCount) }),
        })}
        {columnCount > columns.length && ` ${t('tables.facts.more', { count: columns.length })}`}
      </p>
      <OfferWarnings warnings={offer.message.account.warnings} />
      <div className="tables-scroll" tabIndex={0} role="group" aria-label={t('tables.columns')}>
        <OfferColumns
          columns={columns}
          courses={courses}
          account={offer.message.account}
          roles={taking.roles}
          onRole={setRole}
          ends={[train, train + validation, Math.min(1, train + validation + test)]}
        />
      </div>
      <Settings taking={taking} />
      <div className="tables-scroll rows" tabIndex={0} role="group" aria-label={t('tables.rows')}>
        <table className="tables-rows">
          <thead>
            <tr>
              {columns.map(({ name, kind }, i) => (
                <th key={i} scope="col" className={kind === 'text' ? 'words' : ''}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((row, r) => (
              <tr key={r}>
                {row.map((cell, c) => (
                  <td key={c} className={cell === null ? 'missing' : typeof cell === 'string' ? 'words' : 'figure'}>
                    {cell ?? t('panels.data.none')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Settings({ taking }: { readonly taking: Taking }) {
  const { t } = useTranslation()
  const [ahead, normalize, split] = [useId(), useId(), useId()]
  return (
    <div className="tables-settings">
      <div title={t('tables.ahead.help')}>
        <label htmlFor={ahead}>{t('tables.ahead')}</label>
        <NumberField id={ahead} value={taking.ahead} bounds={{ min: 0, whole: true }} onChange={(value) => changeTaking({ ...taking, ahead: value ?? 0 })} />
      </div>
      <div title={t('inspector.data.normalize.help')}>
        <label htmlFor={normalize}>{t('inspector.data.normalize')}</label>
        <Select
          id={normalize}
          value={taking.normalize}
          choices={choicesOf(t, ['none', 'standard', 'range'])}
          onChange={(value) => changeTaking({ ...taking, normalize: value as Normalize })}
        />
      </div>
      <div className="wide">
        <label htmlFor={split}>{t('inspector.data.split')}</label>
        <SplitField id={split} value={taking.split} onChange={(shares) => changeTaking({ ...taking, split: shares })} onEnd={() => undefined} />
      </div>
    </div>
  )
}

/** The first rows, and then the courses of the columns one by one. */
function usePreview({ tab, message }: Offer): { preview: PreviewAnswer | undefined; courses: ReadonlyMap<string, Course> } {
  const [preview, setPreview] = useState<PreviewAnswer>()
  const [courses, setCourses] = useState<ReadonlyMap<string, Course>>(new Map())
  const table = message?.table
  useEffect(() => {
    if (table === undefined) return undefined
    const ask = (asked: Pick<Ask<'preview'>, 'rows' | 'course'>): Observable<PreviewAnswer> =>
      answerOf(tab.engine.ask({ kind: 'preview', first: 0, table, ...asked }))
    const shown = ask({ rows: ROWS, course: null })
      .pipe(
        tap((first) => setPreview(first)),
        concatMap(({ columns }) => columns.filter(({ kind }) => kind === 'number').slice(0, COURSES)),
        concatMap(({ name }) => ask({ rows: 0, course: name })),
      )
      .subscribe({
        next: ({ course }) => {
          if (course) setCourses((known) => new Map(known).set(course.column, course))
        },
        error: ignoreFailure,
      })
    return () => shown.unsubscribe()
  }, [tab, table])
  return { preview, courses }
}
