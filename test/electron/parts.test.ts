import { describe, expect, it } from 'vitest'
import { Inbox, Outbox } from '../../electron/boxes'
import { INVOKE } from '../../electron/channels'
import { longText } from '../../renderer/workspace/longText'
import { PART, type Part } from '../../electron/parts'
import { PartsClient } from '../../electron/parts-client'

/** A text of several parts, no two of which are equal; some of its letters are not ASCII. */
const long = ['abc', 'déf', 'gh', 'ijkl\u{1f642}', 'm'].map((word) => word.repeat(PART / 5)).join('')
const bytes = new Uint8Array(2 * PART + 3).map((_, i) => (i * 31) % 251)
/** Compares texts without a report of megabytes. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
/** UTF-16 units and bytes of all texts and bytes in a message. */
const lengthOf = (value: unknown): number =>
  typeof value === 'string' || value instanceof Uint8Array
    ? value.length
    : typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, entry) => sum + lengthOf(entry), 0)
      : 0

/** A window and a main process, which answers with `handler`; `spoil` may change or drop a message to it. */
function bridge(handler: (message: unknown) => unknown, spoil: (channel: string, message: unknown) => unknown = (_, message) => message) {
  const inbox = new Inbox()
  const outbox = new Outbox()
  const lengths: number[] = []
  const measured = (value: unknown): unknown => {
    lengths.push(lengthOf(value))
    return structuredClone(value)
  }
  const client = new PartsClient((channel, sent) => {
    const message = spoil(channel, measured(sent))
    if (channel === INVOKE.sendPart) return Promise.resolve(inbox.take(message))
    if (channel === INVOKE.fetchPart) return Promise.resolve(measured(outbox.fetch(message) ?? { ok: false, reason: 'gone' }))
    const whole = inbox.unpack(message)
    return Promise.resolve(measured(whole ? outbox.pack(handler(whole.message)) : { ok: false, reason: 'not whole' }))
  })
  return { client, inbox, outbox, lengths }
}

describe('long texts and bytes between window and main process', () => {
  it('cross in parts, in both directions, and arrive unchanged and in order', async () => {
    const { client, lengths } = bridge((message) => ({ ok: true, received: message, text: `${long}.`, others: [{ bytes }, null, 'short'] }))
    const message = { text: long, files: [{ content: bytes }, { content: 'short' }], weights: null }
    const answer = (await client.ask('x', message)) as { received: typeof message; text: string; others: [{ bytes: Uint8Array }] }
    expect(answer.received.text === long && answer.text === `${long}.`).toBe(true)
    for (const file of [answer.received.files[0]!.content, answer.others[0].bytes]) expect(Buffer.compare(file as Uint8Array, bytes)).toBe(0)
    expect(answer.received.files[1]).toEqual({ content: 'short' })
    expect(Math.max(...lengths)).toBeLessThan(PART + 1000)
  })

  it('a text in pieces arrives as one, without being joined on the way', async () => {
    const { client, lengths } = bridge((message) => message)
    const pieces = ['a', long, ...Array.from({ length: 2_000 }, (_, i) => `b${i}`), 'c'.repeat(PART + 1)]
    const text = longText(pieces)
    const { pieces: few } = text as { pieces: string[] }
    expect(few.length).toBeLessThan(10)
    expect(await client.ask('x', { text })).toSatisfy((answer: { text: string }) => answer.text === pieces.join(''))
    expect(Math.max(...lengths.filter((length) => length < long.length))).toBeLessThanOrEqual(PART)
    expect(longText(['a', '', 'b'])).toBe('ab')
  })

  it('messages without them stay as they are', async () => {
    const { client, lengths } = bridge((message) => message)
    for (const message of [undefined, null, 1, 'a', ['b'], { c: { d: [new Date(0)] } }, new Map([['e', 1]]), 'x'.repeat(PART)]) {
      expect(isSame(await client.ask('x', message), message)).toBe(true)
    }
    expect(lengths).toHaveLength(16)
  })

  it('cross at the same time without being mixed', async () => {
    const { client, inbox } = bridge((message) => message)
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(PART + 1))
    expect(
      isSame(
        await Promise.all(texts.map((text) => client.ask('x', { text }))),
        texts.map((text) => ({ text })),
      ),
    ).toBe(true)
    expect(inbox.take({ long: 9, at: 0, part: 'x' })).toBe(true)
  })

  it.each<[string, (part: Part) => unknown]>([
    ['is lost', (part) => (part.at === PART ? undefined : part)],
    ['comes twice', (part) => ({ ...part, at: part.at === 2 * PART ? PART : part.at })],
    ['is shorter than it was', (part) => (part.at === 2 * PART ? { ...part, part: 'x' } : part)],
    ['is of another kind', (part) => (part.at === PART ? { ...part, part: bytes.slice(0, PART) } : part)],
    ['is longer than one', (part) => (part.at === PART ? { ...part, part: `${long.slice(0, PART)}x` } : part)],
  ])('a message is refused, and nothing of it kept, if a part %s', async (_, spoiled) => {
    const received: unknown[] = []
    const { client, inbox } = bridge(
      (message) => received.push(message),
      (channel, message) => (channel === INVOKE.sendPart ? spoiled(message as Part) : message),
    )
    expect(await client.ask('x', { text: long, weights: `${long}w` })).toEqual({ ok: false, reason: 'not whole' })
    expect(received).toEqual([])
    expect(inbox.isEmpty).toBe(true)
  })

  it('an answer that the main process no longer has is its refusal', async () => {
    const { client, outbox } = bridge(
      () => ({ ok: true, text: long }),
      (channel, message) => {
        if (channel === INVOKE.fetchPart && (message as Part).at > 0) outbox.clear()
        return message
      },
    )
    expect(await client.ask('x')).toEqual({ ok: false, reason: 'gone' })
    expect(outbox.isEmpty).toBe(true)
  })

  it('are bounded: more is refused from the window, and the oldest answers are dropped', () => {
    const inbox = new Inbox(10)
    expect(inbox.take({ long: 1, at: 0, part: 'abcdef' })).toBe(true)
    expect(inbox.take({ long: 2, at: 0, part: 'abcde' })).toBe(false)
    expect(inbox.take({ long: 2, at: 0, part: 'abcd' })).toBe(true)
    expect(inbox.unpack([{ long: 1, length: 6 }])).toEqual({ message: ['abcdef'] })
    expect(inbox.take({ long: 3, at: 0, part: 'abcdef' })).toBe(true)
    const outbox = new Outbox(2 * PART)
    const [first, second] = [long, long].map((text) => outbox.pack(text.slice(0, PART + 1)) as { long: number })
    expect(outbox.fetch({ long: first!.long, at: 0 })).toBeUndefined()
    expect(outbox.fetch({ long: second!.long, at: 0 })).toHaveLength(PART)
  })

  it('hostile messages take nothing, and one value is for one message', () => {
    const inbox = new Inbox()
    for (const wrong of [
      null,
      'x',
      { long: 1, at: 0 },
      { long: 1, at: 0, part: '' },
      { long: 1, at: 1, part: 'x' },
      { long: -1, at: 0, part: 'x' },
      { long: 1.5, at: 0, part: 'x' },
      { long: 1, at: 0, part: ['x'] },
      { long: 1, at: 0, part: 'x', more: 1 },
      { long: '__proto__', at: 0, part: 'x' },
      new Map(),
    ])
      expect(inbox.take(wrong)).toBe(false)
    expect(inbox.unpack({ text: { long: 1, length: 1 } })).toBeUndefined()
    inbox.take({ long: 1, at: 0, part: 'x' })
    expect(
      inbox.unpack([
        { long: 1, length: 1 },
        { long: 1, length: 1 },
      ]),
    ).toBeUndefined()
    expect(inbox.unpack([{ long: 1, length: 1 }])).toBeUndefined()
    inbox.take({ long: 2, at: 0, part: 'x' })
    const { message } = inbox.unpack(JSON.parse('{"__proto__": {"long": 2, "length": 1}}'))!
    expect(Object.hasOwn(message as object, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype)
    for (const place of [null, { long: 1 }, { long: 1, at: -1 }, { long: 1, at: 2 ** 40 }]) expect(new Outbox().fetch(place)).toBeUndefined()
  })
})
