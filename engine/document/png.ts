import { crc32 } from '../base/crc32'
import { problem, type Problem } from '../base/problem'
import { limits } from './limits'

/** Keyword of the `iTXt` chunk with the document; a registered type of chunk, which image programs accept. */
const KEYWORD = 'unfold:document'
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
/** Bytes of a chunk's length, type and checksum together, and of length and type alone. */
const FRAME = 12
const HEAD = 8
/** Offset after the first chunk, which always has 13 bytes of data; the document is inserted there. */
const FIRST = SIGNATURE.length + FRAME + 13

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
const startsWith = (bytes: Uint8Array, start: ArrayLike<number>, at = 0): boolean => Array.from(start).every((byte, i) => bytes[at + i] === byte)

/** Whether bytes start with the PNG signature. */
export const isPng = (bytes: Uint8Array): boolean => startsWith(bytes, SIGNATURE)

/** The embedded document as stored in the picture. */
export interface EmbeddedText {
  readonly bytes: Uint8Array
  /** Whether the bytes are compressed with zlib (RFC 1950), otherwise UTF-8 text. */
  readonly deflated: boolean
}

const damaged = (at: number): Problem => problem('document-invalid', 'png-damaged', { at })

/**
 * Finds the document in a PNG picture (PNG specification, third edition, 11.3.3: `iTXt`) without copying bytes or
 * decoding pixels. The picture is untrusted: each length is checked against the bytes present before anything is read.
 * The first chunk with the keyword counts; its checksum must be correct.
 */
export function extractDocument(png: Uint8Array): EmbeddedText | Problem {
  if (!isPng(png)) return damaged(0)
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const keyword = ascii(`${KEYWORD}\0`)
  for (let at = SIGNATURE.length, chunks = 0; ; chunks++) {
    if (at + FRAME > png.length || chunks > limits.pictureChunks) return damaged(at)
    const length = view.getUint32(at)
    const type = String.fromCharCode(...png.subarray(at + 4, at + HEAD))
    const sound = length <= png.length - at - FRAME && /^[A-Za-z]{4}$/.test(type) && (chunks > 0 || (type === 'IHDR' && length === 13))
    if (!sound) return damaged(at)
    if (type === 'IEND') return problem('document-invalid', 'picture-without-document', {})
    const end = at + HEAD + length
    if (type === 'iTXt' && length > keyword.length && startsWith(png, keyword, at + HEAD)) {
      if (crc32(png.subarray(at + 4, end)) !== view.getUint32(end)) return problem('document-invalid', 'png-checksum', {})
      return parseChunk(png.subarray(at + HEAD + keyword.length, end)) ?? damaged(at)
    }
    at = end + 4
  }
}

/** Parses the chunk after its keyword: compression flag, method, language tag and translated keyword (both ending in 0), text. */
function parseChunk(rest: Uint8Array): EmbeddedText | undefined {
  const [flag, method] = rest
  const language = rest.indexOf(0, 2)
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1)
  if ((flag !== 0 && flag !== 1) || method !== 0 || translated < 0) return undefined
  return { bytes: rest.subarray(translated + 1), deflated: flag === 1 }
}

/** Result of inflating: the bytes, or why there are none. */
export type Inflated = Uint8Array | 'too-long' | 'damaged'

/** Decodes an embedded document's text, which must still be parsed like any other. */
export function decodeDocument(inflated: Inflated): string | Problem {
  if (inflated === 'too-long' || inflated.length > limits.pictureText) return problem('limit-exceeded', 'png-too-long', { limit: limits.pictureText / 2 ** 20 })
  if (inflated !== 'damaged') {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(inflated)
    } catch {
      /* reported below */
    }
  }
  return problem('document-invalid', 'png-text-damaged', {})
}

/** Inserts a document's compressed text before the pixels of a PNG; the picture looks the same. */
export function embedDocument(png: Uint8Array, deflated: Uint8Array): Uint8Array {
  const head = ascii(`iTXt${KEYWORD}\0\x01\0\0\0`)
  const length = head.length - 4 + deflated.length
  const chunk = new Uint8Array(FRAME + length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, length)
  chunk.set(head, 4)
  chunk.set(deflated, 4 + head.length)
  view.setUint32(HEAD + length, crc32(chunk.subarray(4, HEAD + length)))
  const out = new Uint8Array(png.length + chunk.length)
  out.set(png.subarray(0, FIRST))
  out.set(chunk, FIRST)
  out.set(png.subarray(FIRST), FIRST + chunk.length)
  return out
}
