import { INVOKE } from './channels'
import { isLong, isPieces, isTicket, joined, PART, partsOf, replaced, type Long, type Part, type Pieces, type Ticket } from './parts'

const sum = (pieces: readonly string[]): number => pieces.reduce((length, piece) => length + piece.length, 0)

/** The window's side of messages with long values (`parts.ts`). */
export class PartsClient {
  private sent = 0

  /** @param invoke Sends a message, and returns its answer. */
  constructor(private readonly invoke: (channel: string, message?: unknown) => Promise<unknown>) {}

  /** Sends a message, its long values before it, and returns the answer with all of its values. */
  async ask(channel: string, message?: unknown): Promise<unknown> {
    const values = new Map<number, Long | Pieces>()
    const packed = replaced(message, (value) => {
      if (!isLong(value) && !isPieces(value)) return undefined
      values.set(++this.sent, value)
      return { long: this.sent, length: isLong(value) ? value.length : sum(value.pieces) } satisfies Ticket
    })
    for (const [long, value] of values) if (!(await this.send(long, value))) break
    // If a part was refused, the main process refuses the message for it, as it refuses others on this channel.
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

  /** The message with the values for which it has tickets; the refusal of one that the main process does not have. */
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
