import { create } from 'zustand'
import type { End, Side } from '../document/ports'
import type { Point } from '../drawing/geometry'
import type { Objection } from '../drawing/rules'

/** A wire being drawn: its fixed end, and what stands against each port that it could go to. */
interface Connecting {
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

export type MenuTarget =
  | { readonly kind: 'canvas'; readonly place: Point }
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'note'; readonly id: string; readonly place: Point }
  | { readonly kind: 'edge'; readonly id: string; readonly place: Point }
  /** With the group on whose tile it stands. */
  | { readonly kind: 'port'; readonly end: End; readonly side: Side; readonly place: Point; readonly group?: string | undefined }

export interface CanvasState {
  readonly connecting: Connecting | undefined
  readonly add: AddRequest | undefined
  readonly menu: { readonly at: Point; readonly target: MenuTarget } | undefined
  /** The node, or the item of the group or note, whose label or text is being edited. */
  readonly renaming: string | undefined
  /** What is explained beside it. */
  readonly explained: { readonly kind: 'node' | 'edge'; readonly id: string } | undefined
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
  connecting: undefined, add: undefined, menu: undefined, renaming: undefined, explained: undefined, hovered: undefined,
  splicing: undefined, joining: undefined, overTab: undefined, marked: [], minimap: false, inside: undefined, fresh: undefined,
}))

/** Closes whatever floats over the canvas. */
export const closeFloating = (): void => useCanvas.setState({ add: undefined, menu: undefined, explained: undefined, hovered: undefined })
