import { INVOKE } from './channels'
import { isLong, isPieces, isTicket, joined, PART, partsOf, replaced, type Long, type Part, type Pieces, type Ticket } from './parts'

const sum = (pieces: readonly string[]): number => pieces.reduce((length, piece) => length + piece.length, 0)

/** Sends and fetches the long values of messages (`parts.ts`) in the window. */
export class PartsClient {
  private sent = 0

  /** @param invoke Sends a message, and returns its answer. */
  constructor(private readonly invoke: (channel: string, message?: unknown) => Promise<unknown>) {}

  /** Sends the long values of a message, then the message; returns the answer with its own long values. */
  async ask(channel: string, message?: unknown): Promise<unknown> {
    const values = new Map<number, Long | Pieces>()
    const packed = replaced(message, (value) => {
      if (!isLong(value) && !isPieces(value)) return undefined
      values.set(++this.sent, value)
      return { long: this.sent, length: isLong(value) ? value.length : sum(value.pieces) } satisfies Ticket
    })
    for (const [long, value] of values) if (!(await this.send(long, value))) break
    // If the main process refused a part, it refuses the whole message.
    return this.whole(await this.invoke(channel, packed))
  }

  private async send(long: number, value: Long | Pieces): Promise<boolean> {
    let at = 0
    for (const part of partsOf(value)) {
      if ((await this.invoke(INVOKE.sendPart, { long, at, part } satisfies Part)) !== true) return false
      at += part.length
    }
    return true
  }

  /** Fetches the values for which a message has tickets, and returns it with them; the refusal if the main process no longer has one. */
  async whole(message: unknown): Promise<unknown> {
    const values = new Map<number, Long>()
    const tickets: Ticket[] = []
    replaced(message, (value) => {
      if (isTicket(value)) tickets.push(value)
      return undefined
    })
    for (const { long, length } of tickets) {
      const parts: Long[] = []
      for (let at = 0; at < length; at += PART) {
        const part = await this.invoke(INVOKE.fetchPart, { long, at })
        if (typeof part !== 'string' && !(part instanceof Uint8Array)) return part
        parts.push(part)
      }
      values.set(long, joined(parts))
    }
    return tickets.length === 0 ? message : replaced(message, (value) => (isTicket(value) ? values.get(value.long) : undefined))
  }
}
