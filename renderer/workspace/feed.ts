import i18next from 'i18next'
import type { DocumentPlace } from '../../electron/contract'
import type { ReadOptions, TableFormat } from '../../engine/data'
import type { TableAnswer } from '../../engine/run/questions'
import { languageOf, problemText } from '../drawing/words'
import type { EngineClient } from '../worker/client'
import { EngineFailure, answered } from '../worker/failure'

/** Progress of reading a file. */
export interface Reading {
  readonly path: string
  readonly bytes: number
  readonly size: number
  readonly rows: number
}

export type FeedResult =
  | { readonly kind: 'read'; readonly message: TableAnswer }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string }

export interface FeedOptions {
  readonly from: DocumentPlace
  /** The file's path in the document at `from`. */
  readonly path: string
  /** Absent to recognize it from name and text. */
  readonly format: TableFormat | undefined
  readonly options: ReadOptions
  /** The number of the table in the worker. */
  readonly table: number
  readonly signal: AbortSignal
  progress(reading: Reading): void
}

/**
 * Passes a data file to the engine's worker piece by piece, so that neither this thread nor the worker holds its whole
 * text. Reads the next piece while the worker parses one.
 */
export async function feed(client: EngineClient, { from, path, format, options, table, signal, progress }: FeedOptions): Promise<FeedResult> {
  const opened = await window.unfold.openData({ from, data: path })
  if (!opened.ok) return { kind: 'failed', reason: opened.reason }
  const { file, size } = opened
  const leave = (result: FeedResult): FeedResult => {
    client.send({ kind: 'table-drop', table })
    return result
  }
  client.send({ kind: 'table-begin', table, path, format, options })
  progress({ path, bytes: 0, size, rows: 0 })
  try {
    let next = window.unfold.nextPiece(file)
    for (;;) {
      const piece = await next
      if (signal.aborted) return leave({ kind: 'cancelled' })
      if (!piece.ok) return leave({ kind: 'failed', reason: piece.reason })
      if (piece.bytes === null) break
      next = window.unfold.nextPiece(file)
      const received = await answered(client.ask({ kind: 'table-piece', table, bytes: piece.bytes }, [piece.bytes.buffer]))
      if (signal.aborted) return leave({ kind: 'cancelled' })
      progress({ path, bytes: received.bytes, size, rows: received.rows })
      if (received.refused) break
    }
    const message = await answered(client.ask({ kind: 'table-end', table }))
    return signal.aborted ? leave({ kind: 'cancelled' }) : { kind: 'read', message }
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error
    return leave(signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', reason: problemText(languageOf(i18next.language), error.problem) })
  } finally {
    void window.unfold.closeData(file)
  }
}
