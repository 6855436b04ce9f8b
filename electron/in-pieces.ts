import { createHash } from 'node:crypto'

/** Bytes or UTF-16 units to process in one task. */
const PIECE = 4 * 2 ** 20

const otherTasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Yields the bytes of a file's content in pieces; a text as UTF-8. */
export function* bytesOf(content: string | Uint8Array): Generator<Uint8Array> {
  for (let [at, end] = [0, 0]; at < content.length; at = end) {
    end = Math.min(content.length, at + PIECE)
    if (typeof content !== 'string') {
      yield content.subarray(at, end)
      continue
    }
    // Do not separate the two units of a character.
    if ((content.charCodeAt(end - 1) & 0xfc00) === 0xd800) end = Math.min(content.length, end + 1)
    yield Buffer.from(content.slice(at, end))
  }
}

/** Milliseconds of resumable work in one task. */
const SLICE = 20

/** Does resumable work in several tasks. */
export async function inTasks<T>(work: Generator<unknown, T, void>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE
    do {
      const { done, value } = work.next()
      if (done) return value
    } while (performance.now() < end)
    await otherTasks()
  }
}

/** Computes the SHA-256 of a file's content in several tasks; returns it in hex. */
export async function fingerprint(content: string | Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  for (const piece of bytesOf(content)) {
    hash.update(piece)
    if (content.length > PIECE) await otherTasks()
  }
  return hash.digest('hex')
}

/**
 * Decodes UTF-8 in several tasks; leaves out a byte order mark.
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
