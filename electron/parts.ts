/**
 * UTF-16 units or bytes of a part. Electron copies a message in one task of the window and one of the main process: half a
 * gigabyte would block both for a second. So longer values are sent in parts, each a message of its own, and their message
 * has a `Ticket` in place of each value. The window sends the parts before the message (`PartsClient`, `Inbox`), and
 * fetches those of an answer after it (`Outbox`).
 */
export const PART = 2 ** 23
/** How deep in a message to look for long values. */
const LEVELS = 4

export type Long = string | Uint8Array
/** A long text in pieces, which need not be joined to be sent. */
export interface Pieces {
  readonly pieces: readonly string[]
}

/** Takes the place of a long value in a message. */
export interface Ticket {
  readonly long: number
  readonly length: number
}

/** A part of a long value; `at` is its offset in the value. */
export interface Part {
  readonly long: number
  readonly at: number
  readonly part: Long
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isText = (value: unknown): value is Long => typeof value === 'string' || value instanceof Uint8Array
const isPlain = (value: object): value is Record<string, unknown> => {
  const of: unknown = Object.getPrototypeOf(value)
  return of === null || Object.getPrototypeOf(of) === null
}
const has = (value: unknown, ...keys: readonly string[]): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && isPlain(value) && Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key))

export const isTicket = (value: unknown): value is Ticket & Record<string, unknown> =>
  has(value, 'long', 'length') && isCount(value.long) && isCount(value.length)
export const isPlace = (value: unknown): value is Omit<Part, 'part'> & Record<string, unknown> =>
  has(value, 'long', 'at') && isCount(value.long) && isCount(value.at)
export const isPart = (value: unknown): value is Part & Record<string, unknown> =>
  has(value, 'long', 'at', 'part') && isCount(value.long) && isCount(value.at) && isText(value.part) && value.part.length > 0 && value.part.length <= PART

/** Returns a copy of a message in which `other` has replaced values; the message itself if it replaced none. */
export function replaced(value: unknown, other: (value: unknown) => unknown, levels = LEVELS): unknown {
  const found = other(value)
  if (found !== undefined) return found
  if (typeof value !== 'object' || value === null || levels === 0) return value
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined
    for (let i = 0; i < value.length; i++) {
      const now = replaced(value[i], other, levels - 1)
      if (now !== value[i]) (copy ??= [...(value as unknown[])])[i] = now
    }
    return copy ?? value
  }
  if (!isPlain(value)) return value
  const changed = new Map<string, unknown>()
  for (const key of Object.keys(value)) {
    const now = replaced(value[key], other, levels - 1)
    if (now !== value[key]) changed.set(key, now)
  }
  if (changed.size === 0) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, changed.has(key) ? changed.get(key) : entry]))
}

export const isLong = (value: unknown): value is Long => isText(value) && value.length > PART
export const isPieces = (value: unknown): value is Pieces & Record<string, unknown> =>
  has(value, 'pieces') && Array.isArray(value.pieces) && value.pieces.every((piece) => typeof piece === 'string')

/** Splits a long value into parts. */
export function* partsOf(value: Long | Pieces): Generator<Long> {
  for (const piece of isText(value) ? [value] : value.pieces) for (let at = 0; at < piece.length; at += PART) yield piece.slice(at, at + PART)
}

/** Joins the parts of a value. */
export function joined(parts: readonly Long[]): Long {
  if (parts.every((part) => typeof part === 'string')) return parts.join('')
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    if (typeof part !== 'string') bytes.set(part, at)
    at += part.length
  }
  return bytes
}
