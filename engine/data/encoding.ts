import type { TableEncoding } from '../document/types'

/** What the bytes of a file say of their encoding. */
export interface EncodingFound {
  readonly encoding: TableEncoding
  /** Bytes of a byte order mark, which are no text. */
  readonly mark: number
  /** `told` by a mark, or the only possible one; `likely`: others are possible; `unsure`: none fits well. */
  readonly certainty: 'told' | 'likely' | 'unsure'
}

/** Where bytes are no ASCII; −1 where all are. */
export function beyondAscii(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f || bytes[i] === 0) return i
  return -1
}

/** The byte order mark that bytes begin with. */
export function markOf(bytes: Uint8Array): { encoding: TableEncoding; mark: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', mark: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', mark: 2 }
  return undefined
}

/**
 * Recognizes how text is encoded: by its byte order mark; as UTF-16 by the zeros of its digits and separators; as UTF-8
 * where all of it is; else by how well the letters fit that the legacy encodings give. `whole`: these are all bytes.
 */
export function recognizeEncoding(bytes: Uint8Array, whole: boolean): EncodingFound {
  const told = markOf(bytes)
  if (told) return { ...told, certainty: 'told' }
  const wide = wideOf(bytes)
  if (wide) return { encoding: wide, mark: 0, certainty: 'told' }
  if (decodes(bytes, 'utf-8', whole) || (whole && isCut(bytes))) return { encoding: 'utf-8', mark: 0, certainty: 'told' }
  const scores = [
    ['shift_jis', decodes(bytes, 'shift_jis', whole) ? japanese(bytes, 'shift_jis') : 0],
    ['euc-jp', decodes(bytes, 'euc-jp', whole) ? japanese(bytes, 'euc-jp') : 0],
    ['windows-1252', western(bytes)],
  ] as [TableEncoding, number][]
  scores.sort(([, a], [, b]) => b - a)
  const [[encoding, best], [, second]] = scores as [[TableEncoding, number], [TableEncoding, number], [TableEncoding, number]]
  return { encoding, mark: 0, certainty: best >= 0.6 && best - second >= 0.15 ? 'likely' : 'unsure' }
}

/** UTF-16 without a mark: digits, separators and ends of lines have a zero byte on the same side. */
function wideOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = bytes.length >> 1
  if (pairs === 0) return undefined
  let [even, odd] = [0, 0]
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  if (Math.max(even, odd) < 0.1 * pairs || 20 * Math.min(even, odd) > Math.max(even, odd)) return undefined
  return odd > even ? 'utf-16le' : 'utf-16be'
}

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

/** Share of the letters that are those of Japanese text: kana, the usual kanji, its punctuation and full-width letters. */
function japanese(bytes: Uint8Array, encoding: 'shift_jis' | 'euc-jp'): number {
  const euc = encoding === 'euc-jp'
  let [usual, all] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i]!
    if (first < 0x80) continue
    // Half-width katakana: one byte in Shift_JIS, after 8E in EUC-JP.
    if (!euc && first >= 0xa1 && first <= 0xdf) {
      all++
      usual += 0.5
      continue
    }
    const second = bytes[++i]
    if (second === undefined) break
    all++
    if (euc && first === 0x8e) usual += 0.5
    else if (euc ? first === 0xa1 || first === 0xa3 || first === 0xa4 || first === 0xa5 || (first >= 0xb0 && first <= 0xcf)
      : first === 0x81 || first === 0x82 || first === 0x83 || (first >= 0x88 && first <= 0x97)) usual++
  }
  return all === 0 ? 0 : usual / all
}

/** Share of the letters that stand as those of Western European text do: alone among ASCII ones, or as usual signs. */
function western(bytes: Uint8Array): number {
  const isLetter = (code: number | undefined): boolean => code !== undefined && ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a))
  const high = (code: number | undefined): boolean => code !== undefined && code >= 0x80
  let [usual, all] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes[i]!
    if (code < 0x80) continue
    all++
    if ([0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(code)) continue
    const [before, after] = [bytes[i - 1], bytes[i + 1]]
    if (high(before) && high(after)) continue
    if (isLetter(before) || isLetter(after)) usual++
    else if (!high(before) && !high(after)) usual += code >= 0xc0 ? 0.7 : 1
  }
  return all === 0 ? 0 : usual / all
}
