import { limits } from '../engine/document/limits'
import { isLong, isPart, isPlace, isTicket, joined, PART, replaced, type Long, type Ticket } from './parts'

/** Long values by number, and their size together. */
class Box<Value extends { readonly length: number }> {
  protected readonly values = new Map<number, Value>()
  protected size = 0

  /** @param most UTF-16 units and bytes of all values. */
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

/** Long values of answers (`parts.ts`), until the window has fetched them. The oldest are dropped for new ones. */
export class Outbox extends Box<Long> {
  private ids = 0

  /** The message as it is sent. */
  pack(message: unknown): unknown {
    return replaced(message, (value) => {
      if (!isLong(value)) return undefined
      this.values.set(++this.ids, value)
      this.size += value.length
      for (const old of this.values.keys()) if (this.size > this.most) this.drop(old)
      return { long: this.ids, length: value.length } satisfies Ticket
    })
  }

  /** The part of a value that begins at a place; undefined if there is none. With its last part, the value is removed. */
  fetch(place: unknown): Long | undefined {
    if (!isPlace(place)) return undefined
    const { long, at } = place
    const value = this.values.get(long)
    if (value === undefined || at >= value.length) return undefined
    if (at + PART >= value.length) this.drop(long)
    return value.slice(at, at + PART)
  }
}

/** Long values that come from the window, until the message that they belong to comes. */
export class Inbox extends Box<{ readonly parts: Long[]; length: number }> {
  /** Takes a part; returns whether it is one, the next of its value, and not too much. If not, nothing of the value is kept. */
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
   * The message with its long values, of which the box keeps none.
   * @returns undefined if one of them has not come whole.
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
