import { ReplaySubject, Subject, asapScheduler, auditTime, defer, filter, finalize, map, share, type Observable } from 'rxjs'
import type { SessionCommand, FrameMessage } from '../../engine/run/protocol'
import { keyOf, type Query, type Seen, type StreamKind } from '../../engine/run/streams'

/**
 * Shares one stream per query among its subscribers, and sends the engine the queries to compute. A new subscriber
 * receives the newest value at once.
 */
export class Watching {
  /** The subscribed queries, and those that the engine knows of. */
  private readonly wanted = new Map<string, Query>()
  private known = new Map<string, Query>()
  private readonly changed = new Subject<void>()
  private readonly streams = new Map<string, Observable<Seen | undefined>>()
  private readonly seen = new Subject<FrameMessage['seen'] | undefined>()

  constructor(private readonly send: (command: SessionCommand) => void) {
    // A canvas adds and removes many queries at a time: send them together.
    this.changed.pipe(auditTime(0, asapScheduler)).subscribe(() => this.sendChanges())
  }

  /** The results of a query; undefined while unknown, for example after opening a document. */
  watch<K extends StreamKind>(query: Query<K>): Observable<Seen<K> | undefined> {
    const key = keyOf(query as Query)
    let stream = this.streams.get(key)
    if (!stream) this.streams.set(key, (stream = this.streamOf(key, query as Query)))
    return stream as Observable<Seen<K> | undefined>
  }

  /** Emits the frames that arrived since the last repaint as one, and acknowledges them. */
  show(frames: readonly FrameMessage[]): void {
    if (!frames[0]) return
    // Some results change rarely and are in few frames, so merge all of them.
    this.seen.next(frames.length === 1 ? frames[0].seen : new Map(frames.flatMap(({ seen }) => [...seen])))
    for (const analyst of [undefined, true] as const) {
      const newest = frames.findLast((frame) => frame.analyst === analyst)
      if (newest) this.send({ kind: 'drawn', frame: newest.frame, ...(analyst ? { analyst } : {}) })
    }
  }

  /** Called when another document is opened. */
  forget(): void {
    this.seen.next(undefined)
  }

  /** Called when a new engine starts, which knows no queries. */
  begin(): void {
    this.known = new Map()
    this.sendChanges()
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

  private sendChanges(): void {
    const add = [...this.wanted].filter(([key]) => !this.known.has(key)).map(([, query]) => query)
    const drop = [...this.known].filter(([key]) => !this.wanted.has(key)).map(([, query]) => query)
    this.known = new Map(this.wanted)
    if (add.length + drop.length > 0) this.send({ kind: 'watch', add, drop })
  }
}
