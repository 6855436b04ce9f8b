import {
  BehaviorSubject,
  Subject,
  combineLatest,
  concatMap,
  distinctUntilChanged,
  first,
  firstValueFrom,
  map,
  of,
  startWith,
  switchMap,
  tap,
  timeout,
  type Observable,
} from 'rxjs'
import type { TextKey } from '../document/types'
import type { HistoryEntry, LearnedStep } from './entry'

/** Milliseconds that undo waits for a step of an engine that does not answer. */
const PATIENCE = 5000

/** A step that changes the trained state. */
export interface NewStep {
  readonly label: TextKey
  readonly learned: LearnedStep
  /** Consecutive steps with the same key become one. */
  readonly merge?: string
  /** Whether it belongs to the edit at whose place it was announced, so that both are one step. */
  readonly joins?: boolean
}

/** The place in history of an announced step. */
interface HistoryPlace {
  after: HistoryEntry | undefined
}

/**
 * Announced steps of history, whose trained state is known only when the engine has answered. Each keeps the place in
 * history at which it was announced. Undo waits for them, so that it undoes what the user saw.
 */
export class Coming {
  private readonly places = new BehaviorSubject<readonly HistoryPlace[]>([])
  private readonly steps = new Subject<{ readonly place: HistoryPlace; readonly step: Promise<NewStep | undefined> }>()
  private readonly forgotten = new Subject<void>()
  private readonly waiting = new BehaviorSubject<readonly (() => void)[]>([])
  /** Whether a step is announced, and whether an undo waits for it. */
  readonly state$ = combineLatest([this.places, this.waiting]).pipe(
    map(([places, waiting]) => ({ stepComes: places.length > 0, undoWaits: waiting.length > 0 })),
    distinctUntilChanged((a, b) => a.stepComes === b.stepComes && a.undoWaits === b.undoWaits),
  )
  /** Emits when no announced step is left, or after `PATIENCE`. */
  private readonly none: Observable<unknown> = this.places.pipe(
    first(({ length }) => length === 0),
    timeout({ first: PATIENCE, with: () => of(undefined).pipe(tap(() => this.places.next([]))) }),
  )

  /** @param insert Inserts a step into history after another; returns it as inserted. */
  constructor(insert: (step: NewStep, after: HistoryEntry | undefined) => HistoryEntry) {
    const made$ = this.steps.pipe(concatMap(({ place, step }) => step.then((made) => ({ place, made }))))
    // Steps announced before another document was opened are dropped.
    this.forgotten
      .pipe(
        startWith(undefined),
        switchMap(() => made$),
      )
      .subscribe(({ place, made }) => {
        const { after } = place
        const entry = made && insert(made, after)
        const left = this.places.value.filter((other) => other !== place)
        // Steps that were announced at the same place come after this one.
        if (entry) for (const other of left) if (other.after === after) other.after = entry
        this.places.next(left)
      })
  }

  /** Whether a step is announced directly after this one; no further edit may then be merged into this one. */
  isFollowed = (entry: HistoryEntry): boolean => this.places.value.some(({ after }) => after === entry)

  /** Announces a step after `after`; if it resolves to undefined, none is made. */
  add(step: Promise<NewStep | undefined>, after: HistoryEntry | undefined): void {
    const place: HistoryPlace = { after }
    this.places.next([...this.places.value, place])
    this.steps.next({ place, step: step.catch(() => undefined) })
  }

  /** Undoes or redoes once the announced steps have been made, one after the other. */
  travel(go: () => void): void {
    if (this.places.value.length === 0) return go()
    this.waiting.next([...this.waiting.value, go])
    if (this.waiting.value.length > 1) return
    this.none.subscribe(() => {
      const { value } = this.waiting
      this.waiting.next([])
      for (const each of value) each()
    })
  }

  /** Called when another document was opened. */
  forget(): void {
    this.forgotten.next()
    this.waiting.next([])
    this.places.next([])
  }

  /** Resolves when no step is announced and no undo waits. */
  async settled(): Promise<void> {
    await firstValueFrom(this.none)
  }
}
