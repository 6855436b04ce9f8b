import type { GraphDocument, StoredTensor } from '../../engine/document/types'
import type { Checkpoint } from '../../engine/learn/train/checkpoint'
import type { SessionCommand, FrameMessage, Message } from '../../engine/run/protocol'
import type { Answer, Question, QuestionKind } from '../../engine/run/questions'
import { Session } from '../../engine/run/session'
import { keyOf, type Query, type Seen, type StreamKind } from '../../engine/run/streams'
import { registry } from '../../nodes'
import type { Pace } from '../../engine/run/pace'
import { AnalystsHere } from './analyst-host'
import { ask } from './ask'

/** A session that a test drives: it completes each command before the next. */
export class Stage {
  private readonly waiting: (() => void)[] = []
  private now = 0
  private readonly messages: Message[] = []
  private revision = 0
  private readonly pace: Pace = { now: () => (this.now += 5), soon: (next) => void this.waiting.push(next), later: () => () => undefined }
  readonly analysts = new AnalystsHere(this.pace, (frame) => {
    this.messages.push(frame)
    this.analysts.drawn(frame.frame)
  })
  private readonly session: Session

  /** @param apart whether an analyst computes what takes a copy of the weights. */
  constructor(document: GraphDocument, { apart = true }: { apart?: boolean } = {}) {
    this.session = new Session(registry, this.pace, undefined, apart ? this.analysts : undefined)
    this.session.message$.subscribe((message) => {
      this.messages.push(message)
      if (message.kind === 'frame') this.session.send({ kind: 'drawn', frame: message.frame })
    })
    this.load(document, { fresh: true })
  }

  /** The newest message of a kind. */
  last<K extends Message['kind']>(kind: K): Extract<Message, { kind: K }> {
    return this.messages.findLast((message): message is Extract<Message, { kind: K }> => message.kind === kind)!
  }

  send(command: SessionCommand): void {
    this.session.send(command)
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next()
  }

  /** Loads a document into the session, and returns the weights that did not fit. */
  load(document: GraphDocument, more: { fresh?: boolean; back?: boolean; restored?: readonly string[] } = {}): readonly string[] {
    this.send({ kind: 'load', revision: ++this.revision, document, fresh: false, ...more })
    return this.last('compiled').dropped
  }

  ask<K extends QuestionKind>(question: Question<K>): Answer<K> {
    return ask({ send: (command) => this.send(command), message$: this.session.message$ }, question)
  }

  look<K extends StreamKind>(query: Query<K>): Seen<K> {
    this.send({ kind: 'watch', add: [query as Query], drop: [] })
    this.send({ kind: 'watch', add: [], drop: [query as Query] })
    return this.seen(query)
  }

  /** The last result of a watched query. */
  seen<K extends StreamKind>(query: Query<K>): Seen<K> {
    const key = keyOf(query as Query)
    const frame = this.messages.findLast((message): message is FrameMessage => message.kind === 'frame' && message.seen.has(key))
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
