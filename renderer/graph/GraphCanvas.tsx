import '@xyflow/react/dist/style.css'
import './canvas.css'
import {
  Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, useStoreApi,
  type Connection, type EdgeChange, type FinalConnectionState, type HandleType, type NodeChange, type OnConnectStartParams, type Viewport,
} from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent as ReactMouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { CompiledMessage } from '../../engine/run/protocol'
import { moveNodes, splice } from '../document/commands'
import { portsOf, typeOf, type Side } from '../document/ports'
import { wiresInto, wiresOf, wiresOutOf } from '../document/selectors'
import { documentStore, edit, endGesture, select } from '../document/store'
import * as actions from './actions'
import { BLOCK_DRAG_TYPE, readDraggedBlock } from './blockList'
import { closeFloating, useCanvas } from './canvasStore'
import { beginConnecting, endsOf } from './connecting'
import { EmptyCanvas, type EmptyOffers } from './EmptyCanvas'
import { Explanation } from './Explanation'
import { NodeFace } from './faces/NodeFace'
import type { Point } from './geometry'
import { useKeys } from './keys'
import { live, type FrameSource } from './live/live'
import { AddMenu } from './menus/AddMenu'
import { ContextMenu } from './menus/ContextMenu'
import { SceneBuilder, type FlowEdge, type FlowNode } from './model'
import { Legend, Toolbar } from './Toolbar'
import { useWheel, ZOOM } from './wheel'
import { newWire } from './wires/NewWire'
import { Reason } from './wires/Reason'
import { WireTip } from './wires/WireTip'
import { WireView } from './wires/WireView'

export const NODE_DRAG_TYPE = 'application/x-unfold-node'

const nodeTypes = { unfold: NodeFace }
const edgeTypes = { wire: WireView }
const MULTIPLE = ['Shift', 'Control', 'Meta']
const GRID: [number, number] = [4, 4]
/** Moving a node and dropping it on a wire fold into one step. */
const DROP = 'drop'
const none: ReadonlyMap<string, Point> = new Map()
/** Where documents were looked at when they went out of sight, by the revision at which they were opened. */
const viewports = new Map<number, Viewport>()

export interface GraphCanvasProps {
  /** What the engine last said of the document. */
  readonly compiled: CompiledMessage | undefined
  readonly frames: FrameSource
  /** What the empty canvas offers beside adding a node. */
  readonly offers?: EmptyOffers
}

/** The canvas on which a network is drawn. */
export function GraphCanvas(props: GraphCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

/** Which detail is worth drawing at a zoom. */
const detailOf = (zoom: number): '0' | '1' | '2' => (zoom < 0.3 ? '2' : zoom < 0.55 ? '1' : '0')

function Canvas({ compiled, frames, offers }: GraphCanvasProps) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const flow = useReactFlow<FlowNode, FlowEdge>()
  const flowStore = useStoreApi()
  const document = useStore(documentStore, (state) => state.document)
  const opened = useStore(documentStore, (state) => state.opened)
  const selection = useStore(documentStore, (state) => state.selection)
  const [moving, setMoving] = useState(none)
  const minimap = useCanvas((state) => state.minimap)
  const connecting = useCanvas((state) => state.connecting)
  const [builder] = useState(() => new SceneBuilder())
  const [NewWire] = useState(() => newWire(builder))
  const scene = useMemo(() => builder.build(document, compiled, selection, moving), [builder, document, compiled, selection, moving])

  useEffect(() => {
    actions.attach(flow, host.current ?? undefined)
    return () => actions.attach(undefined, undefined)
  }, [flow])
  useEffect(() => frames.subscribe((frame) => live.accept(frame)), [frames])
  useEffect(() => {
    live.clear()
    closeFloating()
    // Fitting nothing would be made up for when the first node comes, and move it away from the pointer.
    if (Object.keys(documentStore.getState().document.nodes).length === 0) {
      void flow.setViewport(viewports.get(opened) ?? { x: 0, y: 0, zoom: 1 })
      return () => viewports.set(opened, flow.getViewport())
    }
    const kept = viewports.get(opened)
    if (kept) void flow.setViewport(kept)
    const timer = kept ? undefined : requestAnimationFrame(() => {
      void flow.fitView({ padding: 0.12, maxZoom: 1 })
      viewports.set(opened, flow.getViewport())
    })
    return () => {
      if (timer !== undefined) cancelAnimationFrame(timer)
      // Only once it has been fitted: before, it is still that of another document.
      if (viewports.has(opened)) viewports.set(opened, flow.getViewport())
    }
  }, [opened, flow])
  useWheel(host, flow)

  // What the engine thinks of a wire that has just been drawn is shown beside it.
  useEffect(() => {
    const { fresh } = useCanvas.getState()
    if (!fresh || !compiled || compiled.revision < documentStore.getState().revision) return
    useCanvas.setState({ fresh: undefined, ...(compiled.errors.some((p) => p.edges.includes(fresh)) ? { explained: { kind: 'edge', id: fresh } } : {}) })
  }, [compiled])

  // Level of detail and zoom reach the drawing by attributes: no node is rendered again for them.
  useEffect(() => {
    const apply = (zoom: number): void => {
      if (host.current) host.current.dataset.detail = detailOf(zoom)
    }
    apply(flowStore.getState().transform[2])
    return flowStore.subscribe((state, old) => {
      if (state.transform[2] !== old.transform[2]) apply(state.transform[2])
    })
  }, [flowStore])

  const cancelled = useRef(false)
  const cancel = useCallback((): boolean => {
    if (!flowStore.getState().connection.inProgress) return false
    cancelled.current = true
    flowStore.getState().cancelConnection()
    useCanvas.setState({ connecting: undefined })
    return true
  }, [flowStore])
  useKeys(host, cancel)

  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    const chosen = new Set(documentStore.getState().selection.nodes)
    let selecting = false
    const going = new Map<string, Point>()
    const landed: Record<string, Point> = {}
    for (const change of changes) {
      if (change.type === 'select') {
        selecting = true
        if (change.selected) chosen.add(change.id)
        else chosen.delete(change.id)
      } else if (change.type === 'position' && change.position) {
        // Whatever moves a node without dragging it, such as a key, lands at once.
        if (change.dragging) going.set(change.id, change.position)
        else landed[change.id] = change.position
      }
    }
    if (selecting) {
      const { document: drawn, selection: now } = documentStore.getState()
      // A box takes the wires between the nodes in it, not those that leave it.
      const inside = wiresOf(drawn).filter((w) => chosen.has(w.from.node) && chosen.has(w.to.node)).map((w) => w.id)
      select({ nodes: [...chosen], edges: flowStore.getState().userSelectionActive ? inside : now.edges })
    }
    if (going.size > 0) setMoving((old) => new Map([...old, ...going]))
    if (Object.keys(landed).length > 0) {
      setMoving(none)
      const places = documentStore.getState().document.view?.nodes ?? {}
      const moved = Object.entries(landed).filter(([id, p]) => places[id]?.x !== p.x || places[id]?.y !== p.y)
      if (moved.length === 0) return
      edit('canvas.edit.move', (draft) => moveNodes(draft, Object.fromEntries(moved)), { merge: DROP })
      if (useCanvas.getState().splicing === undefined) endGesture()
    }
  }, [flowStore])

  const onEdgesChange = useCallback((changes: EdgeChange<FlowEdge>[]) => {
    if (flowStore.getState().userSelectionActive) return
    const { selection: now } = documentStore.getState()
    const chosen = new Set(now.edges)
    for (const change of changes) {
      if (change.type !== 'select') continue
      if (change.selected) chosen.add(change.id)
      else chosen.delete(change.id)
    }
    select({ nodes: now.nodes, edges: [...chosen] })
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
    useCanvas.setState({ connecting: undefined })
    if (cancelled.current || !held || held.edge !== undefined || state.toHandle || !(event instanceof MouseEvent)) return
    const at = { x: event.clientX, y: event.clientY }
    const under = window.document.elementsFromPoint(at.x, at.y).find((e) => e.closest('.react-flow__node'))?.closest<HTMLElement>('.react-flow__node')
    const node = under?.dataset.id
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
    useCanvas.setState({ add: { at, place: flow.screenToFlowPosition(at), pending: { end: held.end, side: held.side } } })
  }, [flow])

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
    useCanvas.setState({ connecting: undefined })
    if (!cancelled.current && !state.toHandle) actions.removeEdge(edge.id)
  }, [])

  /** The wire under a point of the window, for a node that is being dropped on it. */
  const wireAt = useCallback((at: Point): string | undefined => {
    for (const found of window.document.elementsFromPoint(at.x, at.y)) {
      const id = found.closest<SVGElement>('[data-edge]')?.dataset.edge
      if (id !== undefined) return id
    }
    return undefined
  }, [])
  const spliceable = useCallback((id: string): boolean => {
    const drawn = documentStore.getState().document
    const type = typeOf(drawn, id)
    return !!type && type.inputs.length > 0 && type.outputs.length > 0 && wiresInto(drawn, id).length === 0 && wiresOutOf(drawn, id).length === 0
  }, [])
  const onNodeDrag = useCallback((event: MouseEvent | TouchEvent, node: FlowNode, all: FlowNode[]) => {
    if (!(event instanceof MouseEvent)) return
    const over = all.length === 1 && spliceable(node.id) ? wireAt({ x: event.clientX, y: event.clientY }) : undefined
    if (useCanvas.getState().splicing !== over) useCanvas.setState({ splicing: over })
  }, [spliceable, wireAt])
  const onNodeDragStop = useCallback((_: unknown, node: FlowNode) => {
    const { splicing } = useCanvas.getState()
    if (splicing === undefined) return
    useCanvas.setState({ splicing: undefined })
    // The move itself has been made by now; both are one gesture, and one step.
    edit('canvas.edit.insert', (draft) => splice(draft, splicing, node.id), { merge: DROP })
    endGesture()
  }, [])

  const onContextMenu = useCallback((event: ReactMouseEvent) => {
    event.preventDefault()
    const at = { x: event.clientX, y: event.clientY }
    const place = flow.screenToFlowPosition(at)
    const target = event.target instanceof Element ? event.target : undefined
    const port = target?.closest<HTMLElement>('[data-port]')
    const node = target?.closest<HTMLElement>('.react-flow__node')?.dataset.id
    const edge = target?.closest<SVGElement>('[data-edge]')?.dataset.edge
    const { selection: now } = documentStore.getState()
    if (port?.dataset.port) {
      const [id, name] = port.dataset.port.split('.')
      useCanvas.setState({ menu: { at, target: { kind: 'port', end: { node: id!, port: name! }, side: port.dataset.side === 'from' ? 'from' : 'to', place } } })
    } else if (node !== undefined) {
      if (!now.nodes.includes(node)) select({ nodes: [node], edges: [] })
      useCanvas.setState({ menu: { at, target: { kind: 'node', id: node } } })
    } else if (edge !== undefined) {
      select({ nodes: [], edges: [edge] })
      useCanvas.setState({ menu: { at, target: { kind: 'edge', id: edge, place } } })
    } else if (target?.closest('.react-flow__pane, .react-flow__nodesselection')) useCanvas.setState({ menu: { at, target: { kind: 'canvas', place } } })
  }, [flow])

  const onDoubleClick = useCallback((event: ReactMouseEvent) => {
    if (!(event.target instanceof Element)) return
    const at = { x: event.clientX, y: event.clientY }
    if (event.target.closest('.react-flow__pane')) useCanvas.setState({ add: { at, place: flow.screenToFlowPosition(at) } })
    else {
      const node = event.target.closest<HTMLElement>('.react-flow__node')?.dataset.id
      if (node !== undefined && !event.target.closest('[data-port]')) actions.rename(node)
    }
  }, [flow])

  const onClickCapture = useCallback((event: ReactMouseEvent) => {
    if (!event.altKey || !(event.target instanceof Element)) return
    const port = event.target.closest<HTMLElement>('[data-port]')
    if (!port?.dataset.port) return
    const [node, name] = port.dataset.port.split('.')
    actions.unplug({ node: node!, port: name! }, port.dataset.side === 'from' ? 'from' : 'to')
    event.stopPropagation()
  }, [])

  const onDrop = useCallback((event: React.DragEvent) => {
    const type = event.dataTransfer.getData(NODE_DRAG_TYPE)
    const dragged = readDraggedBlock(event.dataTransfer.getData(BLOCK_DRAG_TYPE))
    if (dragged) {
      event.preventDefault()
      event.stopPropagation()
      actions.addBlock(dragged.block, dragged.units, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }))
      return
    }
    if (!type) return
    event.preventDefault()
    event.stopPropagation()
    const at = { x: event.clientX, y: event.clientY }
    const { splicing } = useCanvas.getState()
    useCanvas.setState({ splicing: undefined })
    if (splicing !== undefined) actions.insert(type, splicing, flow.screenToFlowPosition(at))
    else actions.add(type, flow.screenToFlowPosition(at))
  }, [flow])
  const onDragOver = useCallback((event: React.DragEvent) => {
    const block = event.dataTransfer.types.includes(BLOCK_DRAG_TYPE)
    if (!block && !event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    if (block) return
    const over = wireAt({ x: event.clientX, y: event.clientY })
    if (useCanvas.getState().splicing !== over) useCanvas.setState({ splicing: over })
  }, [wireAt])

  const someSelected = selection.nodes.length + selection.edges.length > 0
  const empty = scene.nodes.length === 0
  return (
    <div
      ref={host} className={`graph ${connecting ? `connecting from-${connecting.side}` : ''} ${someSelected ? 'some-selected' : ''}`} data-detail="0"
      onContextMenu={onContextMenu} onDoubleClick={onDoubleClick} onClickCapture={onClickCapture} onDrop={onDrop} onDragOver={onDragOver}
      onDragLeave={() => useCanvas.setState({ splicing: undefined })}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={scene.nodes} edges={scene.edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} connectionLineComponent={NewWire}
        onNodesChange={onNodesChange} onEdgesChange={onEdgesChange} onConnectStart={onConnectStart} onConnect={onConnect}
        onConnectEnd={onConnectEnd} onReconnectStart={onReconnectStart} onReconnect={onReconnect} onReconnectEnd={onReconnectEnd}
        onNodeDrag={onNodeDrag} onNodeDragStop={onNodeDragStop} onPaneClick={closeFloating} onMoveStart={() => useCanvas.setState({ hovered: undefined })}
        onEdgeMouseMove={(event, edge) => {
          if (!useCanvas.getState().connecting) useCanvas.setState({ hovered: { edge: edge.id, at: { x: event.clientX, y: event.clientY } } })
        }}
        onEdgeMouseLeave={() => useCanvas.setState({ hovered: undefined })}
        selectionOnDrag selectionMode={SelectionMode.Partial} selectionKeyCode={null} multiSelectionKeyCode={MULTIPLE} panOnDrag={[1]}
        panActivationKeyCode="Space" deleteKeyCode={null} zoomActivationKeyCode={null} zoomOnScroll={false} zoomOnPinch={false} zoomOnDoubleClick={false}
        minZoom={ZOOM.least} maxZoom={ZOOM.most} snapToGrid snapGrid={GRID} nodeDragThreshold={3} paneClickDistance={3} connectionDragThreshold={3}
        connectionRadius={24} reconnectRadius={10} connectOnClick={false} disableKeyboardA11y nodesFocusable={false} edgesFocusable={false}
        elevateEdgesOnSelect={false} onlyRenderVisibleElements={scene.nodes.length > 250}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('canvas.node.help'), 'edge.a11yDescription.default': t('canvas.wire.help') }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.25} color="var(--canvas-dot)" bgColor="var(--canvas)" />
        {minimap && (
          <MiniMap<FlowNode>
            pannable zoomable position="top-right" nodeBorderRadius={8} nodeColor={(node) => `var(--role-${node.data.type?.face.role ?? 'layer'})`}
            bgColor="var(--surface)" maskColor="var(--map-mask)" style={{ width: 168, height: 112 }} ariaLabel={t('canvas.tools.minimap')}
          />
        )}
        <Explanation scene={scene} />
        <Reason />
      </ReactFlow>
      {empty && <EmptyCanvas offers={offers} />}
      <div className="graph-foot">
        <Toolbar />
        {!empty && <Legend />}
      </div>
      <WireTip scene={scene} shapes={compiled?.shapes} />
      <AddMenu />
      <ContextMenu />
    </div>
  )
}
