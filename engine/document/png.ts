import { crc32 } from '../base/crc32'
import { problem, type Problem } from '../base/problem'
import { limits } from './limits'

/** Of the chunk that holds the document: one of the registered kind `iTXt`, which programs for pictures let through. */
const KEYWORD = 'unfold:document'
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
/** Length, type and checksum of a chunk; what stands before its data. */
const FRAME = 12
const HEAD = 8
/** The first chunk has 13 bytes, always; the document follows it. */
const FIRST = SIGNATURE.length + FRAME + 13

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
const startsWith = (bytes: Uint8Array, start: ArrayLike<number>, at = 0): boolean => Array.from(start).every((byte, i) => bytes[at + i] === byte)

/** Whether bytes are those of a PNG picture, whatever its file is called. */
export const isPng = (bytes: Uint8Array): boolean => startsWith(bytes, SIGNATURE)

/** What a picture holds of a document, as it stands in the file. */
export interface HeldText {
  readonly bytes: Uint8Array
  /** Whether the bytes are zlib's (RFC 1950), or text in UTF-8 already. */
  readonly deflated: boolean
}

const damaged = (at: number): Problem => problem('document-invalid', 'png-damaged', { at })

/**
 * The document in a PNG picture (PNG specification, third edition, 11.3.3: `iTXt`), without a copy and without looking
 * at a pixel. The picture is untrusted: every length is held against the bytes that are there before anything is read.
 * The first chunk with our keyword counts; its checksum must be right.
 */
export function heldInPng(png: Uint8Array): HeldText | Problem {
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
      return heldInChunk(png.subarray(at + HEAD + keyword.length, end)) ?? damaged(at)
    }
    at = end + 4
  }
}

/** After the keyword: compressed or not, the method, a language tag and a translated keyword that end with a zero each, the text. */
function heldInChunk(rest: Uint8Array): HeldText | undefined {
  const [flag, method] = rest
  const language = rest.indexOf(0, 2)
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1)
  if ((flag !== 0 && flag !== 1) || method !== 0 || translated < 0) return undefined
  return { bytes: rest.subarray(translated + 1), deflated: flag === 1 }
}

/** What became of deflated text: its bytes, too many of them, or no text. */
export type Inflated = Uint8Array | 'too-long' | 'damaged'

/** The text of a document that a picture held, still to be parsed as any other. */
export function textOfHeld(inflated: Inflated): string | Problem {
  if (inflated === 'too-long' || inflated.length > limits.pictureText) return problem('limit-exceeded', 'png-too-long', { limit: limits.pictureText / 2 ** 20 })
  if (inflated !== 'damaged') {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(inflated)
    } catch {
      /* said below */
    }
  }
  return problem('document-invalid', 'png-text-damaged', {})
}

/** A PNG picture with a document's text, deflated by zlib, before its pixels: the picture is seen as it was. */
export function withHeld(png: Uint8Array, deflated: Uint8Array): Uint8Array {
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
