import type { TFunction } from 'i18next'
import { shortName, type Item } from './items'

/** What a run is called: the name that the user gave it, or its number. */
export function titleOf({ row, title, number }: Item, t: TFunction): string {
  if (row.mark?.name) return row.mark.name
  return title === '' ? t('runs.name', { number }) : `${title} · ${number}`
}

const SETTING = /^set:/

/** The heading of a column: of a setting its last word, of a score its name. */
export const columnTitle = (column: string, t: TFunction): string =>
  SETTING.test(column) || column.startsWith('score:') ? shortName(column) : t(`runs.head.${column}`)

/** The same in full, where there is room. */
export const columnName = (column: string, t: TFunction): string => (SETTING.test(column) ? column.slice(4) : columnTitle(column, t))
