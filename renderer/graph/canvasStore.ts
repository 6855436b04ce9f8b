import { create } from 'zustand'
import type { GraphDocument } from '../../engine/document/types'
import type { End, Side } from '../document/ports'
import type { Point } from '../drawing/geometry'
import type { Target } from '../keys/commands'
import type { Objection } from '../drawing/rules'

/** A wire being drawn: its fixed end, and the objections to each port as its other end. */
export interface Connecting {
  readonly end: End
  /** The side of the edge that is fixed. */
  readonly side: Side
  /** The existing edge whose other end is being reconnected. */
  readonly edge: string | undefined
  /** By `node.port`; ports without an entry accept the wire. */
  readonly objections: ReadonlyMap<string, Objection>
}

export interface AddRequest {
  /** In pixels of the window. */
  readonly at: Point
  /** In coordinates of the drawing. */
  readonly place: Point
  /**
   * Whether the user did not point at the place: a node that is wired to the selection then goes beside the selection instead.
   */
  readonly free?: boolean
  /** The end of a wire that was dropped here, to connect to the new node. */
  readonly pending?: { readonly end: End; readonly side: Side }
  /** The edge into which the new node goes. */
  readonly edge?: string
  /** Nodes to replace by the chosen type. */
  readonly replace?: readonly string[]
}

/** The kind of item for which a menu is opened. */
export type MenuKind = 'canvas' | 'node' | 'group' | 'note' | 'edge' | 'port'

interface ExplainedItem {
  readonly kind: 'node' | 'edge'
  readonly id: string
}

/** What dropping the dragged items here would do: insert a node into a wire, join a group, or move to another tab. */
export interface Aim {
  readonly splicing?: string | undefined
  readonly joining?: string | undefined
  readonly overTab?: string | undefined
}

export interface CanvasState {
  readonly connecting: Connecting | undefined
  readonly add: AddRequest | undefined
  /** The open context menu, and the target at `on.at`. */
  readonly menu: { readonly kind: MenuKind; readonly on: Target } | undefined
  /** The node, or the item of the group or note, whose label or text the user is editing. */
  readonly renaming: string | undefined
  /** The item whose explanation is shown beside it. */
  readonly explained: ExplainedItem | undefined
  readonly hovered: { readonly edge: string; readonly at: Point } | undefined
  /** The edge over which the user is dragging a node. */
  readonly splicing: string | undefined
  /** The group into whose frame the user is dragging something. */
  readonly joining: string | undefined
  /** The tab over which the user is dragging something. */
  readonly overTab: string | undefined
  /** Sources of the next wires. */
  readonly marked: readonly string[]
  /** The document with which the drawing is compared, and its name. */
  readonly compared: { readonly document: GraphDocument; readonly name: string } | undefined
  readonly minimap: boolean
  /** The group that the user has entered: only its inside is drawn. */
  readonly inside: string | undefined
  /** The newest edge, until the engine has reported on it. */
  readonly fresh: string | undefined
}

export const useCanvas = create<CanvasState>(() => ({
  connecting: undefined,
  add: undefined,
  menu: undefined,
  renaming: undefined,
  explained: undefined,
  hovered: undefined,
  splicing: undefined,
  joining: undefined,
  overTab: undefined,
  marked: [],
  compared: undefined,
  minimap: false,
  inside: undefined,
  fresh: undefined,
}))

const { setState: set, getState: now } = useCanvas

/** Closes everything that floats over the canvas. */
export const closeFloating = (): void => set({ add: undefined, menu: undefined, explained: undefined, hovered: undefined })
/** Opens the search for something to add. */
export const openSearch = (add: AddRequest): void => set({ add, menu: undefined, explained: undefined })
export const closeSearch = (): void => set({ add: undefined })
/** Opens the context menu of an item. */
export const openMenuOf = (kind: MenuKind, on: Target): void => set({ menu: { kind, on } })
export const closeMenu = (): void => set({ menu: undefined })
/** Starts editing the label or text of an item. */
export const beginNaming = (item: string): void => set({ renaming: item, menu: undefined })
export const endNaming = (): void => set({ renaming: undefined })
/** Shows the explanation of a node or wire; without argument, hides it. */
export const explain = (explained?: ExplainedItem): void => set({ explained })
export const toggleExplained = (kind: ExplainedItem['kind'], id: string): void =>
  set({ explained: now().explained?.id === id ? undefined : { kind, id }, hovered: undefined })
/** Shows the tooltip of the wire under the pointer. */
export const hover = (edge: string, at: Point): void => set({ hovered: { edge, at } })
export function endHover(): void {
  if (now().hovered) set({ hovered: undefined })
}
/** Highlights what dropping here would do. */
export function aim({ splicing, joining, overTab }: Aim = {}): void {
  const old = now()
  if (old.splicing !== splicing || old.joining !== joining || old.overTab !== overTab) set({ splicing, joining, overTab })
}
export const mark = (marked: readonly string[]): void => set({ marked })
/** Marks the differences from another document; without argument, ends this. */
export const compare = (compared?: CanvasState['compared']): void => set({ compared })
export const toggleMinimap = (): void => set({ minimap: !now().minimap })
/** Enters a group, or with undefined shows the whole drawing. */
export const goInside = (inside: string | undefined): void => set({ inside })
/** Remembers the edge just drawn, until the engine's report on it arrives. */
export const expectVerdict = (edge: string): void => set({ fresh: edge })
/** Called with the engine's report on the newest edge; shows the explanation if there is one. */
export const giveVerdict = (explained: ExplainedItem | undefined): void => set({ fresh: undefined, ...(explained ? { explained } : {}) })
/** Starts drawing a wire: shows which ports accept it, and hides everything that floats. */
export function beginWire(connecting: Connecting): void {
  closeFloating()
  set({ connecting })
}
export const endWire = (): void => set({ connecting: undefined })
/** Resets the state for another document. */
export function turnTo(inside: string | undefined): void {
  closeFloating()
  set({ inside, marked: [], compared: undefined, overTab: undefined })
}
