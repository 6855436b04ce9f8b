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
  /** Where the keys of changed objects stood. */
  readonly orders: readonly KeyOrder[]
  /** Edits with the same key that follow one another fold into one. */
  readonly merge: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
  /** What it does to what is learned, where it is no edit of the document. */
  readonly learned?: LearnedStep
}

/** A step that was taken back, or made again. */
export interface Travel {
  readonly entry: HistoryEntry
  readonly side: 'before' | 'after'
}

export interface Origin {
  readonly path: string | null
  readonly example?: string
  /** The picture that held it, or the file that it had: its data lie beside that. */
  readonly picture?: string
  readonly name: string
}

export interface DocumentState {
  readonly document: GraphDocument
  /** Grows with every change of the document. */
  readonly revision: number
  /** Revision at which the document was opened: whatever came before belongs to another one. */
  readonly opened: number
  readonly origin: Origin
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** Whether the file holds another document than this, what is learned left aside. */
  readonly edited: boolean
  /**
   * What tells apart what is learned, as the engine says: null while it changes, undefined where it has not been told
   * since the document was opened.
   */
  readonly learned: string | null | undefined
  /** Whether there is anything, drawn or learned, that the file does not hold. */
  readonly unsaved: boolean
  /** Not part of history. */
  readonly selection: Selection
  /** Why the last edit was not made; undefined where it was. */
  readonly refused: Problem | undefined
  /** Whether it was asked to learn since it was begun, or came whole, from a file or the gallery; not part of history. */
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
  /** Steps back from the newest to what the file holds, negative forward; null when no step leads there. */
  readonly saved: number | null
  /** What tells apart what the file holds of what is learned; absent where that is not known. */
  readonly learned?: string
  /** Whether there was anything, drawn or learned, that the file did not hold. */
  readonly unsaved?: boolean
  readonly asked: boolean
}

export interface EditOptions {
  /** Edits with the same key fold into one undo step until `endGesture`, another edit, undo or redo. */
  readonly merge?: string
}

export const emptyDocument: GraphDocument = { format: FORMAT, version: VERSION, nodes: {}, edges: {} }
export const emptySelection: Selection = { nodes: [], edges: [] }

interface Inner extends DocumentState {
  readonly held: Held
  /** The newest step of those that change the document that the file holds: null at its beginning, undefined when no step leads back to it. */
  readonly saved: HistoryEntry | null | undefined
  /** The gesture that edits may still fold into. */
  readonly gesture: string | undefined
}

export interface DocumentStore {
  readonly store: StoreApi<DocumentState>
  /**
   * Changes the document as one undo step; answers what the recipe answers. What would leave a document that could not
   * be read again, as beyond one of the limits, is not done: `refused` says why, and undefined is answered.
   */
  edit<T>(label: TextKey, recipe: (draft: DocumentDraft) => T, options?: EditOptions): T | undefined
  /** Says why something is not done, as a refused edit does. */
  refuse(problem: Problem | undefined): void
  /** It is asked to learn, whether it can or not. */
  ask(): void
  /** Ends the gesture that `merge` folds into. */
  endGesture(): void
  /** Takes back what `merge` has folded into one step, as if it had not been. */
  abandonGesture(): void
  /** Takes back the last step. Waits for one that is about to be made, as `redo` does: what the person saw is what is taken back. */
  undo(): void
  redo(): void
  /** Adds a step that has changed what is learned; those with the same key that follow one another are one. */
  record(label: TextKey, learned: LearnedStep, options?: EditOptions): void
  /** A step that changes what is learned is about to be made; this is its place in history, whatever is edited until then. */
  expect(step: Promise<NewStep | undefined>): void
  /** Resolves once no step is about to be made and no undo waits. */
  settled(): Promise<void>
  /** Hears of every step before the document is as it was; answers how to stop. */
  onTravel(listener: (travel: Travel) => void): () => void
  /** Puts another document in the place of this one, with an empty history. */
  open(document: GraphDocument, origin: Origin, options?: { readonly edited?: boolean }): void
  /** The file holds what is there now, or what was there when history was `past`; `held`: in so many words, with what was learned where that is known. */
  markSaved(origin: Origin, past?: readonly HistoryEntry[], held?: Held): void
  /** The engine says what tells apart what is learned: null while it changes. The first that is told of an opened document is what its file holds. */
  tellLearned(learned: string | null): void
  /** The document with its history; the oldest steps are left out where they would take more than `limit` UTF-16 units as JSON. */
  keep(limit: number): KeptDocument
  /** Puts a document with its history in the place of this one. */
  restore(kept: KeptDocument): void
  /** Takes the document's file away: no file holds it any more. */
  detach(): void
  select(selection: Selection): void
  /** Stores what is learned: weights, what was fitted to the data, the epoch among the extensions. No undo step, and undoing earlier ones leaves it alone. */
  setLearned(learned: Stored): void
}

/** Revisions of one store: 1, 2, 3 … */
function counter(): () => number {
  let revisions = 0
  return () => ++revisions
}

/**
 * @param place gives every node of an opened document a place.
 * @param revise answers a number greater than any before; stores that share it have no revision in common.
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

  /** `edited` and `unsaved` follow from what the file holds. */
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

  /** Stored weights that history has left without a place, and the order of all when they were stored last. */
  let aside: Readonly<Record<string, StoredTensor>> = {}
  let order: readonly string[] = []

  const travellers = new Set<(travel: Travel) => void>()
  /** Takes one step of history in either direction. */
  const travel = (entry: HistoryEntry, side: 'before' | 'after'): GraphDocument => {
    const { document } = store.getState()
    for (const listener of travellers) listener({ entry, side })
    if (entry.learned) return document
    const patches = side === 'before' ? entry.inverse : entry.patches
    // Weights may have been stored or dropped in between, outside of history.
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
      const { opened, past } = store.getState()
      coming.add(
        step.then((made) => (store.getState().opened === opened ? made : undefined)),
        past.at(-1),
      )
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
    tellLearned(learned) {
      const { learned: old, held } = store.getState()
      if (learned === old && held.learned !== undefined) return
      set({ learned, ...(held.learned === undefined && learned !== null ? { held: { ...held, learned } } : {}) })
    },
    keep(limit) {
      const { document, origin, saved, held, ...all } = store.getState()
      const { past: behind, future: ahead, whole } = stepsWithin(all, limit)
      const steps = [...behind, ...ahead]
      // The state before the first step of all is lost with that step.
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
          // Where the drawing is that of the file, it is what was learned that was not saved; the engine tells it later.
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
      // Its data lie where its file was.
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

/** Whether the file holds another document, asked of what it holds where that is known, and of history elsewhere. */
const isEdited = ({ document, past, saved, held }: Pick<Inner, 'document' | 'past' | 'saved' | 'held'>): boolean =>
  held.document ? !sameText(document, held.document) : saved !== markOf(past)

/** Whether a document that is opened is one that others have drawn, or the person earlier, and not a blank one. */
const isWhole = ({ nodes }: GraphDocument, { path, example }: Origin): boolean => path !== null || example !== undefined || Object.keys(nodes).length > 0

/** A saved state that lay in the future is gone, and so is one before the oldest step that is kept. */
function reachable(saved: Inner['saved'], past: readonly HistoryEntry[]): Inner['saved'] {
  if (saved === null) return past.length < limits.history ? null : undefined
  return saved !== undefined && past.includes(saved) ? saved : undefined
}

const revise = counter()
/** A document for a tab of the window; no revision of one is that of another. */
export const createDocument = (): DocumentStore => createDocumentStore(Date.now, withPlaces, revise)

let shown = createDocument()
const facade = createFacade(shown.store)

/** The document that the window shows. */
export const documentStore = facade.store
export const shownDocument = (): DocumentStore => shown

/** Shows another document; what it answers tells those who follow `documentStore`. */
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
