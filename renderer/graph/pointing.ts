import { useReactFlow } from '@xyflow/react'
import { useCallback, type DragEvent, type MouseEvent as ReactMouseEvent } from 'react'
import { groupsOf } from '../document/groups'
import { documentStore, select } from '../editing/store'
import * as actions from './actions'
import { BLOCK_DRAG_TYPE, readDraggedBlock } from './blockList'
import { aim, beginNaming, openMenuOf, openSearch, useCanvas } from './canvasStore'
import { readItem, type Item } from '../drawing/flowIds'
import { portOf } from './gestures/handing'
import * as groups from './groups/actions'
import { portItem } from './groups/linking'
import { OWN_BLOCK_DRAG_TYPE, takeBlock } from './library'
import type { FlowEdge, FlowItem } from '../drawing/model'
import { writeNote } from './notes/actions'
import { wireAt, wireOf } from './wires/pointed'

/** MIME type of a node dragged from the palette; its data are the node type. */
export const NODE_DRAG_TYPE = 'application/x-unfold-node'

function itemAt(target: Element | undefined): Item | undefined {
  const id = target?.closest<HTMLElement>('.react-flow__node')?.dataset.id
  return id === undefined ? undefined : readItem(id)
}

/** Context menus, double clicks and drops on the canvas. */
export function usePointing() {
  const flow = useReactFlow<FlowItem, FlowEdge>()
  const onContextMenu = useCallback(
    (event: ReactMouseEvent) => {
      event.preventDefault()
      const at = { x: event.clientX, y: event.clientY }
      const place = flow.screenToFlowPosition(at)
      const target = event.target instanceof Element ? event.target : undefined
      const port = portOf(target)
      const item = itemAt(target)
      const node = item?.kind === 'node' ? item.id : undefined
      const edge = wireOf(event)
      const { selection: now } = documentStore.getState()
      if (port) openMenuOf('port', { at, place, port, ...(item?.kind === 'group' ? { group: item.id } : {}) })
      else if (item?.kind === 'group') {
        if (
          !groupsOf(documentStore.getState().document)
            .byId.get(item.id)
            ?.all.every((id) => now.nodes.includes(id))
        )
          groups.selectGroup(item.id)
        openMenuOf('group', { at, group: item.id })
      } else if (node !== undefined) {
        if (!now.nodes.includes(node)) select({ nodes: [node], edges: [] })
        openMenuOf('node', { at, node })
      } else if (item?.kind === 'note') {
        if (!now.notes?.includes(item.id)) select({ nodes: [], edges: [], notes: [item.id] })
        openMenuOf('note', { at, place, note: item.id })
      } else if (edge !== undefined) {
        select({ nodes: [], edges: [edge] })
        openMenuOf('edge', { at, place, edge })
      } else if (target?.closest('.react-flow__pane, .react-flow__nodesselection')) openMenuOf('canvas', { at, place })
    },
    [flow],
  )

  const onDoubleClick = useCallback(
    (event: ReactMouseEvent) => {
      if (!(event.target instanceof Element)) return
      const at = { x: event.clientX, y: event.clientY }
      const item = itemAt(event.target)
      const port = event.target.closest<HTMLElement>('[data-port]')?.dataset.port
      if (port !== undefined && item?.kind === 'group') beginNaming(portItem(item.id, port))
      if (event.target.closest('[data-port], .react-flow__resize-control') || wireOf(event) !== undefined) return
      if (item?.kind === 'group') groups.enter(item.id)
      else if (item?.kind === 'node') actions.rename({ node: item.id })
      else if (item?.kind === 'note') writeNote(item.id)
      // The pane also contains everything drawn on it, so it is checked last.
      else if (!item && event.target.closest('.react-flow__pane')) openSearch({ at, place: flow.screenToFlowPosition(at) })
    },
    [flow],
  )

  const onClickCapture = useCallback((event: ReactMouseEvent) => {
    if (!(event.target instanceof Element)) return
    const head = event.target.closest<HTMLElement>('.frame-head')
    if (head && !event.target.closest('button, input')) {
      const id = head.parentElement?.dataset.group
      if (id !== undefined) groups.selectGroup(id, event.shiftKey || event.ctrlKey || event.metaKey)
      return
    }
    if (!event.altKey) return
    const port = portOf(event.target)
    if (!port) return
    actions.unplug(port.end, port.side)
    event.stopPropagation()
  }, [])

  /** A click without modifier selects this item alone, even if it was one of several selected. */
  const onNodeClick = useCallback((event: ReactMouseEvent, { id: item }: FlowItem) => {
    if (
      event.shiftKey
      || event.ctrlKey
      || event.metaKey
      || event.altKey
      || (event.target instanceof Element && event.target.closest('button, input, textarea'))
    )
      return
    const { kind, id } = readItem(item)
    const {
      document,
      selection: { nodes, edges, notes = [] },
    } = documentStore.getState()
    if (kind === 'portal') return
    const own = kind === 'group' ? (groupsOf(document).byId.get(id)?.all ?? []) : kind === 'node' ? [id] : []
    if (nodes.length + edges.length + notes.length === (kind === 'note' ? 1 : own.length)) return
    select({ nodes: own, edges: [], ...(kind === 'note' ? { notes: [id] } : {}) })
  }, [])

  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = event.dataTransfer.getData(NODE_DRAG_TYPE)
      const dragged = readDraggedBlock(event.dataTransfer.getData(BLOCK_DRAG_TYPE))
      if (dragged) {
        event.preventDefault()
        event.stopPropagation()
        actions.addBlock(dragged.block, dragged.units, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }))
        return
      }
      const own = event.dataTransfer.getData(OWN_BLOCK_DRAG_TYPE)
      if (own) {
        event.preventDefault()
        event.stopPropagation()
        takeBlock(own, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }))
        return
      }
      if (!type) return
      event.preventDefault()
      event.stopPropagation()
      const at = { x: event.clientX, y: event.clientY }
      const { splicing } = useCanvas.getState()
      aim()
      if (splicing !== undefined) actions.insert(type, splicing, flow.screenToFlowPosition(at))
      else actions.add(type, flow.screenToFlowPosition(at))
    },
    [flow],
  )
  const onDragOver = useCallback((event: DragEvent) => {
    const block = event.dataTransfer.types.includes(BLOCK_DRAG_TYPE) || event.dataTransfer.types.includes(OWN_BLOCK_DRAG_TYPE)
    if (!block && !event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    if (block) return
    const over = wireAt({ x: event.clientX, y: event.clientY })
    aim({ splicing: over })
  }, [])

  return { onNodeClick, host: { onContextMenu, onDoubleClick, onClickCapture, onDrop, onDragOver } }
}
