import '@xyflow/react/dist/style.css'
import './canvas.css'
import './nodes.css'
import './wires.css'
import './over.css'
import './groups/groups.css'
import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, useStoreApi, type Viewport } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { CompiledMessage } from '../../engine/run/protocol'
import { documentStore } from '../editing/store'
import * as actions from './actions'
import { fitAll, halt, refit, restingView, setItems, ZOOM } from './camera'
import { aim, closeFloating, endHover, giveVerdict, goInside, hover, turnTo, useCanvas } from './canvasStore'
import { EmptyCanvas, type EmptyOffers } from './EmptyCanvas'
import { ComparedLegend, ComparedMarks } from './ComparedMarks'
import { Explanation } from './Explanation'
import { guarded } from './faces/guarded'
import { NodeFace } from './faces/NodeFace'
import { NodeTip } from './faces/NodeTip'
import { Breadcrumb } from './groups/Breadcrumb'
import { FrameFace, PortalFace, TileFace, toneOf } from './groups/GroupFaces'
import { useGestures } from './gestures/useGestures'
import { useInSlices } from './inSlices'
import { useKeys } from './keys'
import { live } from './live/live'
import { useLooks } from './looks'
import { AddMenu } from './menus/AddMenu'
import { ContextMenu } from './menus/ContextMenu'
import { Marked } from './Marked'
import { SceneBuilder, type FlowEdge, type FlowItem, type Scene } from '../drawing/model'
import { motion } from './motion'
import { NoteFace } from './notes/NoteFace'
import { usePointing } from './pointing'
import { isLargeDrawing, keptEdges, viewOf, watchSight, type WireChoice, type Sight } from './sight'
import { Legend, Toolbar } from './Toolbar'
import { useScene } from './useScene'
import { useWheel } from './wheel'
import { CutStroke } from './wires/CutStroke'
import { FarWires, Ground, useFarPointing } from './wires/FarWires'
import { newWire } from './wires/NewWire'
import { Reason } from './wires/Reason'
import { HiddenWires } from './wires/HiddenWires'
import { PortDrag } from './wires/PortDrag'
import { WireTip } from './wires/WireTip'
import { WireView } from './wires/WireView'

const nodeTypes = { unfold: guarded(NodeFace), frame: guarded(FrameFace), tile: guarded(TileFace), portal: guarded(PortalFace), note: guarded(NoteFace) }
const edgeTypes = { wire: WireView }
const MULTIPLE = ['Shift', 'Control', 'Meta']
const GRID: [number, number] = [4, 4]
/** Camera positions of documents that are not on screen, by the revision at which they were opened. */
const viewports = new Map<number, Viewport>()
/** The group that was entered in each of those documents. */
const insides = new Map<number, string | undefined>()

export interface GraphCanvasProps {
  /** The engine's last compile report for the document. */
  readonly compiled: CompiledMessage | undefined
  /** Buttons on the empty canvas, beside "add a node". */
  readonly offers?: EmptyOffers
  /** Whether another view covers it, so that nothing live is shown. */
  readonly covered?: boolean
  /** Further elements on the drawing, in an `OnDrawing`. */
  readonly children?: ReactNode
}

/**
 * The canvas on which a network is drawn. Each document gets a new React Flow instance: replacing all nodes in an
 * existing one makes its thousands of listeners look up nodes that are gone, and lays out hidden nodes before removing
 * them.
 */
export function GraphCanvas(props: GraphCanvasProps) {
  const opened = useStore(documentStore, (state) => state.opened)
  return (
    <ReactFlowProvider key={opened}>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

/** Fill colour of an item on the minimap. */
function mapColour(item: FlowItem): string {
  switch (item.type) {
    case 'frame':
      return 'transparent'
    case 'tile':
      return toneOf(item.data.group.colour)
    case 'note':
      return `color-mix(in srgb, ${toneOf(item.data.note.colour)} 20%, transparent)`
    case 'portal':
      return 'var(--line-strong)'
    case 'unfold':
      return `var(--role-${item.data.type?.face.role ?? 'layer'})`
  }
}

function Canvas({ compiled, offers, covered = false, children }: GraphCanvasProps) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const flow = useReactFlow<FlowItem, FlowEdge>()
  const document = useStore(documentStore, (state) => state.document)
  const opened = useStore(documentStore, (state) => state.opened)
  const selection = useStore(documentStore, (state) => state.selection)
  const inside = useCanvas((state) => state.inside)
  const { orthogonal, sizes, kinds } = useLooks()
  const rest = useRef<Scene>(undefined)
  const { going: moving, cancel, handlers, pointer } = useGestures(host, rest)
  const { onNodeClick, host: pointing } = usePointing()
  const farPointing = useFarPointing()
  const flowStore = useStoreApi()
  // Unmounting removes all nodes at once, so skip React Flow's reset, which would notify each node of its removal.
  useState(() => flowStore.setState({ reset: () => undefined }))
  const sight = useRef<Sight>(undefined)
  /** Which wires are drawn one by one, and for which document. */
  const [kept, setKept] = useState<{ readonly of: number; readonly what: WireChoice }>()
  const minimap = useCanvas((state) => state.minimap)
  const connecting = useCanvas((state) => state.connecting)
  const [builder] = useState(() => new SceneBuilder())
  const [NewWire] = useState(() => newWire(builder))
  const { scene, ready } = useScene(builder, document, compiled, selection, moving, inside, orthogonal)
  useEffect(() => {
    if (moving.size === 0) rest.current = scene
  }, [moving, scene])
  // An undo may have removed the entered group, or it may have lost its last node: leave it.
  useEffect(() => {
    if (ready && inside !== undefined && scene.scope.inside === undefined) goInside(undefined)
  }, [inside, scene, ready])

  useEffect(() => {
    actions.attach(flow, host.current ?? undefined)
    return () => actions.attach(undefined, undefined)
  }, [flow])
  useEffect(() => {
    const observer = new ResizeObserver(refit)
    if (host.current) observer.observe(host.current)
    return () => observer.disconnect()
  }, [])
  useEffect(() => (covered ? undefined : live.followWires()), [covered])
  useEffect(() => {
    live.cover(covered)
    if (covered) closeFloating()
  }, [covered])
  useEffect(() => (host.current ? motion.attach(host.current, flowStore) : undefined), [flowStore])
  useEffect(
    () => () => {
      insides.set(opened, useCanvas.getState().inside)
    },
    [opened],
  )
  useEffect(() => {
    live.clear()
    turnTo(insides.get(opened))
    // Stores the camera's target, because an animation that is still running will not finish.
    const leave = (): void => void viewports.set(opened, restingView() ?? flow.getViewport())
    // On an empty document React Flow would postpone `fitView` until the first node appears, and move that node away
    // from the pointer.
    if (Object.keys(documentStore.getState().document.nodes).length === 0) {
      void flow.setViewport(viewports.get(opened) ?? { x: 0, y: 0, zoom: 1 })
      return leave
    }
    const kept = viewports.get(opened)
    if (kept) void flow.setViewport(kept)
    return () => {
      // Store the camera only once it fits this document; before that it still belongs to another one.
      if (viewports.has(opened)) leave()
    }
  }, [opened, flow])
  useEffect(() => {
    if (!ready || viewports.has(opened) || Object.keys(documentStore.getState().document.nodes).length === 0) return undefined
    const timer = requestAnimationFrame(() => {
      void fitAll().then(() => viewports.set(opened, flow.getViewport()))
    })
    return () => cancelAnimationFrame(timer)
  }, [ready, opened, flow])
  useWheel(host, flow)

  // Once the engine has compiled a wire that was just drawn, show its errors beside it.
  useEffect(() => {
    const { fresh } = useCanvas.getState()
    if (!fresh || !compiled || compiled.revision < documentStore.getState().revision) return
    giveVerdict(compiled.errors.some((p) => p.edges.includes(fresh)) ? { kind: 'edge', id: fresh } : undefined)
  }, [compiled])

  useEffect(() => {
    const keep = (what: WireChoice): void => {
      const of = documentStore.getState().opened
      setKept((old) => (old?.of === of && old.what === what ? old : { of, what }))
    }
    const watched = host.current ? watchSight(host.current, flowStore, keep) : undefined
    sight.current = watched
    motion.watch(() => watched?.follow())
    return () => watched?.end()
  }, [flowStore])
  const view = useCallback(() => viewOf(flowStore), [flowStore])
  const items = useInSlices(opened, scene.items, moving.size > 0, view)
  useEffect(() => sight.current?.look(scene), [scene])
  useEffect(() => sight.current?.more(), [items])
  useEffect(() => setItems(scene.items), [scene])
  useEffect(() => motion.setLarge(isLargeDrawing(scene)), [scene])

  useKeys(host, covered, cancel)

  const someSelected = selection.nodes.length + selection.edges.length > 0
  const empty = ready && scene.items.length === 0
  const large = isLargeDrawing(scene)
  // Until the visible region is known, draw only the wires that the combined picture leaves out.
  const near = kept?.of === opened && kept.what !== 'all' ? kept.what : 'outstanding'
  const edges = useMemo(() => (large ? keptEdges(near, scene.edges) : scene.edges), [scene, near, large])
  return (
    <div
      ref={host}
      className={`graph ${connecting ? `connecting from-${connecting.side}` : ''} ${someSelected ? 'some-selected' : ''} ${sizes ? '' : 'without-sizes'} ${kinds ? 'with-kinds' : ''}`}
      data-detail="0"
      data-large={large ? '' : undefined}
      tabIndex={0}
      role="application"
      aria-label={t('access.canvas')}
      aria-describedby="graph-help"
      {...pointing}
      {...farPointing}
      {...pointer}
      onDragLeave={() => aim()}
    >
      <ReactFlow<FlowItem, FlowEdge>
        nodes={items}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        connectionLineComponent={NewWire}
        viewport={motion.viewport}
        onViewportChange={motion.moved}
        {...handlers}
        onNodeClick={onNodeClick}
        onPaneClick={closeFloating}
        onMoveStart={(event) => {
          if (event) halt()
          endHover()
        }}
        onEdgeMouseMove={(event, edge) => {
          if (!useCanvas.getState().connecting) hover(edge.id, { x: event.clientX, y: event.clientY })
        }}
        onEdgeMouseLeave={endHover}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        selectionKeyCode={null}
        multiSelectionKeyCode={MULTIPLE}
        panOnDrag={[1]}
        panActivationKeyCode="Space"
        deleteKeyCode={null}
        zoomActivationKeyCode={null}
        zoomOnScroll={false}
        zoomOnPinch={false}
        zoomOnDoubleClick={false}
        minZoom={ZOOM.least}
        maxZoom={ZOOM.most}
        snapToGrid
        snapGrid={GRID}
        nodeDragThreshold={3}
        paneClickDistance={3}
        connectionDragThreshold={3}
        connectionRadius={24}
        reconnectRadius={10}
        connectOnClick={false}
        disableKeyboardA11y
        nodesFocusable={false}
        edgesFocusable={false}
        elevateEdgesOnSelect={false}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('canvas.node.help'), 'edge.a11yDescription.default': t('canvas.wire.help') }}
      >
        {!large && <Background variant={BackgroundVariant.Dots} gap={20} size={1.25} color="var(--canvas-dot)" bgColor="var(--canvas)" />}
        {minimap && (
          <MiniMap<FlowItem>
            pannable
            zoomable
            position="top-right"
            nodeBorderRadius={8}
            nodeColor={mapColour}
            bgColor="var(--surface)"
            maskColor="var(--map-mask)"
            style={{ width: 168, height: 112 }}
            ariaLabel={t('canvas.tools.minimap')}
          />
        )}
        <Explanation scene={scene} />
        <ComparedMarks scene={scene} />
        {large && <Ground />}
        {large && <FarWires scene={scene} />}
        <Reason />
        {children}
      </ReactFlow>
      {large && <div className="shield" />}
      {empty && <EmptyCanvas offers={offers} />}
      <Breadcrumb />
      <Marked />
      <ComparedLegend />
      <CutStroke host={host} scene={rest} />
      <PortDrag host={host} />
      <div className="graph-foot">
        <Toolbar />
        {!empty && <Legend />}
        <HiddenWires />
      </div>
      <WireTip host={host} scene={scene} shapes={compiled?.shapes} />
      <NodeTip host={host} sizes={compiled?.sizes} />
      <AddMenu />
      <ContextMenu />
      <p id="graph-help" className="graph-help">
        {t('access.canvas.help')}
      </p>
    </div>
  )
}
