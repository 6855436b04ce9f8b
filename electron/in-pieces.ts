import { createHash } from 'node:crypto'

/** Bytes or UTF-16 units of long contents that are handled in one task. */
const PIECE = 4 * 2 ** 20

const otherTasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The bytes of a content, in pieces; a text in UTF-8. */
export function* bytesOf(content: string | Uint8Array): Generator<Uint8Array> {
  for (let [at, end] = [0, 0]; at < content.length; at = end) {
    end = Math.min(content.length, at + PIECE)
    if (typeof content !== 'string') {
      yield content.subarray(at, end)
      continue
    }
    // Two units may be one character.
    if ((content.charCodeAt(end - 1) & 0xfc00) === 0xd800) end = Math.min(content.length, end + 1)
    yield Buffer.from(content.slice(at, end))
  }
}

/** SHA-256 of a file's content in hex, computed in several tasks. */
export async function fingerprint(content: string | Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  for (const piece of bytesOf(content)) {
    hash.update(piece)
    if (content.length > PIECE) await otherTasks()
  }
  return hash.digest('hex')
}

/**
 * The text of UTF-8 without its byte order mark, decoded in several tasks.
 * @throws TypeError if it is not UTF-8.
 */
export async function textOf(bytes: Uint8Array): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const parts: string[] = []
  for (const piece of bytesOf(bytes)) {
    parts.push(decoder.decode(piece, { stream: true }))
    if (bytes.length > PIECE) await otherTasks()
  }
  parts.push(decoder.decode())
  return parts.join('')
}
