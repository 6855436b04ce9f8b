import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react'
import { portsOf, typeOf, type End, type Side } from '../../document/ports'
import { endOfHandle, farHandle, readItem } from '../../drawing/flowIds'
import type { Point } from '../../drawing/geometry'
import type { FlowEdge } from '../../drawing/model'
import { objections } from '../../drawing/rules'
import { documentStore } from '../../editing/store'
import * as actions from '../actions'
import { beginWire, endWire, openSearch, useCanvas, type Connecting } from '../canvasStore'

const other = (side: Side): Side => (side === 'from' ? 'to' : 'from')

/** The element under a point of the window. */
export interface Under {
  /** The canvas item, if any. */
  readonly item: string | undefined
  /** Whether the point is on the canvas. */
  readonly canvas: boolean
}

/**
 * Draws a new wire or reconnects an end of one. React Flow follows the pointer and reports the port under it; this
 * class keeps which end is fixed and the objections to each port.
 */
export class Plugging {
  private cancelled = false

  /** @param toDrawing Converts a point of the window to the drawing. @param under Finds what lies there. */
  constructor(
    private readonly toDrawing: (at: Point) => Point,
    private readonly under: (at: Point) => Under,
  ) {}

  /** Starts at a port; with `edge`, the port is the end of that wire which stays connected. */
  enter({ nodeId, handleId, handleType }: OnConnectStartParams, edge?: string): void {
    this.cancelled = false
    // React Flow reports a reconnection a second time as a new wire: ignore that.
    if (!nodeId || !handleType || (this.held && edge === undefined)) return
    const end = endOfHandle(nodeId, handleId)
    const side: Side = handleType === 'source' ? 'from' : 'to'
    beginWire({ end, side, edge, objections: objections(documentStore.getState().document, end, side, edge) })
  }

  /** Called when the wire is dropped on a port. */
  connect(connection: Connection): void {
    if (this.cancelled || this.held?.edge !== undefined) return
    const { from, to } = endsOf(connection)
    actions.connect(from, to)
  }

  /**
   * Called when a new wire is dropped. Over a node, connects its first fitting port; over free canvas, opens the search
   * for a new node.
   */
  finish(state: Pick<FinalConnectionState, 'toHandle'>, at: Point | undefined, toItself: boolean): void {
    const { held } = this
    endWire()
    if (this.cancelled || !held || held.edge !== undefined || state.toHandle || !at) return
    const { item, canvas } = this.under(at)
    const { kind, id } = item === undefined ? { kind: undefined, id: '' } : readItem(item)
    if (kind === 'node') {
      const port = portsOf(typeOf(documentStore.getState().document, id), other(held.side))[0]
      if (!port || (id === held.end.node && !toItself)) return
      const end = { node: id, port: port.name }
      if (held.side === 'from') actions.connect(held.end, end)
      else actions.connect(end, held.end)
      // Tiles accept wires only at their ports.
    } else if (kind === undefined && canvas) openSearch({ at, place: this.toDrawing(at), pending: { end: held.end, side: held.side } })
  }

  /** Called when a reconnected end is dropped on a port. */
  reconnect(edge: FlowEdge, connection: Connection): void {
    const { held } = this
    if (this.cancelled || !held) return
    const side = other(held.side)
    const end = endsOf(connection)[side]
    if (held.objections.get(farHandle(end))?.key === 'canvas.reason.twice') return
    const was = side === 'to' ? { node: edge.target, port: edge.targetHandle } : { node: edge.source, port: edge.sourceHandle }
    if (was.node !== end.node || was.port !== end.port) actions.reconnect(edge.id, side, end)
  }

  /** Called when a reconnected end is dropped; deletes the wire if that was on no port. */
  finishReconnecting(edge: FlowEdge, state: Pick<FinalConnectionState, 'toHandle'>): void {
    endWire()
    if (!this.cancelled && !state.toHandle) actions.removeEdge(edge.id)
  }

  cancel(): void {
    this.cancelled = true
    endWire()
  }

  private get held(): Connecting | undefined {
    return useCanvas.getState().connecting
  }
}

const endsOf = (connection: Connection): { readonly from: End; readonly to: End } => ({
  from: endOfHandle(connection.source, connection.sourceHandle),
  to: endOfHandle(connection.target, connection.targetHandle),
})
