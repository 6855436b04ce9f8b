import { ReplaySubject, Subject, asapScheduler, auditTime, defer, filter, finalize, map, share, type Observable } from 'rxjs'
import type { Command, FrameMessage } from '../../engine/run/protocol'
import { keyOf, type Query, type Seen, type StreamKind } from '../../engine/run/streams'

/**
 * Watching is subscribing: the engine computes and sends what somebody subscribes to, and nothing else. Equal queries
 * are one stream, whose newest value a new subscriber has at once.
 */
export class Watching {
  /** What somebody subscribes to, and what of it the engine knows. */
  private readonly wanted = new Map<string, Query>()
  private known = new Map<string, Query>()
  private readonly changed = new Subject<void>()
  private readonly streams = new Map<string, Observable<Seen | undefined>>()
  private readonly seen = new Subject<FrameMessage['seen'] | undefined>()

  constructor(private readonly send: (command: Command) => void) {
    // A canvas brings and takes many at a time.
    this.changed.pipe(auditTime(0, asapScheduler)).subscribe(() => this.tell())
  }

  /** What is seen of a query from now on; undefined while nothing is known, as of a document that was just opened. */
  watch<K extends StreamKind>(query: Query<K>): Observable<Seen<K> | undefined> {
    const key = keyOf(query as Query)
    let stream = this.streams.get(key)
    if (!stream) this.streams.set(key, (stream = this.streamOf(key, query as Query)))
    return stream as Observable<Seen<K> | undefined>
  }

  /** Shows frames that came between two pictures as one, and lets the engine make another. */
  show(frames: readonly FrameMessage[]): void {
    const newest = frames.at(-1)
    if (!newest) return
    // What changes seldom is in few frames.
    this.seen.next(frames.length === 1 ? newest.seen : new Map(frames.flatMap(({ seen }) => [...seen])))
    this.send({ kind: 'drawn', frame: newest.frame })
  }

  /** Another document is there. */
  forget(): void {
    this.seen.next(undefined)
  }

  /** An engine that knows of nobody is there. */
  begin(): void {
    this.known = new Map()
    this.tell()
  }

  private streamOf(key: string, query: Query): Observable<Seen | undefined> {
    return defer(() => {
      this.wanted.set(key, query)
      this.changed.next()
      return this.seen
    }).pipe(
      filter((seen) => seen === undefined || seen.has(key)),
      map((seen) => seen?.get(key)),
      finalize(() => {
        this.wanted.delete(key)
        this.changed.next()
      }),
      share({ connector: () => new ReplaySubject(1) }),
    )
  }

  private tell(): void {
    const add = [...this.wanted].filter(([key]) => !this.known.has(key)).map(([, query]) => query)
    const drop = [...this.known].filter(([key]) => !this.wanted.has(key)).map(([, query]) => query)
    this.known = new Map(this.wanted)
    if (add.length + drop.length > 0) this.send({ kind: 'watch', add, drop })
  }
}
