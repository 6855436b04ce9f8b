import type { Edge, Node } from '@xyflow/react'
import type { Problem } from '../../engine/base/problem'
import type { ResolvedEdge } from '../../engine/compile/validate'
import type { NodeType } from '../../engine/contract/node-type'
import type { EdgeSpec, NodeSpec, ProjectionKind } from '../../engine/document/types'
import type { Member } from '../document/families'
import type { Group } from '../document/groups'
import type { End, Side } from '../document/ports'
import type { Point } from './geometry'
import type { FarPort } from './groups/shapes'
import type { NoteNode } from './notes/items'
import type { Label } from './routing/labels'
import type { Route } from './routing/route'

export interface NodeData extends Record<string, unknown> {
  readonly spec: NodeSpec
  readonly type: NodeType | undefined
  readonly label: string
  readonly size: number | undefined
  /** Whether the user has enlarged it. */
  readonly large: boolean
  readonly mirrored: boolean
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning' | undefined
  /** The family of its bias, if that is shared. */
  readonly member: Member | undefined
  /** Whether a wire or node that shares a parameter with it is selected. */
  readonly kin: boolean
  /** Connected ports: inputs as `in:NAME`, outputs as `out:NAME`, and `many:NAME` for inputs with several wires. */
  readonly wired: string
}

export interface WireData extends Record<string, unknown> {
  readonly spec: EdgeSpec
  readonly kind: ProjectionKind
  readonly route: Route
  readonly label: Label | undefined
  /** Role of the source, which gives the wire its colour. */
  readonly role: string
  readonly trainable: boolean
  /**
   * What the wire carries: a projection, the value that a bypassed node passes on, or nothing because an end is muted.
   */
  readonly carries: ResolvedEdge['carries']
  /** Delay in steps of the context at its end. */
  readonly delay: number | undefined
  /** Whether that context runs backward in time. */
  readonly backward: boolean
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning' | undefined
  /** The family of its weights, if these are shared. */
  readonly member: Member | undefined
  /** Whether the wire, one of its nodes, or a wire with the same weights is selected. */
  readonly strong: boolean
  /** Whether the wire is hidden, and drawn only because its node is selected. */
  readonly hidden: boolean
  /** Where the user has bent the wire. */
  readonly bends: readonly Point[] | undefined
  /** −1 if the wire arrives from the left, 1 if from the right. */
  readonly arrives: 1 | -1
}

interface FrameData extends Record<string, unknown> {
  readonly group: Group
}

export interface TileData extends Record<string, unknown> {
  readonly group: Group
  readonly ports: readonly FarPort[]
  /** A miniature of the contents: rectangles in fractions of the whole, with the roles of the nodes. */
  readonly sketch: readonly {
    readonly id: string
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly role: string /** Muted or bypassed. */
    readonly aside: boolean
  }[]
  /** Changes whenever the tile must be drawn again. */
  readonly drawn: string
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning' | undefined
}

interface PortalData extends Record<string, unknown> {
  readonly end: End
  readonly side: Side
  readonly label: string
  readonly role: string
  readonly handle: string
}

export type FlowNode = Node<NodeData, 'unfold'>
export type GroupFrame = Node<FrameData, 'frame'>
export type GroupTile = Node<TileData, 'tile'>
export type Portal = Node<PortalData, 'portal'>
/** Any item on the canvas. */
export type FlowItem = FlowNode | GroupFrame | GroupTile | Portal | NoteNode
export type FlowEdge = Edge<WireData, 'wire'>
