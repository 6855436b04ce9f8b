import type { Edge, Node, NodeHandle } from '@xyflow/react'
import type { Problem } from '../../engine/base/problem'
import { carriedBetween, type ResolvedEdge } from '../../engine/compile/validate'
import type { NodeType } from '../../engine/contract/node-type'
import type { CompiledMessage } from '../../engine/run/protocol'
import type { EdgeSpec, GraphDocument, NodeSpec, ProjectionKind } from '../../engine/document/types'
import { edgeSchema } from '../../engine/document/settings'
import type { Group } from '../document/groups'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { problemsByElement, sizesOf, wiresOf, type ProblemsByElement, type Wire } from '../document/selectors'
import type { Selection } from '../document/types'
import { bendsOf, isHidden } from '../document/wires'
import { isMemory } from '../../engine/compile/same-step'
import { boxOf, occupied, placedPorts, portPlace, type Place, type Point, type PortPlace, type Rectangle } from './geometry'
import { groupItems } from './groups/items'
import { anchorsOf, scopeOf, type Anchor, type Scope } from './groups/scope'
import { FRAME_HEAD, type FarPort } from './groups/shapes'
import { handleSide } from './flowIds'
import { isMirrored } from './mirror'
import { noteItems, type NoteNode } from './notes/items'
import { finish, type Resumable } from './resumable'
import { placeLabels, type Label, type LabelRequest } from './routing/labels'
import { nameOf } from './wires/name'
import { routeWires, routing, sameRoute, type Route, type WireEnds } from './routing/route'
import { usualKind } from './rules'
import { severityOf, shallow } from './severity'

interface NodeData extends Record<string, unknown> {
  readonly spec: NodeSpec
  readonly type: NodeType | undefined
  readonly label: string
  readonly size: number | undefined
  readonly mirrored: boolean
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning' | undefined
  /** Connected ports: inputs as `in:NAME`, outputs as `out:NAME`, and `many:NAME` for inputs with several wires. */
  readonly wired: string
}

interface WireData extends Record<string, unknown> {
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
  /** Whether the wire or one of its nodes is selected. */
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

const HEAD_BUTTON = 32
const nobody: ReadonlySet<string> = new Set()
const nothing: ProblemsByElement = { nodes: new Map(), edges: new Map() }

export interface Scene {
  /** Nodes that are drawn as such. */
  readonly nodes: FlowNode[]
  /** All items, frames first. */
  readonly items: FlowItem[]
  readonly scope: Scope
  readonly edges: FlowEdge[]
}

/**
 * Builds React Flow's nodes and edges from document, problems and selection. Unchanged ones keep their identity, so
 * that only changes are rendered.
 */
export class SceneBuilder {
  private nodes = new Map<string, FlowNode>()
  private edges = new Map<string, FlowEdge>()
  private notes: ReadonlyMap<string, NoteNode> = new Map()
  private grouped: ReadonlyMap<string, FlowItem> = new Map()
  private routes: ReadonlyMap<string, Route> = new Map()
  /** The inputs of the last routing. */
  private routed: { readonly ends: readonly WireEnds[]; readonly rectangles: readonly Rectangle[]; readonly orthogonal: boolean } = {
    ends: [],
    rectangles: [],
    orthogonal: false,
  }
  private labels: ReadonlyMap<string, Label> = new Map()
  private namedRoutes: ReadonlyMap<string, Route> | undefined
  private named: { readonly requests: readonly LabelRequest[]; readonly marked: readonly string[] } = { requests: [], marked: [] }
  private handles = new WeakMap<NodeType, Map<boolean, NodeHandle[]>>()

  build(...drawn: Parameters<SceneBuilder['building']>): Scene {
    return finish(this.building(...drawn))
  }

  /** As `build`, as resumable work; it may be abandoned between two parts. */
  *building(
    document: GraphDocument,
    compiled: Pick<CompiledMessage, 'sizes' | 'errors' | 'warnings'> | undefined,
    selection: Selection,
    moving: ReadonlyMap<string, Place>,
    entered?: string,
    orthogonal = false,
  ): Resumable<Scene> {
    const sizes = compiled ? { ...compiled.sizes, ...sizesOf(document) } : sizesOf(document)
    const errors = compiled ? problemsByElement(compiled.errors) : nothing
    const warnings = compiled ? problemsByElement(compiled.warnings) : nothing
    const position = (id: string): Point | undefined => moving.get(id) ?? document.view?.nodes?.[id]
    const scope = scopeOf(document, entered)
    const known = wiresOf(document).filter((w) => Object.hasOwn(document.nodes, w.from.node) && Object.hasOwn(document.nodes, w.to.node))
    const anchors = new Map(
      known.flatMap((wire) => {
        const found = anchorsOf(scope, wire)
        return found ? [[wire.id, found] as const] : []
      }),
    )
    yield
    const every = known.filter(({ id }) => anchors.has(id))
    const wired = new Map<string, Set<string>>()
    for (const { from, to } of every) {
      ;(wired.get(from.node) ?? wired.set(from.node, new Set()).get(from.node)!).add(`out:${from.port}`)
      const into = wired.get(to.node) ?? wired.set(to.node, new Set()).get(to.node)!
      into.add(into.has(`in:${to.port}`) ? `many:${to.port}` : `in:${to.port}`)
    }
    const selectedNodes = new Set(selection.nodes)
    const selectedEdges = new Set(selection.edges)
    yield

    const nodes = new Map<string, FlowNode>()
    const rectangles = new Map<string, Rectangle>()
    for (const id of scope.nodes) {
      const spec = document.nodes[id]!
      const type = typeOf(document, id)
      const at = position(id) ?? { x: 0, y: 0 }
      const box = boxOf(type)
      rectangles.set(id, occupied(at, box))
      const mirrored = isMirrored(document, id, position)
      const data: NodeData = {
        spec,
        type,
        label: document.view?.nodes?.[id]?.label ?? id,
        size: sizes[id],
        mirrored,
        ...severityOf(id, errors.nodes, warnings.nodes),
        wired: [...(wired.get(id) ?? [])].sort().join(' '),
      }
      const old = this.nodes.get(id)
      const same = old && old.position.x === at.x && old.position.y === at.y && old.selected === selectedNodes.has(id) && shallow(old.data, data)
      nodes.set(
        id,
        same
          ? old
          : {
              id,
              type: 'unfold',
              position: { x: at.x, y: at.y },
              data,
              selected: selectedNodes.has(id),
              width: box.width,
              height: box.height,
              measured: { width: box.width, height: box.height },
              handles: this.handlesOf(type, mirrored),
            },
      )
    }
    yield
    this.notes = noteItems(document, scope, moving, new Set(selection.notes), this.notes)
    const notes = (group: string): Rectangle[] =>
      [...this.notes.values()]
        .filter(({ data }) => data.note.group === group)
        .map(({ position: at, width, height }) => ({ ...at, width: width ?? 0, height: height ?? 0 }))
    const grouped = groupItems(document, scope, anchors, rectangles, { position, notes, selected: selectedNodes, errors, warnings, sizes }, this.grouped)
    this.grouped = grouped.items
    for (const [item, rectangle] of grouped.obstacles) rectangles.set(item, rectangle)
    // Wires avoid the name and buttons of a frame, which must stay clickable.
    for (const item of grouped.items.values())
      if (item.type === 'frame') for (const [i, head] of frameHeads(item).entries()) rectangles.set(`${item.id} head ${i}`, head)

    const place = ({ item, handle, end }: Anchor, side: Side): PortPlace => {
      const node = nodes.get(item)
      if (node) {
        const port = portPlace(node.data.type, side, end.port, node.data.mirrored)
        return { ...port, x: node.position.x + port.x, y: node.position.y + port.y }
      }
      return grouped.ports.get(`${item} ${side} ${handle}`)!
    }
    /** The bends of a wire between two nodes; while both move by the same offset, the bends move too. */
    const bends = ({ id, from, to }: Wire): readonly Point[] | undefined => {
      const own = bendsOf(document, id)
      const anchor = anchors.get(id)!
      if (own.length === 0 || anchor.from.item !== from.node || anchor.to.item !== to.node) return undefined
      const [one, other] = [from.node, to.node].map((node) => {
        const [at, now] = [document.view?.nodes?.[node], moving.get(node)]
        return at && now ? { x: now.x - at.x, y: now.y - at.y } : undefined
      })
      return one && other && one.x === other.x && one.y === other.y ? own.map(({ x, y }) => ({ x: x + one.x, y: y + one.y })) : own
    }
    const endsOf = (wire: Wire): WireEnds => {
      const { from, to } = anchors.get(wire.id)!
      return { id: wire.id, source: from.item, target: to.item, from: place(from, 'from'), to: place(to, 'to'), bends: bends(wire) }
    }
    // Hidden wires do not affect the routes of the others; those that must be drawn are routed last.
    const wires = every.filter(({ id }) => !isHidden(document, id))
    const ghosts = every.filter(
      ({ id, from, to }) => isHidden(document, id) && (selectedEdges.has(id) || selectedNodes.has(from.node) || selectedNodes.has(to.node)),
    )
    yield
    const ends = wires.map(endsOf)
    yield
    const going = moving.size === 0 ? nobody : new Set([...moving.keys()].flatMap((id) => scope.item(id) ?? []))
    let routes = yield* this.route(ends, rectangles, going, orthogonal)
    yield
    if (ghosts.length > 0) {
      const more = ghosts.map(endsOf)
      routes = routeWires([...ends, ...more], rectangles, routes, orthogonal)
      wires.push(...ghosts)
      ends.push(...more)
    }
    const facts = wires.map(({ id, to }) => {
      const target = typeOf(document, to.node)
      const delays = isMemory(target) && target?.parameters.some((p) => p.name === 'delay')
      return { id, kind: document.edges[id]!.kind ?? usualKind(document, to), delay: delays ? delayOf(document.nodes[to.node]!) : undefined }
    })
    const labels = this.name(
      facts
        .filter((f) => f.delay !== undefined || f.kind !== 'identity')
        .map((f) => ({ id: f.id, badge: f.delay !== undefined, width: f.delay !== undefined ? 30 : nameOf(f.id).width })),
      routes,
      rectangles,
      wires.filter(({ id }) => errors.edges.has(id) || warnings.edges.has(id)).map(({ id }) => id),
    )
    yield

    const edges = new Map<string, FlowEdge>()
    wires.forEach(({ id, from, to }, i) => {
      const spec = document.edges[id]!
      const source = typeOf(document, from.node)
      const target = typeOf(document, to.node)
      const { kind, delay } = facts[i]!
      const selected = selectedEdges.has(id)
      const data: WireData = {
        spec,
        kind,
        route: routes.get(id)!,
        role: source?.face.role ?? 'layer',
        arrives: ends[i]!.to.normal,
        carries: carriedBetween(
          { type: source, ablation: document.nodes[from.node]!.ablation, port: from.port },
          { type: target, ablation: document.nodes[to.node]!.ablation, port: to.port },
        ),
        trainable: kind !== 'identity' && (spec.trainable ?? edgeSchema.keys.trainable.default({ to: target })),
        delay,
        backward: delay !== undefined && document.nodes[to.node]!.direction === 'backward',
        label: labels.get(id),
        ...severityOf(id, errors.edges, warnings.edges),
        strong: selected || selectedNodes.has(from.node) || selectedNodes.has(to.node),
        hidden: isHidden(document, id),
        bends: ends[i]!.bends,
      }
      const anchor = anchors.get(id)!
      const sourceHandle = anchor.from.item === from.node ? handleOf(source, 'from', from.port) : anchor.from.handle
      const targetHandle = anchor.to.item === to.node ? handleOf(target, 'to', to.port) : anchor.to.handle
      const old = this.edges.get(id)
      const same =
        old
        && old.selected === selected
        && old.source === anchor.from.item
        && old.target === anchor.to.item
        && old.sourceHandle === sourceHandle
        && old.targetHandle === targetHandle
        && shallow(old.data!, data)
      edges.set(id, same ? old : { id, type: 'wire', source: anchor.from.item, sourceHandle, target: anchor.to.item, targetHandle, data, selected })
    })
    yield
    this.nodes = nodes
    this.edges = edges
    // Draw order: wires are behind nodes, selected wires in front of others, short ones in front of long ones, and
    // curves in front of lanes. Where wires share a stretch, the shorter one stays visible.
    const length = (edge: FlowEdge): number =>
      edge.data!.route.length - (edge.data!.route.form === 'curve' ? 1e6 : 0) - (edge.selected ? 1e8 : edge.data!.strong ? 1e7 : 0)
    const drawn = [...nodes.values()]
    const items: FlowItem[] = grouped.items.size + this.notes.size === 0 ? drawn : [...grouped.items.values(), ...this.notes.values(), ...drawn]
    return { nodes: drawn, items, scope, edges: [...edges.values()].sort((a, b) => length(b) - length(a)) }
  }

  /** Places the names of wires; they stay where they are until a route or a name changes. */
  private name(
    requests: readonly LabelRequest[],
    routes: ReadonlyMap<string, Route>,
    rectangles: ReadonlyMap<string, Rectangle>,
    marked: readonly string[],
  ): ReadonlyMap<string, Label> {
    if (routes === this.namedRoutes && alike(requests, this.named.requests, shallow) && alike(marked, this.named.marked, Object.is)) return this.labels
    this.namedRoutes = routes
    this.named = { requests, marked }
    const labels = placeLabels(requests, routes, [...rectangles.values(), ...marked.map((id) => markOf(routes.get(id)!.middle))])
    for (const [id, label] of labels) {
      const old = this.labels.get(id)
      if (old && old.free === label.free && old.at.x === label.at.x && old.at.y === label.at.y) labels.set(id, old)
    }
    this.labels = labels
    return labels
  }

  /** Routes the wires. While nodes move, only their own wires are routed again; the others follow after the drop. */
  private *route(
    ends: readonly WireEnds[],
    around: ReadonlyMap<string, Rectangle>,
    moving: ReadonlySet<string>,
    orthogonal: boolean,
  ): Resumable<ReadonlyMap<string, Route>> {
    const before = this.routed
    const rectangles = [...around.values()]
    if (orthogonal === before.orthogonal && alike(ends, before.ends, sameWire) && alike(rectangles, before.rectangles, sameRectangle)) return this.routes
    const kept = new Map<string, Route>()
    if (moving.size > 0) {
      const placed = new Map(before.ends.map((wire) => [wire.id, wire]))
      for (const wire of ends) {
        const [route, old] = [this.routes.get(wire.id), placed.get(wire.id)]
        // Moving what it copies may mirror a context, which moves its ports.
        if (route && old && !moving.has(wire.source) && !moving.has(wire.target) && samePort(wire.from, old.from) && samePort(wire.to, old.to))
          kept.set(wire.id, route)
      }
    }
    const routes = yield* routing(ends, around, kept, orthogonal)
    yield
    for (const [id, route] of routes) {
      const old = this.routes.get(id)
      if (old && sameRoute(old, route)) routes.set(id, old)
    }
    this.routed = { ends, rectangles, orthogonal }
    this.routes = routes
    return routes
  }

  /** The route of a wire between two ports, before it is drawn. */
  preview(from: WireEnds['from'], to: WireEnds['to'], source: string, target: string): Route | undefined {
    const rectangles = new Map([...this.nodes].map(([id, node]) => [id, occupied(node.position, boxOf(node.data.type))]))
    for (const [id, { type, position, width, height }] of this.grouped)
      if (type !== 'frame') rectangles.set(id, { ...position, width: width ?? 0, height: height ?? 0 })
    const wire = { id: '', source, target, from, to }
    const ends = [...this.edges.values()].map((edge) => ({ ...wire, id: edge.id }))
    return routeWires([...ends, wire], rectangles, this.routes).get('')
  }

  private handlesOf(type: NodeType | undefined, mirrored: boolean): NodeHandle[] {
    if (!type) return unknownHandles
    let both = this.handles.get(type)
    if (!both) this.handles.set(type, (both = new Map<boolean, NodeHandle[]>()))
    let handles = both.get(mirrored)
    if (!handles) {
      handles = (['to', 'from'] as const).flatMap((side) =>
        placedPorts(type, side, mirrored).map(({ port, place }) => ({
          id: port.name,
          type: side === 'from' ? ('source' as const) : ('target' as const),
          position: handleSide(place.normal > 0),
          x: place.x,
          y: place.y,
          width: 0.01,
          height: 0.01,
        })),
      )
      both.set(mirrored, handles)
    }
    return handles
  }
}

const unknownHandles: NodeHandle[] = (['target', 'source'] as const).map((type) => ({
  id: '',
  type,
  position: handleSide(type === 'source'),
  x: type === 'source' ? boxOf(undefined).width : 0,
  y: boxOf(undefined).height / 2,
  width: 0.01,
  height: 0.01,
}))

/** The id of a port's handle; empty if the type has no such port. */
const handleOf = (type: NodeType | undefined, side: Side, port: string): string => (portsOf(type, side).some((p) => p.name === port) ? port : '')

/** The clickable parts of a frame's header: the button and name at the left, and the button at the right. */
function frameHeads({ position: { x, y }, width = 0, data }: GroupFrame): readonly Rectangle[] {
  const name = Math.min(width - HEAD_BUTTON, HEAD_BUTTON + 8 * data.group.label.length + 12)
  return [
    { x, y, width: name, height: FRAME_HEAD },
    { x: x + width - HEAD_BUTTON, y, width: HEAD_BUTTON, height: FRAME_HEAD },
  ]
}

/** Whether two lists have equal elements. For thousands of wires this is faster than comparing serialized text. */
const alike = <T>(list: readonly T[], other: readonly T[], same: (a: T, b: T) => boolean): boolean =>
  list.length === other.length && list.every((value, i) => same(value, other[i]!))

const samePlace = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y
const samePort = (a: PortPlace, b: PortPlace): boolean => samePlace(a, b) && a.normal === b.normal
const sameRectangle = (a: Rectangle, b: Rectangle): boolean => samePlace(a, b) && a.width === b.width && a.height === b.height
const sameWire = (a: WireEnds, b: WireEnds): boolean =>
  a.id === b.id
  && a.source === b.source
  && a.target === b.target
  && samePort(a.from, b.from)
  && samePort(a.to, b.to)
  && (a.bends === b.bends || (a.bends !== undefined && b.bends !== undefined && alike(a.bends, b.bends, samePlace)))

/** The rectangle of a problem's mark. */
const markOf = ({ x, y }: Point): Rectangle => ({ x: x - 10, y: y - 10, width: 20, height: 20 })

const delayOf = (spec: NodeSpec): number => (typeof spec.delay === 'number' ? spec.delay : 1)
