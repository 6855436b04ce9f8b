import {
  useReactFlow,
  useStoreApi,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type HandleType,
  type NodeChange,
  type OnConnectStartParams,
} from '@xyflow/react'
import { useCallback, useMemo, useState, type MouseEvent as ReactMouseEvent, type RefObject } from 'react'
import { groupsOf } from '../../document/groups'
import { readItem } from '../../drawing/flowIds'
import type { Placement, Point } from '../../drawing/geometry'
import type { FlowEdge, FlowItem, Scene } from '../../drawing/model'
import { documentStore, select } from '../../editing/store'
import { Marquee } from './marquee'
import { Moving } from './moving'
import { Plugging } from './plugging'

const nothing: ReadonlyMap<string, Placement> = new Map()

/** Applies React Flow's changes of selection to the document's selection; undefined if `changes` contain none. */
function chosenBy(changes: readonly NodeChange<FlowItem>[]): { readonly nodes: ReadonlySet<string>; readonly notes: ReadonlySet<string> } | undefined {
  const { document, selection } = documentStore.getState()
  const nodes = new Set(selection.nodes)
  const notes = new Set(selection.notes)
  let any = false
  for (const change of changes) {
    if (change.type !== 'select') continue
    const { kind, id } = readItem(change.id)
    if (kind === 'portal') continue
    any = true
    const own = kind === 'group' ? (groupsOf(document).byId.get(id)?.all ?? []) : [id]
    for (const one of own) (kind === 'note' ? notes : nodes)[change.selected ? 'add' : 'delete'](one)
  }
  return any ? { nodes, notes } : undefined
}

/**
 * Connects the gestures that React Flow drives: wiring, moving and box selection. `rest` holds the scene without
 * intermediate positions.
 */
export function useGestures(host: RefObject<HTMLDivElement | null>, rest: RefObject<Scene | undefined>) {
  const flow = useReactFlow<FlowItem, FlowEdge>()
  const flowStore = useStoreApi()
  const [going, show] = useState(nothing)
  const [moving] = useState(() => new Moving(() => rest.current, show))
  const [marquee] = useState(() => new Marquee())
  const [plugging] = useState(
    () =>
      new Plugging(
        (at) => flow.screenToFlowPosition(at),
        (at: Point) => ({
          item: window.document
            .elementsFromPoint(at.x, at.y)
            .find((e) => e.closest('.react-flow__node'))
            ?.closest<HTMLElement>('.react-flow__node')?.dataset.id,
          canvas: host.current?.contains(window.document.elementFromPoint(at.x, at.y)) === true,
        }),
      ),
  )

  /** Cancels the gesture in progress; returns whether there was one. */
  const cancel = useCallback((): boolean => {
    if (flowStore.getState().connection.inProgress) {
      plugging.cancel()
      flowStore.getState().cancelConnection()
    } else if (marquee.going) {
      flowStore.setState({ userSelectionActive: false, userSelectionRect: null })
      marquee.cancel()
    } else return moving.cancel()
    return true
  }, [flowStore, plugging, marquee, moving])

  const handlers = useMemo(
    () => ({
      onConnectStart: (_: unknown, params: OnConnectStartParams) => plugging.enter(params),
      onConnect: (connection: Connection) => plugging.connect(connection),
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
        plugging.finish(state, event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : undefined, event.shiftKey)
      },
      onReconnectStart: (_: ReactMouseEvent, edge: FlowEdge, fixed: HandleType) =>
        plugging.enter(
          fixed === 'source'
            ? { nodeId: edge.source, handleId: edge.sourceHandle ?? null, handleType: 'source' }
            : { nodeId: edge.target, handleId: edge.targetHandle ?? null, handleType: 'target' },
          edge.id,
        ),
      onReconnect: (edge: FlowEdge, connection: Connection) => plugging.reconnect(edge, connection),
      onReconnectEnd: (_: unknown, edge: FlowEdge, __: HandleType, state: FinalConnectionState) => plugging.finishReconnecting(edge, state),

      onSelectionStart: () => marquee.enter(),
      onSelectionEnd: () => marquee.finish(),
      onNodesChange: (changes: NodeChange<FlowItem>[]) => {
        const chosen = chosenBy(changes)
        if (chosen && marquee.going) marquee.move(chosen.nodes, chosen.notes)
        else if (chosen) select({ nodes: [...chosen.nodes], edges: documentStore.getState().selection.edges, notes: [...chosen.notes] })
        moving.move(changes)
      },
      onEdgesChange: (changes: EdgeChange<FlowEdge>[]) => {
        if (marquee.going) return
        const { selection } = documentStore.getState()
        const edges = new Set(selection.edges)
        for (const change of changes) if (change.type === 'select') edges[change.selected ? 'add' : 'delete'](change.id)
        select({ ...selection, edges: [...edges] })
      },

      onNodeDrag: (event: MouseEvent | TouchEvent, _: FlowItem, all: FlowItem[]) => {
        if (event instanceof MouseEvent)
          moving.over(
            { x: event.clientX, y: event.clientY },
            all.map(({ id }) => id),
          )
      },
      onNodeDragStop: (_: unknown, node: FlowItem, all: FlowItem[]) =>
        moving.finish(
          node.id,
          all.map(({ id }) => id),
        ),
    }),
    [plugging, marquee, moving],
  )

  return { going, cancel, handlers, pointer: { onPointerDownCapture: useCallback(() => marquee.press(), [marquee]), onPointerCancel: cancel } }
}
