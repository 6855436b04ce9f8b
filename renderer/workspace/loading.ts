import { BehaviorSubject, Subject, catchError, filter, firstValueFrom, from, map, of, switchMap, timeout } from 'rxjs'
import { reasonOf } from '../../engine/run/careful'
import type { GraphDocument } from '../../engine/document/types'
import type { SessionCommand } from '../../engine/run/protocol'
import { sameWork } from '../../engine/run/work'
import type { DocumentState, Origin } from '../editing/store'
import type { DocumentPlace } from '../../electron/contract'
import type { DocumentTables, TableFound } from './documentTables'

/** What the next load must contain besides the document; collected until a document is sent to the engine. */
interface Due<R> {
  /** Whether the engine knows nothing of this document. */
  readonly fresh: boolean
  /** Whether undo or redo led to the document. */
  readonly back: boolean
  /** Parameters whose stored weights an edit has changed; absent if no edit did. */
  readonly restored?: readonly string[]
  /** The last known trained state of an engine that has ended; restored first. */
  readonly last?: R | undefined
  /** Trained state to restore after the document has been loaded. */
  readonly replays: readonly R[]
}

/** A document to send to the engine, with its table. */
export interface Load<R> extends Due<R> {
  readonly state: DocumentState
  /** The document sent before; absent if the engine knows none. */
  readonly before?: GraphDocument
  readonly found: TableFound
}

export const placeOf = ({ path, example, picture }: Origin): DocumentPlace => ({
  path,
  ...(example === undefined ? {} : { example }),
  ...(picture === undefined ? {} : { picture }),
})

/** The command that sends a document to the engine. Its view is not sent, because the engine does not use it. */
export function commandOf<R>({ state: { document, revision }, fresh, back, restored, found: { table, cancelled } }: Load<R>): SessionCommand {
  const { view: _, ...rest } = document
  return {
    kind: 'load',
    revision,
    document: rest,
    fresh,
    ...(table === undefined ? {} : { table }),
    ...(cancelled ? { unread: true } : {}),
    ...(back ? { back } : {}),
    ...(restored && !fresh ? { restored } : {}),
  }
}

/** Keys whose values differ between two objects, or that only one has. */
const changedKeys = (a: Readonly<Record<string, unknown>> = {}, b: Readonly<Record<string, unknown>> = {}): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])

/**
 * Sends the engine each revision of a document that changes the computation, once its table is read. A newer revision
 * replaces one whose table is still being read.
 */
export class Loading<R> {
  private due: Due<R> = { fresh: true, back: false, replays: [] }
  /** The document requested last; the engine has it, or will have it once its table is read. */
  private wanted: GraphDocument | undefined
  private readonly asked = new Subject<{ readonly state: DocumentState; readonly before: GraphDocument | undefined }>()
  /** The revision last sent to the engine; undefined while a newer one is pending. */
  private readonly given = new BehaviorSubject<number | undefined>(undefined)
  private readonly loads = this.asked.pipe(
    switchMap(({ state, before }) =>
      from(this.tables.find(state.document, placeOf(state.origin))).pipe(
        catchError((error) => of<TableFound>({ failure: reasonOf(error) })),
        map((found): Load<R> => ({ ...this.due, ...(before ? { before } : {}), state, found })),
      ),
    ),
  )

  /**
   * @param ready starts an engine if there is none.
   * @param give sends a document to the engine.
   * @param replay restores trained state that needs no other document.
   */
  constructor(
    private readonly tables: DocumentTables,
    private readonly ready: () => void,
    give: (load: Load<R>) => void,
    private readonly replay: (replay: R) => void,
  ) {
    this.loads.subscribe((load) => {
      this.due = { fresh: false, back: false, replays: [] }
      give(load)
      this.given.next(load.state.revision)
    })
  }

  /** Called when the document has changed from `old` to `state`. */
  follow(state: DocumentState, old: DocumentState): void {
    if (state.past !== old.past) this.followStored(state.document, old.document)
    if (state.opened !== old.opened) {
      this.due = { ...this.due, replays: [] }
      this.restart()
    }
    if (state.revision !== old.revision && this.matters(state.document)) return this.load(state)
    if (state.revision !== old.revision) {
      this.wanted = state.document
      this.due = { ...this.due, back: false }
    }
    // Restore at once what needs no pending load.
    if (state.past === old.past || this.given.value === undefined) return
    const { replays } = this.due
    this.due = { ...this.due, replays: [] }
    for (const replay of replays) this.replay(replay)
  }

  /**
   * Makes the next load start over with the current document.
   *
   * @param last the last known trained state, if the engine has ended.
   */
  restart(last?: R): void {
    this.wanted = undefined
    this.due = { fresh: true, back: false, last, replays: this.due.replays }
  }

  /** Called when undo or redo leads to a former document, to a former trained state, or to both. */
  travel(replay: R | undefined, edits = replay === undefined): void {
    const { due } = this
    this.due = { ...due, ...(edits ? { back: true } : {}), ...(replay === undefined ? {} : { replays: [...due.replays, replay] }) }
  }

  /** Sends the document, whatever the engine has. */
  load(state: DocumentState): void {
    this.ready()
    const before = this.wanted
    this.wanted = state.document
    this.given.next(undefined)
    this.asked.next({ state, before })
  }

  /** Resolves to the revision that the engine has, once no load is pending; to undefined if one still is after so many milliseconds. */
  settled(patience = Infinity): Promise<number | undefined> {
    const given = this.given.pipe(filter((revision) => revision !== undefined))
    return firstValueFrom(patience < Infinity ? given.pipe(timeout({ first: patience, with: () => of(undefined) })) : given)
  }

  private matters(document: GraphDocument): boolean {
    return this.wanted === undefined || this.due.restored !== undefined || !sameWork(this.wanted, document)
  }

  private followStored(document: GraphDocument, old: GraphDocument): void {
    if (!sameWork(old, document) || (document.weights === old.weights && document.fitted === old.fitted)) return
    this.due = { ...this.due, restored: [...new Set([...(this.due.restored ?? []), ...changedKeys(old.weights, document.weights)])] }
  }
}
