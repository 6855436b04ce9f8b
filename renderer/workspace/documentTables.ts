import { Observable, Subject, finalize, firstValueFrom, map, merge, shareReplay, take } from 'rxjs'
import type { DocumentPlace } from '../../electron/contract'
import { formatOf, readOptions, type ReadOptions, type TableAccount } from '../../engine/data'
import type { TableReading } from '../../engine/data/table'
import type { DataSpec, GraphDocument, TableKeys } from '../../engine/document/types'
import type { TableAnswer } from '../../engine/run/questions'
import type { EngineClient } from '../worker/client'
import { feed, type FeedResult, type Reading } from './feed'

/** Cells of unused tables to keep, to which undo may return. */
const KEPT = 2 ** 25

interface KnownTable {
  readonly table: number
  readonly cells: number
  readonly recognized: RecognizedReading | undefined
}

/** How a data file was read, whether by the document's settings or as recognized. */
export type RecognizedReading = Omit<TableKeys, 'missing' | 'missingWords' | 'footer'>

type FileData = Extract<DataSpec, { kind: 'file' }>
/** The same file read with other settings is another table. */
const keyOf = ({ path, format, header, separator, decimal, thousands, encoding, missing, missingWords, dates, footer }: Omit<FileData, 'kind'>): string =>
  JSON.stringify([path, format ?? formatOf(path), header, separator, decimal, thousands, encoding, missing, missingWords ?? 'usual', dates, footer ?? 0])

/** A document's data in the worker: the number of the table, or why there is none. */
export interface TableFound {
  readonly table?: number
  readonly failure?: string
  readonly cancelled?: boolean
}

/**
 * The data files of one document in its engine's worker. Each is read once; a reading that is no longer needed is
 * cancelled.
 */
export class DocumentTables {
  private readonly known = new Map<string, KnownTable>()
  /** Files whose reading the user has cancelled. */
  private readonly stopped = new Set<string>()
  /** The current reading, shared by all who look for the same file. */
  private reading: { readonly key: string; readonly found: Observable<TableFound> } | undefined
  /** Cancels the current reading. */
  private readonly ends = new Subject<void>()
  private numbers = 0
  /** Known files to read again. */
  private readonly stale = new Set<string>()
  /** Tables up to this number were lost with a former worker. */
  private gone = 0

  constructor(
    private readonly client: EngineClient,
    private readonly report: (reading: Reading | undefined) => void,
  ) {}

  /** The table of the document's data file; reads it if it is not known, and cancels the reading of another file. */
  async find(document: GraphDocument, from: DocumentPlace): Promise<TableFound> {
    const { data } = document
    const key = data?.kind === 'file' ? keyOf(data) : undefined
    if (this.reading?.key !== key) this.ends.next()
    if (data?.kind !== 'file' || key === undefined) return {}
    const known = this.known.get(key)
    if (known && !this.stale.has(key)) return { table: known.table }
    if (this.stopped.has(key)) return { cancelled: true }
    this.reading ??= { key, found: this.read(key, data, readOptions(document), from) }
    return firstValueFrom(this.reading.found)
  }

  /** Returns how a table was read. */
  recognized(table: number | undefined): RecognizedReading | undefined {
    return [...this.known.values()].find((known) => known.table === table)?.recognized
  }

  /** Cancels the current reading. */
  stop(): void {
    if (!this.reading) return
    this.stopped.add(this.reading.key)
    this.ends.next()
  }

  /** Makes the next `find` read cancelled and known files again. */
  again(): void {
    this.stopped.clear()
    for (const key of this.known.keys()) this.stale.add(key)
  }

  /** Reads a file that may become the document's data; `adopt` keeps it, `drop` discards it. */
  stage(
    from: DocumentPlace,
    path: string,
    signal: AbortSignal,
    progress: (reading: Reading) => void,
    { format, ...keys }: TableReading['keys'] = {},
  ): Promise<FeedResult> {
    return feed(this.client, { from, path, format, options: { keys }, table: ++this.numbers, signal, progress })
  }

  adopt(path: string, message: TableAnswer): void {
    // It is read again as the document's data.
    if (message.table <= this.gone) return
    this.keep(keyOf({ path, ...message.keys }), message)
  }

  drop(table: number): void {
    this.client.send({ kind: 'table-drop', table })
  }

  /** Called when the worker has ended, with all its tables. */
  lost(): void {
    this.ends.next()
    this.known.clear()
    this.gone = this.numbers
  }

  /** Called when another document is opened. */
  clear(): void {
    this.ends.next()
    for (const { table } of this.known.values()) this.drop(table)
    this.known.clear()
    this.stopped.clear()
    this.stale.clear()
  }

  private read(key: string, data: FileData, options: ReadOptions, from: DocumentPlace): Observable<TableFound> {
    const read = new Observable<FeedResult>((subscriber) => {
      const abort = new AbortController()
      const { signal } = abort
      const progress = (reading: Reading): void => void (signal.aborted || this.report(reading))
      feed(this.client, { from, path: data.path, format: data.format, options, table: ++this.numbers, signal, progress }).then(
        (result) => subscriber.next(result),
        (error: unknown) => subscriber.error(error),
      )
      return () => abort.abort()
    })
    return merge(read, this.ends.pipe(map((): FeedResult => ({ kind: 'cancelled' })))).pipe(
      take(1),
      finalize(() => {
        this.reading = undefined
        this.report(undefined)
      }),
      map((result): TableFound => {
        if (result.kind === 'failed') return { failure: result.reason }
        if (result.kind === 'cancelled') return { cancelled: true }
        this.keep(key, result.message)
        return { table: result.message.table }
      }),
      shareReplay(1),
    )
  }

  private keep(key: string, { table, cells, account, keys }: TableAnswer): void {
    const old = this.known.get(key)
    if (old?.table === table) return
    if (old) this.drop(old.table)
    this.known.delete(key)
    this.known.set(key, { table, cells, recognized: account && recognizedIn(account, keys) })
    this.stopped.delete(key)
    this.stale.delete(key)
    let sum = 0
    for (const [other, held] of [...this.known].reverse()) {
      sum += held.cells
      if (other === key || sum <= KEPT) continue
      this.known.delete(other)
      this.drop(held.table)
    }
  }
}

function recognizedIn({ encoding, separator, decimal, thousands, header }: TableAccount, keys: TableReading['keys'] = {}): RecognizedReading {
  return {
    encoding,
    header,
    decimal,
    thousands: thousands ?? '',
    ...(separator === null ? {} : { separator }),
    ...(keys.dates === undefined ? {} : { dates: keys.dates }),
  }
}
