import { limits } from '../engine/document/limits'
import { isLong, isPart, isPlace, isTicket, joined, PART, replaced, type Long, type Ticket } from './parts'

/** Long values by number, with their total size. */
class Box<Value extends { readonly length: number }> {
  protected readonly values = new Map<number, Value>()
  protected size = 0

  /** @param most limit of the total size, in UTF-16 units and bytes. */
  constructor(protected readonly most: number = limits.crossing) {}

  get isEmpty(): boolean {
    return this.values.size === 0
  }

  clear(): void {
    for (const long of this.values.keys()) this.drop(long)
  }

  protected drop(long: number): void {
    this.size -= this.values.get(long)?.length ?? 0
    this.values.delete(long)
  }
}

/** Stores the long values of answers (`parts.ts`) until the window has fetched them; drops the oldest to make room. */
export class Outbox extends Box<Long> {
  private ids = 0

  /** Stores the long values of a message, and returns the message with tickets in their places. */
  pack(message: unknown): unknown {
    return replaced(message, (value) => {
      if (!isLong(value)) return undefined
      this.values.set(++this.ids, value)
      this.size += value.length
      for (const old of this.values.keys()) if (this.size > this.most) this.drop(old)
      return { long: this.ids, length: value.length } satisfies Ticket
    })
  }

  /** Returns the part of a value from an offset on; undefined if there is none. Removes the value with its last part. */
  fetch(place: unknown): Long | undefined {
    if (!isPlace(place)) return undefined
    const { long, at } = place
    const value = this.values.get(long)
    if (value === undefined || at >= value.length) return undefined
    if (at + PART >= value.length) this.drop(long)
    return value.slice(at, at + PART)
  }
}

/** Stores long values that the window sends until their message arrives. */
export class Inbox extends Box<{ readonly parts: Long[]; length: number }> {
  /** Adds a part to its value. Returns false, and drops the value, if the part is malformed, out of order or above the limit. */
  take(message: unknown): boolean {
    if (!isPart(message)) return false
    const { long, at, part } = message
    const value = this.values.get(long) ?? { parts: [], length: 0 }
    const [first = part] = value.parts
    if (at !== value.length || typeof part !== typeof first || this.size + part.length > this.most) {
      this.drop(long)
      return false
    }
    value.parts.push(part)
    value.length += part.length
    this.size += part.length
    this.values.set(long, value)
    return true
  }

  /**
   * Removes the long values of a message from the box, and returns the message with them in place of its tickets;
   * undefined if one of them is incomplete.
   */
  unpack(message: unknown): { readonly message: unknown } | undefined {
    let whole = true
    const unpacked = replaced(message, (entry) => {
      if (!isTicket(entry)) return undefined
      const value = this.values.get(entry.long)
      this.drop(entry.long)
      if (value?.length === entry.length) return joined(value.parts)
      whole = false
      return undefined
    })
    return whole ? { message: unpacked } : undefined
  }
}
