import type { TableEncoding } from '../document/types'
import { models } from './letters'

/** What the bytes of a file say of their encoding. */
export interface EncodingFound {
  readonly encoding: TableEncoding
  /** `told`: the only possible one; `likely`: others are possible; `unsure`: several fit as well, or none fits. */
  readonly certainty: 'told' | 'likely' | 'unsure'
}

export const encodingNames: Readonly<Record<TableEncoding, string>> = {
  'utf-8': 'UTF-8', 'utf-16le': 'UTF-16 LE', 'utf-16be': 'UTF-16 BE', shift_jis: 'Shift_JIS', 'euc-jp': 'EUC-JP', 'iso-2022-jp': 'ISO-2022-JP',
  gb18030: 'GB18030', big5: 'Big5', 'euc-kr': 'EUC-KR', 'windows-1252': 'Windows-1252', 'windows-1250': 'Windows-1250', 'windows-1251': 'Windows-1251', 'koi8-r': 'KOI8-R',
}

/** How much better than the next the best encoding fits, in natural logarithms, before it is taken. */
const MARGIN = 2
/** Fit of a letter, in natural logarithms a byte, below which it is one of none. */
const POOR = -7

/** Of encodings that fit as well, these are met more often, by so much. */
const USUAL: readonly TableEncoding[] = ['shift_jis', 'euc-jp', 'windows-1252']
const PRIOR = 5

const ESCAPE = 0x1b

/** Where bytes are no ASCII text; −1 where all are. */
export function beyondAscii(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f || bytes[i] === 0 || (bytes[i] === ESCAPE && isJapaneseEscape(bytes, i))) return i
  return -1
}

/** ISO-2022-JP turns to kanji and back by these. Of a sequence that is cut, the rest may come. */
function isJapaneseEscape(bytes: Uint8Array, at: number): boolean {
  const [first, second] = [bytes[at + 1], bytes[at + 2]]
  if (first === 0x24) return second === undefined || second === 0x40 || second === 0x42
  if (first === 0x28) return second === undefined || second === 0x4a || second === 0x49
  return first === undefined
}

/** What a file says by its first bytes: a byte order mark, or that it is UTF-16 or no text at all. */
export function beginningOf(bytes: Uint8Array, whole: boolean): { readonly encoding: TableEncoding; readonly mark: number } | { readonly stranger: string } | undefined {
  const begins = (...mark: readonly number[]): boolean => mark.every((byte, i) => bytes[i] === byte)
  if (begins(0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 }
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff) || isQuadruple(bytes)) return { stranger: 'UTF-32' }
  if (begins(0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 }
  if (begins(0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 }
  const known = STRANGERS.find(([, mark]) => begins(...mark))
  if (known) return { stranger: known[0] }
  const wide = wideOf(bytes, whole)
  return wide && { encoding: wide, mark: 0 }
}

/** Files that are no text, by how they begin. */
const STRANGERS: readonly (readonly [string, readonly number[]])[] = [
  ['Excel (.xlsx), ODS, ZIP', [0x50, 0x4b, 0x03, 0x04]], ['Excel (.xls)', [0xd0, 0xcf, 0x11, 0xe0]], ['gzip', [0x1f, 0x8b]], ['PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]], ['SQLite', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20]], ['HDF5, MATLAB', [0x89, 0x48, 0x44, 0x46]], ['NumPy', [0x93, 0x4e, 0x55, 0x4d]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]], ['bzip2', [0x42, 0x5a, 0x68]], ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]], ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]], ['Arrow', [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
]

/** UTF-32 without a mark: of each four bytes the two upper ones are zero. */
function isQuadruple(bytes: Uint8Array): boolean {
  const quads = Math.min(64, bytes.length >> 2)
  const isLittle = (i: number): boolean => bytes[i + 2] === 0 && bytes[i + 3] === 0 && bytes[i] !== 0
  const isBig = (i: number): boolean => bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 3] !== 0
  return quads > 1 && [isLittle, isBig].some((fits) => Array.from({ length: quads }, (_, k) => 4 * k).every(fits))
}

/**
 * Recognizes how text is encoded that begins with a letter beyond ASCII: UTF-8 where all of it is, else the encoding
 * whose usual letters it has. `whole`: no more will come.
 */
export function recognizeEncoding(bytes: Uint8Array, whole: boolean): EncodingFound {
  if (bytes[0] === ESCAPE) return { encoding: 'iso-2022-jp', certainty: 'told' }
  if (decodes(bytes, 'utf-8', whole) || (whole && isCut(bytes))) return { encoding: 'utf-8', certainty: 'told' }
  const letters = bytes.reduce((count, byte) => count + (byte > 0x7f ? 1 : 0), 0)
  const fits = models.map(([encoding, model]) => ({ encoding, fit: decodes(bytes, encoding, whole) ? model(bytes) + (USUAL.includes(encoding) ? PRIOR : 0) : -Infinity })).sort((a, b) => b.fit - a.fit)
  const [best, second] = [fits[0]!, fits[1]!]
  const sure = best.fit > POOR * letters && best.fit - second.fit >= MARGIN
  return { encoding: best.encoding, certainty: sure ? 'likely' : 'unsure' }
}

/** UTF-16 without a mark: digits, separators and ends of lines have a zero byte on the same side. */
function wideOf(bytes: Uint8Array, whole: boolean): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = bytes.length >> 1
  if (pairs === 0 || (whole && bytes.length % 2 === 1)) return undefined
  let [even, odd] = [0, 0]
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  if (Math.max(even, odd) < 0.1 * pairs || 20 * Math.min(even, odd) > Math.max(even, odd)) return undefined
  const upper = odd > even ? 1 : 0
  // Separators and ends of lines have their zero too; in text of single bytes with zeros in it they have none.
  let [with0, without] = [0, 0]
  for (let i = 0; i < 2 * pairs; i += 2) {
    const [high, low] = [bytes[i + upper]!, bytes[i + 1 - upper]!]
    if (isMark(low) && high === 0) with0++
    else if (isMark(low)) without++
    if (isMark(high)) without++
  }
  if (without > with0) return undefined
  return upper === 1 ? 'utf-16le' : 'utf-16be'
}

const isMark = (byte: number): boolean => byte === 0x0a || byte === 0x0d || byte === 0x2c || byte === 0x3b || byte === 0x09 || byte === 0x22

/** Whether bytes are text in an encoding; one that is cut at the end may end within a letter. */
function decodes(bytes: Uint8Array, encoding: TableEncoding, whole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !whole })
    return true
  } catch {
    return false
  }
}

/** UTF-8 that ends within a letter, after others that are whole. */
function isCut(bytes: Uint8Array): boolean {
  try {
    return /[^\u0000-\u007f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }))
  } catch {
    return false
  }
}
