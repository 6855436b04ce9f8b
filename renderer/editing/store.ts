import { enablePatches, produce, produceWithPatches } from 'immer'
import { createStore } from 'zustand/vanilla'
import { withLearned } from '../../engine/document/learned'
import type { Problem } from '../../engine/base/problem'
import { changeProblems } from '../../engine/document/parse'
import { limits } from '../../engine/document/limits'
import { withParts, withPartsInOrder } from '../../engine/document/part-order'
import { FORMAT, VERSION, type GraphDocument, type StoredTensor } from '../../engine/document/types'
import { registry } from '../../nodes'
import { withPlaces } from '../drawing/layout/arrange'
import { createFacade } from './facade'
import { dropPortNames } from '../document/groups'
import type { DocumentDraft, Selection, TextKey } from '../document/types'
import { joinOrders, keyOrders, restoreOrders } from '../document/keyOrder'
import { Coming, type NewStep } from './coming'
import { markOf, stepsWithin, withinRoom } from './learned'
import { documentBefore, isSaved, nothingHeld, sameText, type FileContents } from './held'
import { freezeTensors, withStored } from './stored'
import { spreadEdits, touchesLinks } from './links/spread'
import { patched } from './patched'
import { none, present, same } from './selection'
import { settleWeights, staleWeights } from './weights'
import type { DocumentState, DocumentStore, EditOptions, Origin, Travel } from './state'
import type { HistoryEntry } from './entry'

export type { DocumentState, DocumentStore, KeptDocument, Origin, Travel } from './state'
export type { HistoryEntry } from './entry'

enablePatches()

export const emptyDocument: GraphDocument = { format: FORMAT, version: VERSION, nodes: {}, edges: {} }
export const emptySelection: Selection = { nodes: [], edges: [] }

interface Inner extends DocumentState {
  readonly held: FileContents
  /**
   * The newest step in the saved state that changes the document: null at the start of history, undefined if out of
   * reach.
   */
  readonly saved: HistoryEntry | null | undefined
  /** Merge key of the current gesture. */
  readonly gesture: string | undefined
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
    if (entry.patches.length === 0) return document
    const patches = side === 'before' ? entry.inverse : entry.patches
    // Weights may have been stored or dropped since, without a step of history.
    const lost = document.weights === undefined && patches.some((p) => p.path[0] === 'weights' && p.path.length > 1)
    const ready = lost ? withParts(document, { weights: {} }) : document
    const changed = produce(patched(ready, patches), (draft) => {
      if (lost && Object.keys(draft.weights ?? {}).length === 0) delete draft.weights
      restoreOrders(draft, entry.orders, side)
    })
    const settled = settleWeights(document, changed, aside, order)
    aside = settled.aside
    return withStored(changed, settled.weights)
  }

  /** Inserts a step of the trained state after another, or at the beginning. */
  const insert = ({ label, learned, merge, joins }: NewStep, after: HistoryEntry | undefined): HistoryEntry => {
    const { past, gesture, saved } = store.getState()
    if (joins && after && past.includes(after)) {
      const whole: HistoryEntry = { ...after, learned }
      const kept = withinRoom(past.map((entry) => (entry === after ? whole : entry)))
      set({ past: kept, future: [], saved: reachable(saved === after ? whole : saved, kept) })
      return whole
    }
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

  /** Undoes the last step or redoes the next one, once announced steps have been made. Edits after the request stay. */
  const travelSoon = (side: 'before' | 'after'): void => {
    const { past: seen, opened } = store.getState()
    coming.travel(() => {
      const { past, future, opened: now } = store.getState()
      const entry = side === 'before' ? past.at(-1) : future[0]
      if (!entry || now !== opened || (side === 'before' && (!entry.learned || entry.patches.length > 0) && !seen.includes(entry))) return
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
      const [changed, more, lessMore] = produceWithPatches(linked, (draft) => {
        for (const name of stale) delete draft.weights![name]
      })
      const next = withPartsInOrder(changed, state.document)
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
      const folds =
        last !== undefined
        && options?.merge !== undefined
        && state.gesture === options.merge
        && last !== state.saved
        && !last.learned
        && !coming.isFollowed(last)
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
    unhold: () => set({ saved: undefined, held: nothingHeld }),
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
