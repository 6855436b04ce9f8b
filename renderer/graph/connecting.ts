import type { Connection, OnConnectStartParams } from '@xyflow/react'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { documentStore } from '../editing/store'
import { beginWire } from './canvasStore'
import { endOfHandle, farHandle } from '../drawing/flowIds'
import { objection, type Objection } from '../drawing/rules'

export const endsOf = (connection: Connection): { from: End; to: End } => ({
  from: endOfHandle(connection.source, connection.sourceHandle), to: endOfHandle(connection.target, connection.targetHandle),
})

/** Works out, once, what stands against each port that the new wire could go to. */
export function beginConnecting(params: OnConnectStartParams, edge?: string): void {
  if (!params.nodeId || !params.handleType) return
  const { document } = documentStore.getState()
  const side: Side = params.handleType === 'source' ? 'from' : 'to'
  const end = endOfHandle(params.nodeId, params.handleId)
  const objections = new Map<string, Objection>()
  for (const node of Object.keys(document.nodes))
    for (const port of portsOf(typeOf(document, node), side === 'from' ? 'to' : 'from')) {
      const other: End = { node, port: port.name }
      const against = side === 'from' ? objection(document, end, other, edge) : objection(document, other, end, edge)
      if (against) objections.set(farHandle(other), against)
    }
  beginWire({ end, side, edge, objections })
}
