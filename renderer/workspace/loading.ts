import { BehaviorSubject, Subject, catchError, filter, firstValueFrom, from, map, of, switchMap } from 'rxjs'
import { reasonOf } from '../../engine/run/careful'
import type { GraphDocument } from '../../engine/document/types'
import { sameWork } from '../../engine/run/work'
import type { DocumentState, Origin } from '../editing/store'
import type { DocumentPlace } from '../../electron/contract'
import type { DocumentTables, TableFound } from './documentTables'

/** What the next load carries beside the document: gathered until one is given to the engine. */
interface Due<R> {
  /** The engine knows nothing of the document, or of any. */
  readonly fresh: boolean
  /** The document is one that was there before. */
  readonly back: boolean
  /** Parameters whose stored weights alone an edit has changed; absent where no edit touched what is stored. */
  readonly restored?: readonly string[]
  /** What is to be learned again once the document is given. */
  readonly replays: readonly R[]
}

/** A document that is given to the engine, with its table. */
export interface Load<R> extends Due<R> {
  readonly state: DocumentState
  /** The document that was given before; absent where the engine knows none. */
  readonly before?: GraphDocument
  readonly found: TableFound
}

export const placeOf = ({ path, example, picture }: Origin): DocumentPlace => ({
  path,
  ...(example === undefined ? {} : { example }),
  ...(picture === undefined ? {} : { picture }),
})

/** Keys under which two objects hold different values, or one of them none. */
const changedKeys = (a: Readonly<Record<string, unknown>> = {}, b: Readonly<Record<string, unknown>> = {}): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])

/**
 * Gives the engine each revision of a document that computes otherwise than the one before, once its table is read. A
 * newer revision takes the place of one whose table is still being read.
 */
export class Loading<R> {
  private due: Due<R> = { fresh: true, back: false, replays: [] }
  /** The document that was asked for last; the engine has it, or will have it once its table is read. */
  private wanted: GraphDocument | undefined
  private readonly asked = new Subject<{ readonly state: DocumentState; readonly before: GraphDocument | undefined }>()
  /** The revision that the engine was given last; undefined while a newer one is on its way. */
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
   * @param ready Starts an engine where there is none.
   * @param give Gives a document to the engine.
   * @param replay Has something learned again that needs no other document.
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

  /** The document is as `state` says; `old` is what it was before. */
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
    // What is given needs nothing that is still on its way.
    if (state.past === old.past || this.given.value === undefined) return
    const { replays } = this.due
    this.due = { ...this.due, replays: [] }
    for (const replay of replays) this.replay(replay)
  }

  /** The engine is to begin anew with the document as it is. */
  restart(): void {
    this.wanted = undefined
    this.due = { fresh: true, back: false, replays: this.due.replays }
  }

  /** History goes to a document that was there before, or to what was learned. */
  travel(replay: R | undefined): void {
    this.due = replay === undefined ? { ...this.due, back: true } : { ...this.due, replays: [...this.due.replays, replay] }
  }

  /** Gives the document whatever of it the engine has. */
  load(state: DocumentState): void {
    this.ready()
    const before = this.wanted
    this.wanted = state.document
    this.given.next(undefined)
    this.asked.next({ state, before })
  }

  /** Resolves to the revision that the engine has been given, once none is on its way. */
  settled(): Promise<number> {
    return firstValueFrom(this.given.pipe(filter((revision) => revision !== undefined)))
  }

  private matters(document: GraphDocument): boolean {
    return this.wanted === undefined || this.due.restored !== undefined || !sameWork(this.wanted, document)
  }

  private followStored(document: GraphDocument, old: GraphDocument): void {
    if (!sameWork(old, document) || (document.weights === old.weights && document.fitted === old.fitted)) return
    this.due = { ...this.due, restored: [...new Set([...(this.due.restored ?? []), ...changedKeys(old.weights, document.weights)])] }
  }
}
