import type { Input } from '../../cli/terminal'

/** Standard input that delivers a text in pieces of so many bytes. */
export function feed(text: string, piece = 4_096): Input {
  const bytes = new TextEncoder().encode(text)
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece))
    },
    destroy: () => undefined,
  }
}
