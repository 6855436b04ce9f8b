import type { Input } from '../../cli/terminal'

/** Standard input that delivers a text, or bytes, in pieces of so many bytes. */
export function feed(text: string | Uint8Array, piece = 4_096): Input {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece))
    },
    destroy: () => undefined,
  }
}
