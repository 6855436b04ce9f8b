import type { TableEncoding } from '../document/types'
import { decoderOf, decodes } from './decoder'
import { models } from './letters'

/** The encoding of a file as recognized from its bytes. */
export interface EncodingFound {
  readonly encoding: TableEncoding
  /** `certain`: the only possible one; `likely`: others are possible; `unsure`: several fit equally well, or none. */
  readonly certainty: 'certain' | 'likely' | 'unsure'
  /** Other encodings that fit nearly as well, best first. */
  readonly others: readonly TableEncoding[]
}

export const encodingNames: Readonly<Record<TableEncoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
  'iso-8859-15': 'ISO-8859-15',
  macintosh: 'Mac Roman',
  'windows-1250': 'Windows-1250',
  'iso-8859-2': 'ISO-8859-2',
  'windows-1257': 'Windows-1257',
  'iso-8859-13': 'ISO-8859-13',
  'windows-1254': 'Windows-1254',
  'windows-1258': 'Windows-1258',
  'windows-1253': 'Windows-1253',
  'iso-8859-7': 'ISO-8859-7',
  'windows-1251': 'Windows-1251',
  'koi8-r': 'KOI8-R',
  'koi8-u': 'KOI8-U',
  'iso-8859-5': 'ISO-8859-5',
  ibm866: 'IBM866',
  'windows-1255': 'Windows-1255',
  'windows-1256': 'Windows-1256',
  'iso-8859-6': 'ISO-8859-6',
  'windows-874': 'Windows-874',
  shift_jis: 'Shift_JIS',
  'euc-jp': 'EUC-JP',
  'iso-2022-jp': 'ISO-2022-JP',
  gb18030: 'GB18030',
  big5: 'Big5',
  'euc-kr': 'EUC-KR',
}

/** Log-likelihood by which the best encoding must exceed the second to be accepted. */
const MARGIN = 2
/** The same between two-byte encodings, which letter frequencies hardly distinguish. */
const PAIRED_MARGIN = 5
const PAIRED: readonly TableEncoding[] = ['euc-jp', 'gb18030', 'euc-kr', 'big5']
/** Another encoding is reported up to this difference of log-likelihood; at most `MOST_OTHERS` are. */
const NEAR = 16
const MOST_OTHERS = 2
/** Log-likelihood per byte below which an encoding does not fit at all. */
const POOR_FIT = -7

/** How much more common encodings are than others, as a bonus to their log-likelihood. */
const BONUS: Partial<Record<TableEncoding, number>> = { shift_jis: 3, 'windows-1252': 4, macintosh: -3, ibm866: -2, 'iso-8859-5': -3, 'koi8-u': -1 }
/** Bytes beyond ASCII of text that are enough to choose an encoding. */
const ENOUGH = 4_096

const ESCAPE = 0x1b

/** Returns the index of the first byte that is not ASCII text, or −1. */
export function beyondAscii(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f || bytes[i] === 0 || (bytes[i] === ESCAPE && isJapaneseEscape(bytes, i))) return i
  return -1
}

/** Returns whether an ISO-2022-JP escape sequence starts at `at`. One cut off at the end counts, since its rest may follow. */
function isJapaneseEscape(bytes: Uint8Array, at: number): boolean {
  const [first, second] = [bytes[at + 1], bytes[at + 2]]
  if (first === 0x24) return second === undefined || second === 0x40 || second === 0x42
  if (first === 0x28) return second === undefined || second === 0x4a || second === 0x49
  return first === undefined
}

/** Recognizes a byte order mark, UTF-16 or a binary format by the first bytes; undefined if it is none of them. */
export function recognizeStart(
  bytes: Uint8Array,
  whole: boolean,
): { readonly encoding: TableEncoding; readonly mark: number } | { readonly unsupported: string } | undefined {
  const begins = (...mark: readonly number[]): boolean => mark.every((byte, i) => bytes[i] === byte)
  if (begins(0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 }
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff) || isUtf32(bytes)) return { unsupported: 'UTF-32' }
  if (begins(0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 }
  if (begins(0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 }
  const known = BINARY_FORMATS.find(([, mark]) => begins(...mark))
  if (known) return { unsupported: known[0] }
  const wide = recognizeUtf16(bytes, whole)
  return wide && { encoding: wide, mark: 0 }
}

/** Signatures of binary formats. */
const BINARY_FORMATS: readonly (readonly [string, readonly number[]])[] = [
  ['Excel (.xlsx), ODS, ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['Excel (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['gzip', [0x1f, 0x8b]],
  ['PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
  ['SQLite', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20]],
  ['HDF5, MATLAB', [0x89, 0x48, 0x44, 0x46]],
  ['NumPy', [0x93, 0x4e, 0x55, 0x4d]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['Arrow', [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
  ['Feather', [0x46, 0x45, 0x41, 0x31]],
  ['MATLAB', [0x4d, 0x41, 0x54, 0x4c, 0x41, 0x42, 0x20, 0x35, 0x2e]],
  ['NetCDF', [0x43, 0x44, 0x46, 0x01]],
  ['NetCDF', [0x43, 0x44, 0x46, 0x02]],
  ['NetCDF', [0x43, 0x44, 0x46, 0x05]],
  ['RTF', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['RAR', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['WAV, AVI', [0x52, 0x49, 0x46, 0x46]],
  ['Avro', [0x4f, 0x62, 0x6a, 0x01]],
  ['ORC', [0x4f, 0x52, 0x43, 0x08]],
  ['Stata', [0x3c, 0x73, 0x74, 0x61, 0x74, 0x61, 0x5f, 0x64, 0x74, 0x61]],
  ['Python pickle', [0x80, 0x04, 0x95]],
  ['Python pickle', [0x80, 0x05, 0x95]],
  ['SPSS', [0x24, 0x46, 0x4c, 0x32, 0x40]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
]

/** Recognizes UTF-32 without byte order mark: the two upper bytes of each four are zero. */
function isUtf32(bytes: Uint8Array): boolean {
  const quads = Math.min(64, bytes.length >> 2)
  const isLittle = (i: number): boolean => bytes[i + 2] === 0 && bytes[i + 3] === 0 && bytes[i] !== 0
  const isBig = (i: number): boolean => bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 3] !== 0
  return quads > 1 && [isLittle, isBig].some((fits) => Array.from({ length: quads }, (_, k) => 4 * k).every(fits))
}

/**
 * Recognizes the encoding of text that begins with a non-ASCII character: UTF-8 if all of it is valid, else the
 * encoding whose letter frequencies fit best.
 * @param whole Whether no more bytes will follow.
 */
export function recognizeEncoding(bytes: Uint8Array, whole: boolean): EncodingFound {
  if (bytes[0] === ESCAPE) return { encoding: 'iso-2022-jp', certainty: 'certain', others: [] }
  if (decodes(bytes, 'utf-8', whole) || (whole && isCutUtf8(bytes))) return { encoding: 'utf-8', certainty: 'certain', others: [] }
  const { sample, letters } = enoughOf(bytes)
  const fits = models
    .map(([encoding, model]) => ({ encoding, fit: decodes(bytes, encoding, whole) ? model(sample) + (BONUS[encoding] ?? 0) : -Infinity }))
    .sort((a, b) => b.fit - a.fit)
  const [best, ...rest] = fits as [(typeof fits)[number], ...typeof fits]
  // An encoding that gives the same text is no other reading.
  const texts = new Set([textIn(best.encoding, bytes)])
  const near = rest.filter(({ encoding, fit }) => {
    if (!(best.fit - fit < NEAR && fit > POOR_FIT * letters)) return false
    const text = textIn(encoding, bytes)
    return !texts.has(text) && texts.add(text)
  })
  const [second] = near
  const margin = second && PAIRED.includes(best.encoding) && PAIRED.includes(second.encoding) ? PAIRED_MARGIN : MARGIN
  const sure = best.fit > POOR_FIT * letters && (!second || best.fit - second.fit >= margin)
  return { encoding: best.encoding, certainty: sure ? 'likely' : 'unsure', others: near.slice(0, MOST_OTHERS).map(({ encoding }) => encoding) }
}

const textIn = (encoding: TableEncoding, bytes: Uint8Array): string => decoderOf(encoding, { fatal: false }).decode(bytes)

/** Returns the beginning of a text that has enough letters beyond ASCII, and their number. */
function enoughOf(bytes: Uint8Array): { sample: Uint8Array; letters: number } {
  let [letters, end] = [0, 0]
  for (; end < bytes.length && letters < ENOUGH; end++) if (bytes[end]! > 0x7f) letters++
  return { sample: bytes.subarray(0, end), letters }
}

/** Most words, and most characters, of the sample that shows how an encoding reads the text. */
const WORDS = 3
const SHOWN = 24

/** An encoding with the first words beyond ASCII as it reads them: `GB18030 (时间 温度)`. */
export function readingIn(encoding: TableEncoding, bytes: Uint8Array): string {
  const text = decoderOf(encoding, { fatal: false }).decode(bytes.subarray(0, 400))
  const words = text.match(/[\p{L}\p{M}\p{N}\p{S}]*[^\u0000-\u007f\P{L}][\p{L}\p{M}\p{N}\p{S}]*/gu) ?? text.match(/[^\u0000-\u00a0\p{C}]+/gu) ?? []
  const shown = [...words.slice(0, WORDS).join(' ')].slice(0, SHOWN).join('')
  return shown === '' ? encodingNames[encoding] : `${encodingNames[encoding]} (${shown})`
}

/** Recognizes UTF-16 without byte order mark: digits, separators and line ends have a zero byte on the same side. */
function recognizeUtf16(bytes: Uint8Array, whole: boolean): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = bytes.length >> 1
  if (pairs === 0 || (whole && bytes.length % 2 === 1)) return undefined
  let [even, odd] = [0, 0]
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  if (Math.max(even, odd) < 0.1 * pairs || 20 * Math.min(even, odd) > Math.max(even, odd)) return undefined
  const upper = odd > even ? 1 : 0
  // Separators and line ends must have their zero byte too; in single-byte text that contains zeros they have none.
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

/** Returns whether bytes are UTF-8 with complete non-ASCII characters before an incomplete last one. */
function isCutUtf8(bytes: Uint8Array): boolean {
  try {
    return /[^\u0000-\u007f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }))
  } catch {
    return false
  }
}
