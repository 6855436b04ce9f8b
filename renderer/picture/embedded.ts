import type { Problem } from '../../engine/base/problem'
import { isPicture } from '../../engine/document/embedded'
import { limits } from '../../engine/document/limits'
import { heldInPng, textOfHeld, withHeld, type Inflated } from '../../engine/document/png'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'

/** Bytes that are handed to zlib at once: so many can become a thousand times as many before anybody looks. */
const PIECE = 2 ** 14

type Zlib = Pick<CompressionStream | DecompressionStream, 'readable' | 'writable'>

/** Bytes sent through zlib, as long as no more than `limit` come out. */
async function sent(bytes: Uint8Array, zlib: Zlib, limit: number): Promise<Inflated> {
  let at = 0
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, (at += PIECE)))
    },
  })
  const reader = (source.pipeThrough(zlib) as ReadableStream<Uint8Array>).getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > limit) {
        await reader.cancel()
        return 'too-long'
      }
      pieces.push(value)
    }
  } catch {
    return 'damaged'
  }
  const whole = new Uint8Array(length)
  pieces.reduce((start, piece) => {
    whole.set(piece, start)
    return start + piece.length
  }, 0)
  return whole
}

/** What a file holds that was opened as a document. */
export interface Content {
  /** The text of a document, to be parsed; or why there is none. */
  readonly text: string | Problem
  /** Whether a picture held it, over which no document is saved. */
  readonly picture: boolean
}

/** The text of the document in a file: the file's own, or that which a picture, SVG or PNG, holds. */
export async function documentIn(content: string | Uint8Array): Promise<Content> {
  if (typeof content === 'string') return { text: content, picture: isPicture(content) }
  const held = heldInPng(content)
  if ('code' in held) return { text: held, picture: true }
  return { text: textOfHeld(held.deflated ? await sent(held.bytes, new DecompressionStream('deflate'), limits.pictureText) : held.bytes), picture: true }
}

/** A PNG picture that holds a document, and looks as it did; undefined where the document is too long for a picture. */
export async function pngWithDocument(png: Uint8Array, document: GraphDocument): Promise<Uint8Array | undefined> {
  const text = new TextEncoder().encode(serializeDocument(document))
  if (text.length > limits.pictureText) return undefined
  const deflated = await sent(text, new CompressionStream('deflate'), limits.pictureText)
  return typeof deflated === 'string' ? undefined : withHeld(png, deflated)
}
