import type { TableEncoding } from '../document/types'

/** Turns bytes into text, piece by piece: the part of the platform's `TextDecoder` that reading tables needs. */
export interface Decoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string
}

/** A letter as the encoding defines it, or null if the encoding does not have the byte. */
type Correction = string | null

/**
 * What platforms do not decode as the Encoding Standard (encoding.spec.whatwg.org) says, by the wrong letter: Node 20 reads
 * windows-1252 as ISO-8859-1, and ICU maps bytes that windows-1253 and windows-874 do not have. A right letter stays.
 */
const CORRECTIONS: Partial<Record<TableEncoding, Readonly<Record<string, Correction>>>> = {
  'windows-1252': Object.fromEntries(
    [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((letter, i) => [String.fromCharCode(0x80 + i), letter] as const),
  ),
  'windows-1253': { ª: null },
  'windows-874': Object.fromEntries(Array.from({ length: 8 }, (_, i) => [String.fromCharCode(0xf8c1 + i), null])),
  'koi8-u': { '╝': 'ў', '╬': 'Ў' },
}

/** Returns a decoder that gives the same text on every platform. Without options, bytes that the encoding does not have throw, and a mark stays. */
export function decoderOf(
  encoding: TableEncoding,
  { fatal = true, ignoreBOM = true }: { readonly fatal?: boolean; readonly ignoreBOM?: boolean } = {},
): Decoder {
  const decoder = new TextDecoder(encoding, { fatal, ignoreBOM })
  const corrections = CORRECTIONS[encoding]
  if (!corrections) return decoder
  const wrong = new RegExp(`[${Object.keys(corrections).join('')}]`, 'g')
  const corrected = (letter: string): string => {
    const right = corrections[letter]!
    if (right === null && fatal) throw new TypeError(`not in ${encoding}`)
    return right ?? '\uFFFD'
  }
  return { decode: (bytes, options) => decoder.decode(bytes, options).replace(wrong, corrected) }
}

/** Returns whether bytes are valid in an encoding; unless `whole`, the last character may be incomplete. */
export function decodes(bytes: Uint8Array, encoding: TableEncoding, whole: boolean): boolean {
  try {
    decoderOf(encoding).decode(bytes, { stream: !whole })
    return true
  } catch {
    return false
  }
}
