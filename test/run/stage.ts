import type { GraphDocument, StoredTensor } from '../../engine/document/types'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { SessionCommand, FrameMessage, Message } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind } from '../../engine/run/questions'
import { Session } from '../../engine/run/session'
import { keyOf, type Query, type Seen, type StreamKind } from '../../engine/run/streams'
import { registry } from '../../nodes'
import { ask } from './ask'
import { look } from './watching'

/** A session that is driven by hand: each command is worked off, whatever it takes, before the next. */
export class Stage {
  private readonly waiting: (() => void)[] = []
  private now = 0
  private readonly told: Message[] = []
  private revision = 0
  private readonly session = new Session(registry, { now: () => (this.now += 5), soon: (next) => void this.waiting.push(next), later: () => () => undefined })

  constructor(document: GraphDocument) {
    this.session.message$.subscribe((message) => {
      this.told.push(message)
      if (message.kind === 'frame') this.session.send({ kind: 'drawn', frame: message.frame })
    })
    this.load(document, { fresh: true })
  }

  /** The newest message of a kind. */
  last<K extends Message['kind']>(kind: K): Extract<Message, { kind: K }> {
    return this.told.findLast((message): message is Extract<Message, { kind: K }> => message.kind === kind)!
  }

  send(command: SessionCommand): void {
    this.session.send(command)
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next()
  }

  /** Gives the session a document, and answers which weights had no place in it. */
  load(document: GraphDocument, more: { fresh?: boolean; back?: boolean; restored?: readonly string[] } = {}): readonly string[] {
    this.send({ kind: 'load', revision: ++this.revision, document, fresh: false, ...more })
    return this.last('compiled').dropped
  }

  ask<K extends QuestionKind>(question: Question<K>): Answer<K> {
    return ask({ send: (command) => this.send(command), message$: this.session.message$ }, question)
  }

  look<K extends StreamKind>(query: Query<K>): Seen<K> {
    return look(this.session, query)
  }

  /** The last result of a watched query. */
  seen<K extends StreamKind>(query: Query<K>): Seen<K> {
    const key = keyOf(query as Query)
    const frame = this.told.findLast((message): message is FrameMessage => message.kind === 'frame' && message.seen.has(key))
    return frame?.seen.get(key) as Seen<K>
  }

  train(): void {
    this.send({ kind: 'play' })
  }

  checkpoint(): Checkpoint {
    return this.ask({ kind: 'checkpoint' })!
  }

  /** The data that a document must store to keep the trained state. */
  weights(): Readonly<Record<string, StoredTensor>> {
    return this.ask({ kind: 'weights' }).weights!
  }
}
