import type { TFunction } from 'i18next'
import type { RunRow } from '../../../engine/sweep/row'
import { compact } from '../../languages/numbers'
import { shortName, type Item } from './items'

/** The name of a run: the one that the user gave it, or its number. */
export function titleOf({ row, title, number }: Item, t: TFunction): string {
  if (row.mark?.name) return row.mark.name
  return title === '' ? t('runs.name', { number }) : `${title} · ${number}`
}

/** Why a run waits at a rung, or was given up there; undefined for other runs. */
export function whyText({ state, epochs, rung }: RunRow, t: TFunction): string | undefined {
  if (!rung || (state !== 'paused' && state !== 'given-up')) return undefined
  const { at, loss, place, of, on } = rung
  const known = { rung: at, epochs, loss: loss === undefined ? '–' : compact(loss) }
  if (state === 'paused') return t('runs.why.paused', known)
  return of === undefined ? undefined : t('runs.why.given-up', { ...known, place, of, on })
}

const SETTING = /^set:/

/** The heading of a column: of a setting its last word, of a score its name. */
export const columnTitle = (column: string, t: TFunction): string =>
  SETTING.test(column) || column.startsWith('score:') ? shortName(column) : t(`runs.head.${column}`)

/** The same in full, for places with more room. */
export const columnName = (column: string, t: TFunction): string => (SETTING.test(column) ? column.slice(4) : columnTitle(column, t))
