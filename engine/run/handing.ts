import { isNumberText, type NumberText } from '../document/number-text'
import type { StoredTensor } from '../document/types'
import type { SessionCommand } from './protocol'

type Load = Extract<SessionCommand, { kind: 'load' }>
type Key = 'data' | 'indices'

/** A part of a long text of stored weights, which the next document that is loaded uses. */
interface TextPart {
  readonly kind: 'text'
  /** Identifies the tensor. */
  readonly id: number
  readonly key: Key
  readonly part: string
}

/** A document without the texts of its long tensors, which were sent before: in parts, or with an earlier document. */
interface HandedLoad extends Load {
  readonly held: Readonly<Record<string, number>>
}

/** What the window posts to the engine's worker. */
export type PostedMessage = SessionCommand | TextPart | HandedLoad

/** UTF-16 units above which a tensor's texts are sent separately. */
const LONG = 2 ** 20
/** UTF-16 units of a part: the browser copies a message in one task. */
const PART = 2 ** 23

const textOf = (list: StoredTensor[Key]): string => (list === undefined || Array.isArray(list) ? '' : isNumberText(list) ? list.text : list)

function withText<L extends string | number[] | NumberText>(list: L, text: string): L {
  if (Array.isArray(list)) return list
  return (isNumberText(list) ? { text, count: list.count } : text) as L
}

/** Returns a copy of the tensor with other texts. */
const withTexts = (stored: StoredTensor, data: string, indices: string): StoredTensor => ({
  ...stored,
  data: withText(stored.data, data),
  ...(stored.indices === undefined ? {} : { indices: withText(stored.indices, indices) }),
})

/**
 * Prepares documents for sending to a worker. Otherwise every edit would copy half a gigabyte of weights in one task of a
 * second. Sends each long tensor once, in parts, and again only after a document without it.
 */
export class Sender {
  /** The long tensors of the document sent last. */
  private held = new Map<StoredTensor, number>()
  private ids = 0

  private get fresh(): number {
    return this.ids++
  }

  /** The messages to post, the last of which is the command. */
  *posting(command: SessionCommand): Generator<PostedMessage, void> {
    if (command.kind !== 'load') return yield command
    const { document } = command
    const before = this.held
    this.held = new Map()
    const handed: [string, number][] = []
    for (const [name, stored] of Object.entries(document.weights ?? {})) {
      const texts = { data: textOf(stored.data), indices: textOf(stored.indices) }
      if (texts.data.length + texts.indices.length <= LONG) continue
      const id = before.get(stored) ?? this.fresh
      this.held.set(stored, id)
      handed.push([name, id])
      if (before.has(stored)) continue
      for (const key of ['data', 'indices'] as const)
        for (let at = 0; at < texts[key].length; at += PART) yield { kind: 'text', id, key, part: texts[key].slice(at, at + PART) }
    }
    if (handed.length === 0) return yield command
    const held = Object.fromEntries(handed)
    const weights = Object.entries(document.weights!).map(([name, stored]) => [name, Object.hasOwn(held, name) ? withTexts(stored, '', '') : stored])
    yield { ...command, document: { ...document, weights: Object.fromEntries(weights) as typeof document.weights & object }, held }
  }
}

/** Restores in a worker what a `Sender` has sent. */
export class Receiver {
  private tensors = new Map<number, StoredTensor>()
  private readonly texts = new Map<number, Record<Key, string>>()

  /** Takes a message; returns the command once it is complete. */
  receive(posted: PostedMessage): SessionCommand | undefined {
    if (posted.kind === 'text') {
      const texts = this.texts.get(posted.id) ?? { data: '', indices: '' }
      texts[posted.key] += posted.part
      this.texts.set(posted.id, texts)
      return undefined
    }
    if (posted.kind !== 'load') return posted
    const { held, ...load }: Load & Partial<HandedLoad> = posted
    const before = this.tensors
    this.tensors = new Map()
    const weights = Object.entries(load.document.weights ?? {}).map(([name, stored]): [string, StoredTensor] => {
      const id = held && Object.hasOwn(held, name) ? held[name]! : undefined
      if (id === undefined) return [name, stored]
      const { data, indices } = this.texts.get(id) ?? { data: '', indices: '' }
      const tensor = before.get(id) ?? withTexts(stored, data, indices)
      this.tensors.set(id, tensor)
      return [name, tensor]
    })
    this.texts.clear()
    return this.tensors.size === 0 ? load : { ...load, document: { ...load.document, weights: Object.fromEntries(weights) } }
  }
}
