import type { Problem } from '../../engine/base/problem'
import { isPicture } from '../../engine/document/embedded'
import { limits } from '../../engine/document/limits'
import { extractDocument, decodeDocument, embedDocument, type Inflated } from '../../engine/document/png'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'

/** Bytes to pass to zlib at once; they may inflate a thousandfold before the limit is checked. */
const PIECE = 2 ** 14

type Zlib = Pick<CompressionStream | DecompressionStream, 'readable' | 'writable'>

/** Runs bytes through zlib; fails if the output exceeds `limit`. */
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

/** The contents of an opened file. */
export interface Content {
  /** The document's text, to be parsed; or why there is none. */
  readonly text: string | Problem
  /** Whether the file is a picture with an embedded document. Saving must not overwrite it. */
  readonly picture: boolean
}

/** Extracts a document's text from a file: the file itself, or the text embedded in an SVG or PNG. */
export async function documentIn(content: string | Uint8Array): Promise<Content> {
  if (typeof content === 'string') return { text: content, picture: isPicture(content) }
  const embedded = extractDocument(content)
  if ('code' in embedded) return { text: embedded, picture: true }
  return {
    text: decodeDocument(embedded.deflated ? await sent(embedded.bytes, new DecompressionStream('deflate'), limits.pictureText) : embedded.bytes),
    picture: true,
  }
}

/** Embeds a document in a PNG; undefined if the document is too long. */
export async function pngWithDocument(png: Uint8Array, document: GraphDocument): Promise<Uint8Array | undefined> {
  const text = new TextEncoder().encode(serializeDocument(document))
  if (text.length > limits.pictureText) return undefined
  const deflated = await sent(text, new CompressionStream('deflate'), limits.pictureText)
  return typeof deflated === 'string' ? undefined : embedDocument(png, deflated)
}
