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

/** What lies under a point of the window. */
export interface Under {
  /** The item of the canvas. */
  readonly item: string | undefined
  /** Whether that is on the canvas at all. */
  readonly canvas: boolean
}

/**
 * Drawing a wire from port to port, or plugging an end of one elsewhere. React Flow follows the pointer and says over
 * which port it is; what is held here is which end is fixed, and what stands against each port.
 */
export class Plugging {
  private cancelled = false

  /** @param toDrawing The place in the drawing of a point of the window. @param under What lies there. */
  constructor(
    private readonly toDrawing: (at: Point) => Point,
    private readonly under: (at: Point) => Under,
  ) {}

  /** Begins at a port, or with `edge` at the end of a wire that stays. */
  enter({ nodeId, handleId, handleType }: OnConnectStartParams, edge?: string): void {
    this.cancelled = false
    // Plugging an end elsewhere is told as a new wire once more.
    if (!nodeId || !handleType || (this.held && edge === undefined)) return
    const end = endOfHandle(nodeId, handleId)
    const side: Side = handleType === 'source' ? 'from' : 'to'
    beginWire({ end, side, edge, objections: objections(documentStore.getState().document, end, side, edge) })
  }

  /** It is let go on a port. */
  connect(connection: Connection): void {
    if (this.cancelled || this.held?.edge !== undefined) return
    const { from, to } = endsOf(connection)
    actions.connect(from, to)
  }

  /** A new wire is let go anywhere: on a node its first port is meant, and over nothing a new node is asked for. */
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
      // A tile takes a wire at its ports alone.
    } else if (kind === undefined && canvas) openSearch({ at, place: this.toDrawing(at), pending: { end: held.end, side: held.side } })
  }

  /** An end is let go on a port. */
  reconnect(edge: FlowEdge, connection: Connection): void {
    const { held } = this
    if (this.cancelled || !held) return
    const side = other(held.side)
    const end = endsOf(connection)[side]
    if (held.objections.get(farHandle(end))?.key === 'canvas.reason.twice') return
    const was = side === 'to' ? { node: edge.target, port: edge.targetHandle } : { node: edge.source, port: edge.sourceHandle }
    if (was.node !== end.node || was.port !== end.port) actions.reconnect(edge.id, side, end)
  }

  /** An end is let go anywhere: over nothing the wire is taken away. */
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
