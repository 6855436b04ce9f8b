import { applyPatches, enablePatches, produce, produceWithPatches, type Patch } from 'immer'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { withLearned, type Stored } from '../../engine/document/learned'
import type { Problem } from '../../engine/base/problem'
import { changeProblems } from '../../engine/document/parse'
import { limits } from '../../engine/document/limits'
import { FORMAT, VERSION, type GraphDocument, type StoredTensor } from '../../engine/document/types'
import { registry } from '../../nodes'
import { withPlaces } from '../drawing/layout/arrange'
import { createFacade } from './facade'
import { dropPortNames } from '../document/groups'
import type { DocumentDraft, Selection, TextKey } from '../document/types'
import { joinOrders, keyOrders, restoreOrders, type KeyOrder } from '../document/keyOrder'
import { Coming, type NewStep } from './coming'
import { markOf, stepsWithin, withinRoom, type LearnedStep } from './learned'
import { documentBefore, isSaved, nothingHeld, sameText, type Held } from './held'
import { freezeTensors, withStored } from './stored'
import { spreadEdits, touchesLinks } from './links/spread'
import { none, present, same } from './selection'
import { settleWeights, staleWeights } from './weights'

enablePatches()

export interface HistoryEntry {
  readonly label: TextKey
  readonly patches: readonly Patch[]
  readonly inverse: readonly Patch[]
  /** Key orders of the changed objects. */
  readonly orders: readonly KeyOrder[]
  /** Consecutive edits with the same key merge into one step. */
  readonly merge: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
  /** The change of trained state, if the step does not edit the document. */
  readonly learned?: LearnedStep
}

/** A step that is undone or redone. */
export interface Travel {
  readonly entry: HistoryEntry
  readonly side: 'before' | 'after'
}

export interface Origin {
  readonly path: string | null
  readonly example?: string
  /** The picture with the embedded document, or the document's former file; data files are looked up beside it. */
  readonly picture?: string
  readonly name: string
}

export interface DocumentState {
  readonly document: GraphDocument
  /** Increases with every change of the document. */
  readonly revision: number
  /** Revision at which the document was opened; smaller ones belong to other documents. */
  readonly opened: number
  readonly origin: Origin
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** Whether the document differs from its file, apart from trained state. */
  readonly edited: boolean
  /**
   * Identifies the trained state, as reported by the engine: null while it changes, undefined before the first report
   * after opening.
   */
  readonly learned: string | null | undefined
  /** Whether the drawing or the trained state differs from the file. */
  readonly unsaved: boolean
  /** Not part of history. */
  readonly selection: Selection
  /** Why the last edit was refused; undefined if it was not. */
  readonly refused: Problem | undefined
  /** Whether the user asked it to learn, or it came from a file or the gallery. Not part of history. */
  readonly asked: boolean
  /** Whether a step is about to be made, and whether an undo waits for it. */
  readonly stepComes: boolean
  readonly undoWaits: boolean
}

/** A document with its history, as plain data. */
export interface KeptDocument {
  readonly document: GraphDocument
  readonly origin: Origin
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** Number of undo steps from the newest state to the saved one, negative for redo; null if it is out of reach. */
  readonly saved: number | null
  /** Identifies the trained state in the file; absent if unknown. */
  readonly learned?: string
  /** Whether the drawing or the trained state differed from the file. */
  readonly unsaved?: boolean
  readonly asked: boolean
}

export interface EditOptions {
  /** Edits with the same key merge into one undo step until `endGesture`, another edit, undo or redo. */
  readonly merge?: string
}

export const emptyDocument: GraphDocument = { format: FORMAT, version: VERSION, nodes: {}, edges: {} }
export const emptySelection: Selection = { nodes: [], edges: [] }

interface Inner extends DocumentState {
  readonly held: Held
  /**
   * The newest step in the saved state that changes the document: null at the start of history, undefined if out of
   * reach.
   */
  readonly saved: HistoryEntry | null | undefined
  /** Merge key of the current gesture. */
  readonly gesture: string | undefined
}

export interface DocumentStore {
  readonly store: StoreApi<DocumentState>
  /**
   * Changes the document as one undo step; returns the recipe's result. Refuses changes that would leave a document
   * that cannot be parsed again, for example beyond a limit: sets `refused` and returns undefined.
   */
  edit<T>(label: TextKey, recipe: (draft: DocumentDraft) => T, options?: EditOptions): T | undefined
  /** Sets the reason why something is not done, like a refused edit. */
  refuse(problem: Problem | undefined): void
  /** Called when the user asks the document to learn, whether it can or not. */
  ask(): void
  /** Ends the gesture into which `merge` merges. */
  endGesture(): void
  /** Undoes the edits merged so far, without a trace in history. */
  abandonGesture(): void
  /** Takes back the last step. Waits for one that is about to be made, as `redo` does: what the person saw is what is taken back. */
  undo(): void
  redo(): void
  /** Adds a step that changed the trained state; consecutive steps with the same merge key become one. */
  record(label: TextKey, learned: LearnedStep, options?: EditOptions): void
  /** Reserves a place in history for a step of trained state that is still being computed, ahead of later edits. */
  expect(step: Promise<NewStep | undefined>): void
  /** Resolves once no expected step and no undo is pending. */
  settled(): Promise<void>
  /** Calls `listener` before each undo and redo; returns a function that stops it. */
  onTravel(listener: (travel: Travel) => void): () => void
  /** Replaces the document, with an empty history. */
  open(document: GraphDocument, origin: Origin, options?: { readonly edited?: boolean }): void
  /**
   * Called after saving: the file contains the current state, or the state when history was `past`. `held` is the exact
   * content of the file, if known.
   */
  markSaved(origin: Origin, past?: readonly HistoryEntry[], held?: Held): void
  /**
   * Called with the engine's identifier of the trained state, null while it changes. The first one after opening
   * identifies the state in the file.
   */
  reportLearned(learned: string | null): void
  /** The document with its history for the journal; drops the oldest steps beyond `limit` UTF-16 units of JSON. */
  keep(limit: number): KeptDocument
  /** Replaces the document and its history. */
  restore(kept: KeptDocument): void
  /** Detaches the document from its file, for example after that was deleted. */
  detach(): void
  select(selection: Selection): void
  /**
   * Stores the trained state: weights, what was fitted to the data, and the epoch. Not an undo step, and not affected
   * by undo.
   */
  setLearned(learned: Stored): void
}

/** Revision numbers of one store: 1, 2, 3, … */
function counter(): () => number {
  let revisions = 0
  return () => ++revisions
}

/**
 * @param place Adds missing positions to an opened document.
 * @param revise Returns an increasing number; stores that share it never have equal revisions.
 */
export function createDocumentStore(
  now: () => number = Date.now,
  place: (document: GraphDocument) => GraphDocument = (document) => document,
  revise: () => number = counter(),
): DocumentStore {
  const store = createStore<Inner>(() => ({
    document: emptyDocument,
    revision: 0,
    opened: 0,
    origin: { path: null, name: '' },
    past: [],
    future: [],
    edited: false,
    learned: undefined,
    unsaved: false,
    selection: emptySelection,
    refused: undefined,
    asked: false,
    stepComes: false,
    undoWaits: false,
    saved: null,
    held: { document: emptyDocument, learned: '' },
    gesture: undefined,
  }))

  /** Applies a change, and derives `edited` and `unsaved` from the known contents of the file. */
  const set = (change: Partial<Inner>): void => {
    store.setState((state) => {
      const next = { ...state, ...change }
      if (next.document !== state.document) {
        next.revision = revise()
        next.selection = present(next.selection, next.document)
      }
      next.edited = isEdited(next)
      next.unsaved = !isSaved(next)
      return next
    }, true)
  }

  /** Stored weights that currently do not fit because of undo, and the order of all weights when last stored. */
  let aside: Readonly<Record<string, StoredTensor>> = {}
  let order: readonly string[] = []

  const travellers = new Set<(travel: Travel) => void>()
  /** Applies one step of history in either direction. */
  const travel = (entry: HistoryEntry, side: 'before' | 'after'): GraphDocument => {
    const { document } = store.getState()
    for (const listener of travellers) listener({ entry, side })
    if (entry.learned) return document
    const patches = side === 'before' ? entry.inverse : entry.patches
    // Weights may have been stored or dropped since, without a step of history.
    const lost = document.weights === undefined && patches.some((p) => p.path[0] === 'weights' && p.path.length > 1)
    const ready = lost ? { ...document, weights: {} } : document
    const changed = produce(applyPatches(ready, patches), (draft) => {
      if (lost && Object.keys(draft.weights ?? {}).length === 0) delete draft.weights
      restoreOrders(draft, entry.orders, side)
    })
    const settled = settleWeights(document, changed, aside, order)
    aside = settled.aside
    return withStored(changed, settled.weights)
  }

  /** Puts a step of what is learned after another, or at the beginning. */
  const insert = ({ label, learned, merge }: NewStep, after: HistoryEntry | undefined): HistoryEntry => {
    const { past, gesture, saved } = store.getState()
    const at = after ? past.indexOf(after) + 1 || past.length : 0
    const newest = at === past.length
    const last = past[at - 1]?.learned
    const began = newest && merge !== undefined && gesture === merge && last && !last.written && !learned.written ? last : undefined
    const entry: HistoryEntry = {
      label,
      patches: [],
      inverse: [],
      orders: [],
      merge,
      at: now(),
      learned: began ? { before: began.before, after: learned.after! } : learned,
    }
    const kept = withinRoom([...past.slice(0, began ? at - 1 : at), entry, ...past.slice(at)].slice(-limits.history))
    set({ past: kept, future: [], saved: reachable(saved, kept), ...(newest ? { gesture: merge } : {}) })
    return entry
  }
  const coming = new Coming(insert)
  coming.state$.subscribe(set)

  /** Takes the last step back, or makes the next one again, once what is about to be made is there. What was edited after it was asked for stays. */
  const travelSoon = (side: 'before' | 'after'): void => {
    const { past: seen, opened } = store.getState()
    coming.travel(() => {
      const { past, future, opened: now } = store.getState()
      const entry = side === 'before' ? past.at(-1) : future[0]
      if (!entry || now !== opened || (side === 'before' && !entry.learned && !seen.includes(entry))) return
      const steps = side === 'before' ? { past: past.slice(0, -1), future: [entry, ...future] } : { past: [...past, entry], future: future.slice(1) }
      set({ document: travel(entry, side), ...steps, gesture: undefined, refused: undefined })
    })
  }

  return {
    store,
    edit(label, recipe, options) {
      const state = store.getState()
      const answer: { value?: ReturnType<typeof recipe> } = {}
      const [drawn, patches, inverse] = produceWithPatches(state.document, (draft) => {
        answer.value = recipe(draft)
      })
      const [linked, spread, lessSpread] = produceWithPatches(drawn, (draft) => {
        dropPortNames(draft)
        if (touchesLinks(state.document, drawn)) spreadEdits(state.document, draft)
      })
      const stale = staleWeights(state.document, linked)
      const [next, more, lessMore] = produceWithPatches(linked, (draft) => {
        for (const name of stale) delete draft.weights![name]
      })
      const value = answer.value as ReturnType<typeof recipe>
      if (next === state.document || patches.length + spread.length + more.length === 0) return value
      const [problem] = changeProblems(next, registry, state.document)
      if (problem) {
        set({ refused: problem })
        return undefined
      }
      const step: HistoryEntry = {
        label,
        patches: [...patches, ...spread, ...more],
        inverse: [...lessMore, ...lessSpread, ...inverse],
        orders: keyOrders(state.document, next),
        merge: options?.merge,
        at: now(),
      }
      const last = state.past.at(-1)
      const folds = last !== undefined && options?.merge !== undefined && state.gesture === options.merge && last !== state.saved && !coming.isFollowed(last)
      const entry: HistoryEntry = folds
        ? { ...step, patches: [...last.patches, ...step.patches], inverse: [...step.inverse, ...last.inverse], orders: joinOrders(last.orders, step.orders) }
        : step
      const past = [...(folds ? state.past.slice(0, -1) : state.past), entry].slice(-limits.history)
      set({ document: next, past, future: [], gesture: options?.merge, saved: reachable(state.saved, past), refused: undefined })
      return value
    },
    refuse(refused) {
      set({ refused })
    },
    ask() {
      if (!store.getState().asked) set({ asked: true })
    },
    endGesture() {
      set({ gesture: undefined })
    },
    abandonGesture() {
      const { past, gesture } = store.getState()
      const entry = past.at(-1)
      if (entry && gesture !== undefined && entry.merge === gesture) set({ document: travel(entry, 'before'), past: past.slice(0, -1) })
      set({ gesture: undefined })
    },
    record(label, learned, options) {
      insert({ label, learned, ...options }, store.getState().past.at(-1))
    },
    expect(step) {
      coming.add(step, store.getState().past.at(-1))
    },
    settled: () => coming.settled(),
    onTravel(listener) {
      travellers.add(listener)
      return () => travellers.delete(listener)
    },
    undo: () => travelSoon('before'),
    redo: () => travelSoon('after'),
    open(document, origin, options) {
      const opened = revise()
      aside = {}
      coming.forget()
      const placed = freezeTensors(place(document))
      const edited = options?.edited === true
      store.setState(
        {
          document: placed,
          revision: opened,
          opened,
          origin,
          past: [],
          future: [],
          edited,
          learned: undefined,
          unsaved: edited,
          selection: emptySelection,
          refused: undefined,
          asked: isWhole(placed, origin),
          stepComes: false,
          undoWaits: false,
          saved: edited ? undefined : null,
          held: { document: edited ? undefined : placed, learned: undefined },
          gesture: undefined,
        },
        true,
      )
    },
    markSaved(origin, past = store.getState().past, held) {
      const { document, learned } = store.getState()
      const known = held ? (held.learned ?? store.getState().held.learned) : (learned ?? undefined)
      set({ origin, saved: markOf(past), held: { document: held ? held.document : document, learned: known }, gesture: undefined })
    },
    reportLearned(learned) {
      const { learned: old, held } = store.getState()
      if (learned === old && held.learned !== undefined) return
      set({ learned, ...(held.learned === undefined && learned !== null ? { held: { ...held, learned } } : {}) })
    },
    keep(limit) {
      const { document, origin, saved, held, ...all } = store.getState()
      const { past: behind, future: ahead, whole } = stepsWithin(all, limit)
      const steps = [...behind, ...ahead]
      // The state before the very first step is lost with that step.
      const at = saved === null ? (whole ? 0 : undefined) : saved && steps.includes(saved) ? steps.indexOf(saved) + 1 : undefined
      return {
        document,
        origin,
        past: behind,
        future: ahead,
        saved: at === undefined ? null : behind.length - at,
        ...(held.learned === undefined ? {} : { learned: held.learned }),
        unsaved: all.unsaved,
        asked: all.asked,
      }
    },
    restore({ document, origin, past, future, saved, learned, unsaved = false, asked }) {
      const opened = revise()
      aside = {}
      coming.forget()
      const steps = [...past, ...future]
      const at = saved === null ? undefined : past.length - saved
      const mark = at === undefined ? undefined : at === 0 ? null : steps[at - 1]
      const placed = freezeTensors(place(document))
      const held = { document: saved === null ? undefined : documentBefore(placed, past, future, saved), learned }
      const edited = isEdited({ document: placed, past, saved: mark, held })
      store.setState(
        {
          document: placed,
          revision: opened,
          opened,
          origin,
          past,
          future,
          edited,
          unsaved: edited || unsaved,
          // If the drawing equals the file's, the trained state was unsaved; the engine reports it later.
          learned: unsaved && !edited ? null : undefined,
          selection: emptySelection,
          refused: undefined,
          asked,
          stepComes: false,
          undoWaits: false,
          saved: mark,
          held,
          gesture: undefined,
        },
        true,
      )
    },
    detach() {
      const { path, name, picture } = store.getState().origin
      // Data files are looked up beside the former file.
      const beside = path ?? picture
      set({ origin: { path: null, name, ...(beside === undefined ? {} : { picture: beside }) }, saved: undefined, held: nothingHeld, gesture: undefined })
    },
    select(selection) {
      const { document, selection: old } = store.getState()
      const next = present(selection, document)
      if (same(next.nodes, old.nodes) && same(next.edges, old.edges) && same(next.notes ?? none, old.notes ?? none)) return
      set({ selection: next })
    },
    setLearned(learned) {
      order = Object.keys(learned.weights ?? {})
      set({ document: freezeTensors(withLearned(store.getState().document, learned)) })
    },
  }
}

/** Whether the document differs from its file: by the file's contents if known, otherwise by history. */
const isEdited = ({ document, past, saved, held }: Pick<Inner, 'document' | 'past' | 'saved' | 'held'>): boolean =>
  held.document ? !sameText(document, held.document) : saved !== markOf(past)

/** Whether an opened document has contents, rather than being a blank one. */
const isWhole = ({ nodes }: GraphDocument, { path, example }: Origin): boolean => path !== null || example !== undefined || Object.keys(nodes).length > 0

/** The saved step if history still reaches it: not if it was to be redone, nor if older than the oldest step. */
function reachable(saved: Inner['saved'], past: readonly HistoryEntry[]): Inner['saved'] {
  if (saved === null) return past.length < limits.history ? null : undefined
  return saved !== undefined && past.includes(saved) ? saved : undefined
}

const revise = counter()
/** Creates the store of a tab's document; all share one sequence of revisions. */
export const createDocument = (): DocumentStore => createDocumentStore(Date.now, withPlaces, revise)

let shown = createDocument()
const facade = createFacade(shown.store)

/** The document on screen. */
export const documentStore = facade.store
export const shownDocument = (): DocumentStore => shown

/** Switches to another document; returns a function that notifies subscribers of `documentStore`. */
export function showDocument(next: DocumentStore): () => void {
  shown = next
  return facade.point(next.store)
}

export const edit = <T>(label: TextKey, recipe: (draft: DocumentDraft) => T, options?: EditOptions): T | undefined => shown.edit(label, recipe, options)
export const refuse = (problem: Problem | undefined): void => shown.refuse(problem)
export const endGesture = (): void => shown.endGesture()
export const abandonGesture = (): void => shown.abandonGesture()
export const undo = (): void => shown.undo()
export const redo = (): void => shown.redo()
export const open: DocumentStore['open'] = (...args) => shown.open(...args)
export const select = (selection: Selection): void => shown.select(selection)
