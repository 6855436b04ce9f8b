import { create } from 'zustand'
import type { End, Side } from '../document/ports'
import type { Point } from '../drawing/geometry'
import type { Target } from '../keys/commands'
import type { Objection } from '../drawing/rules'

/** A wire being drawn: its fixed end, and what stands against each port that it could go to. */
export interface Connecting {
  readonly end: End
  /** The side of the edge that is fixed. */
  readonly side: Side
  /** The edge whose other end is being plugged elsewhere. */
  readonly edge: string | undefined
  /** By `node.port`; absent where nothing does. */
  readonly objections: ReadonlyMap<string, Objection>
}

export interface AddRequest {
  /** In the window. */
  readonly at: Point
  /** On the canvas. */
  readonly place: Point
  /** Whether nobody has pointed at that place: what is wired to the selection then stands beside it. */
  readonly free?: boolean
  /** A wire that was let go here, to be plugged into the new node. */
  readonly pending?: { readonly end: End; readonly side: Side }
  /** The edge on which the new node goes. */
  readonly edge?: string
  /** Nodes that are to be of the chosen type instead. */
  readonly replace?: readonly string[]
}

/** What a menu is about. */
export type MenuKind = 'canvas' | 'node' | 'group' | 'note' | 'edge' | 'port'

interface Explained {
  readonly kind: 'node' | 'edge'
  readonly id: string
}

/** What would happen if what is dragged were let go: it would go onto a wire, into a frame, or to another tab. */
export interface Aim {
  readonly splicing?: string | undefined
  readonly joining?: string | undefined
  readonly overTab?: string | undefined
}

export interface CanvasState {
  readonly connecting: Connecting | undefined
  readonly add: AddRequest | undefined
  /** The menu of what lies at `on.at`. */
  readonly menu: { readonly kind: MenuKind; readonly on: Target } | undefined
  /** The node, or the item of the group or note, whose label or text is being edited. */
  readonly renaming: string | undefined
  /** What is explained beside it. */
  readonly explained: Explained | undefined
  readonly hovered: { readonly edge: string; readonly at: Point } | undefined
  /** The edge over which a node is being dragged. */
  readonly splicing: string | undefined
  /** The group into whose frame something is being dragged. */
  readonly joining: string | undefined
  /** The tab over which something is being dragged. */
  readonly overTab: string | undefined
  /** Nodes from which the next wires come. */
  readonly marked: readonly string[]
  readonly minimap: boolean
  /** The group whose inside alone is drawn. */
  readonly inside: string | undefined
  /** The edge that was drawn last, until the engine has said what it thinks of it. */
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
  minimap: false,
  inside: undefined,
  fresh: undefined,
}))

const { setState: set, getState: now } = useCanvas

/** Closes whatever floats over the canvas. */
export const closeFloating = (): void => set({ add: undefined, menu: undefined, explained: undefined, hovered: undefined })
/** Opens the search for something to add. */
export const openSearch = (add: AddRequest): void => set({ add, menu: undefined, explained: undefined })
export const closeSearch = (): void => set({ add: undefined })
/** Opens the menu of what lies at a point of the window. */
export const openMenuOf = (kind: MenuKind, on: Target): void => set({ menu: { kind, on } })
export const closeMenu = (): void => set({ menu: undefined })
/** Begins to write the label or the text of an item. */
export const beginNaming = (item: string): void => set({ renaming: item, menu: undefined })
export const endNaming = (): void => set({ renaming: undefined })
/** Explains a node or a wire beside it; nothing where nothing is given. */
export const explain = (explained?: Explained): void => set({ explained })
export const toggleExplained = (kind: Explained['kind'], id: string): void =>
  set({ explained: now().explained?.id === id ? undefined : { kind, id }, hovered: undefined })
/** Tells about the wire under the pointer. */
export const hover = (edge: string, at: Point): void => set({ hovered: { edge, at } })
export function endHover(): void {
  if (now().hovered) set({ hovered: undefined })
}
/** Shows what would happen if what is dragged were let go here. */
export function aim({ splicing, joining, overTab }: Aim = {}): void {
  const old = now()
  if (old.splicing !== splicing || old.joining !== joining || old.overTab !== overTab) set({ splicing, joining, overTab })
}
export const mark = (marked: readonly string[]): void => set({ marked })
export const toggleMinimap = (): void => set({ minimap: !now().minimap })
/** Draws the inside of a group alone, or all. */
export const goInside = (inside: string | undefined): void => set({ inside })
/** Waits for what the engine says of a wire. */
export const expectVerdict = (edge: string): void => set({ fresh: edge })
/** The engine has said what it thinks of the wire that was drawn last. */
export const giveVerdict = (explained: Explained | undefined): void => set({ fresh: undefined, ...(explained ? { explained } : {}) })
/** Shows which ports fit a wire that is being drawn; the canvas shows nothing else meanwhile. */
export function beginWire(connecting: Connecting): void {
  closeFloating()
  set({ connecting })
}
export const endWire = (): void => set({ connecting: undefined })
/** Begins with another document. */
export function turnTo(inside: string | undefined): void {
  closeFloating()
  set({ inside, marked: [], overTab: undefined })
}
