import { useReactFlow, useStoreApi, type Connection, type FinalConnectionState, type HandleType, type OnConnectStartParams } from '@xyflow/react'
import { useCallback, useRef, type MouseEvent as ReactMouseEvent, type RefObject } from 'react'
import { portsOf, typeOf, type Side } from '../document/ports'
import { documentStore } from '../editing/store'
import * as actions from './actions'
import { endWire, openSearch, useCanvas } from './canvasStore'
import { beginConnecting, endsOf } from './connecting'
import { readItem } from '../drawing/flowIds'
import type { FlowEdge, FlowItem } from '../drawing/model'

/** Drawing a wire from port to port, plugging an end elsewhere, letting go over nothing. */
export function usePlugging(host: RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow<FlowItem, FlowEdge>()
  const flowStore = useStoreApi()
  const cancelled = useRef(false)
  const cancel = useCallback((): boolean => {
    if (!flowStore.getState().connection.inProgress) return false
    cancelled.current = true
    flowStore.getState().cancelConnection()
    endWire()
    return true
  }, [flowStore])

  const onConnectStart = useCallback((_: unknown, params: OnConnectStartParams) => {
    cancelled.current = false
    // Plugging an end elsewhere starts here too, and has said so already.
    if (!useCanvas.getState().connecting) beginConnecting(params)
  }, [])
  const onConnect = useCallback((connection: Connection) => {
    if (cancelled.current || useCanvas.getState().connecting?.edge) return
    const { from, to } = endsOf(connection)
    actions.connect(from, to)
  }, [])
  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const { connecting: held } = useCanvas.getState()
    endWire()
    if (cancelled.current || !held || held.edge !== undefined || state.toHandle || !(event instanceof MouseEvent)) return
    const at = { x: event.clientX, y: event.clientY }
    const under = window.document.elementsFromPoint(at.x, at.y).find((e) => e.closest('.react-flow__node'))?.closest<HTMLElement>('.react-flow__node')
    const node = under?.dataset.id !== undefined && readItem(under.dataset.id).kind === 'node' ? under.dataset.id : undefined
    // A tile takes a wire at its ports alone.
    if (under && node === undefined) return
    const other: Side = held.side === 'from' ? 'to' : 'from'
    const { document: drawn } = documentStore.getState()
    if (node !== undefined) {
      // Let go over a node's body: its first port is meant.
      const port = portsOf(typeOf(drawn, node), other)[0]
      if (!port || (node === held.end.node && !event.shiftKey)) return
      const end = { node, port: port.name }
      if (held.side === 'from') actions.connect(held.end, end)
      else actions.connect(end, held.end)
      return
    }
    if (!host.current?.contains(window.document.elementFromPoint(at.x, at.y))) return
    openSearch({ at, place: flow.screenToFlowPosition(at), pending: { end: held.end, side: held.side } })
  }, [flow, host])

  const onReconnectStart = useCallback((_: ReactMouseEvent, edge: FlowEdge, fixed: HandleType) => {
    cancelled.current = false
    beginConnecting(
      fixed === 'source'
        ? { nodeId: edge.source, handleId: edge.sourceHandle ?? null, handleType: 'source' }
        : { nodeId: edge.target, handleId: edge.targetHandle ?? null, handleType: 'target' },
      edge.id,
    )
  }, [])
  const onReconnect = useCallback((edge: FlowEdge, connection: Connection) => {
    const held = useCanvas.getState().connecting
    if (cancelled.current || !held) return
    const { from, to } = endsOf(connection)
    const side: Side = held.side === 'from' ? 'to' : 'from'
    const end = side === 'to' ? to : from
    if (held.objections.get(`${end.node}.${end.port}`)?.key === 'canvas.reason.twice') return
    const unchanged = side === 'to' ? edge.target === to.node && edge.targetHandle === to.port : edge.source === from.node && edge.sourceHandle === from.port
    if (!unchanged) actions.reconnect(edge.id, side, end)
  }, [])
  const onReconnectEnd = useCallback((_: unknown, edge: FlowEdge, __: HandleType, state: FinalConnectionState) => {
    endWire()
    if (!cancelled.current && !state.toHandle) actions.removeEdge(edge.id)
  }, [])

  return { cancel, onConnectStart, onConnect, onConnectEnd, onReconnectStart, onReconnect, onReconnectEnd }
}
