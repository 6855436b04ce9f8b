import { PLAIN, missingStyle, type CellStyle } from '../data/column'
import { otherNumber, plainNumber } from '../data/number-forms'
import { missingWord } from '../data/words'
import type { GraphDocument } from '../document/types'

/** Returns the number format of a document's rows: that of its `data`, otherwise one with a decimal point. */
export function cellStyle({ data }: GraphDocument): CellStyle {
  if (data?.kind !== 'file') return PLAIN
  return { decimal: data.decimal ?? '.', thousands: data.thousands === undefined || data.thousands === '' ? null : data.thousands, ...missingStyle(data) }
}

/** Reads one cell of a column of numbers as tables are read: NaN if it is missing, undefined if it is not a finite number. */
export function cellNumber(cell: string, style: CellStyle): number | undefined {
  const text = cell.trim()
  if (text === '' || style.missing.has(text)) return NaN
  let number = plainNumber(text, style.decimal)
  if (Number.isNaN(number)) {
    if (style.usual && missingWord(text) !== undefined) return NaN
    number = otherNumber(text, style)?.value ?? NaN
  }
  return Number.isFinite(number) ? number : undefined
}

/** The categories of a column; matches cells to them. */
export class Categories {
  private readonly exact: ReadonlyMap<string, number>
  private readonly composed: ReadonlyMap<string, number>

  constructor(readonly texts: readonly string[]) {
    this.exact = new Map(texts.map((text, i) => [text, i]))
    this.composed = new Map(texts.map((text, i) => [text.normalize(), i]))
  }

  /** Returns the index of the category that a cell names; −1 for a missing cell, undefined for an unknown category. */
  of(cell: string, style: CellStyle): number | undefined {
    const found = this.named(cell) ?? this.named(cell.trim())
    if (found !== undefined) return found
    const text = cell.trim()
    if (text === '' || style.missing.has(text) || (style.usual && missingWord(text) !== undefined)) return -1
    // 1.0 names the category 1, as older documents store it; 007 never names 7.
    if (/^0\d/.test(text) || !Number.isFinite(Number(text))) return undefined
    return this.exact.get(String(Number(text)))
  }

  private named(text: string): number | undefined {
    return text === '' ? undefined : (this.exact.get(text) ?? this.composed.get(text.normalize()))
  }
}
