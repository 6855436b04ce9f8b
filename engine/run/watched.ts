import { isInsight, type InsightQuery } from './insight/insight'
import { keyOf, type Query, type StreamKind } from './streams'

/** The watched queries. */
export class WatchedQueries {
  private readonly byKey = new Map<string, Query>()
  /** Keys of queries that have had no result yet. */
  private readonly added = new Set<string>()
  /** All of them, in order. */
  all: readonly Query[] = []
  /** The moment that was last shown, by query. */
  private readonly marks = new Map<string, string>()

  get any(): boolean {
    return this.all.length > 0
  }

  /** The queries that are analyses. */
  get analyses(): readonly InsightQuery[] {
    return this.all.filter(isInsight)
  }

  /** The output ports whose signals are watched. */
  get ports(): ReadonlySet<string> {
    return new Set(this.of('signal').map(({ port }) => port))
  }

  of<K extends StreamKind>(kind: K): readonly Query<K>[] {
    return this.all.filter((query): query is Extract<Query, { kind: K }> => query.kind === kind) as unknown as Query<K>[]
  }

  change(add: readonly Query[], drop: readonly Query[]): void {
    for (const query of drop) for (const list of [this.byKey, this.added, this.marks]) list.delete(keyOf(query))
    for (const query of add) {
      this.byKey.set(keyOf(query), query)
      this.added.add(keyOf(query))
    }
    this.all = [...this.byKey.values()]
  }

  /** Whether a query has had no result yet. */
  isNew(query: Query): boolean {
    return this.added.has(keyOf(query))
  }

  /** Called when the result of a query is sent. */
  sent(key: string): void {
    this.added.delete(key)
  }

  /** Whether the moment has changed since the result of a query was shown. */
  moved(query: Query, mark: string): boolean {
    const key = keyOf(query)
    if (this.marks.get(key) === mark) return false
    this.marks.set(key, mark)
    return true
  }

  /** Called when everything is to be shown again. */
  forgetMarks(): void {
    this.marks.clear()
  }
}
