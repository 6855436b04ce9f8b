import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react'
import type { Problem } from '../../engine/base/problem'
import type { NodeType } from '../../engine/contract/node-type'
import type { CompiledMessage } from '../../engine/run/protocol'
import type { EdgeSpec, GraphDocument, NodeSpec, ProjectionKind } from '../../engine/document/types'
import { portsOf, typeOf, type Side } from '../document/ports'
import { problemsByElement, sizesOf, wiresOf, type ProblemsByElement } from '../document/selectors'
import type { Selection } from '../document/store'
import { isMemory } from './dependencies'
import { boxOf, occupied, placedPorts, portPlace, type Point, type Rectangle } from './geometry'
import { isMirrored } from './mirror'
import { placeLabels, type Label, type LabelRequest } from './routing/labels'
import { nameOf } from './wires/name'
import { routeWires, type Route, type WireEnds } from './routing/route'
import { usualKind } from './rules'

export interface NodeData extends Record<string, unknown> {
  readonly spec: NodeSpec
  readonly type: NodeType | undefined
  readonly label: string
  readonly size: number | undefined
  readonly mirrored: boolean
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning' | undefined
  /** Ports with a wire, in ports as `in:NAME`, out ports as `out:NAME`. */
  readonly wired: string
}

export interface WireData extends Record<string, unknown> {
  readonly spec: EdgeSpec
  readonly kind: ProjectionKind
  readonly route: Route
  readonly label: Label | undefined
  /** Role of the source: the wire's colour. */
  readonly role: string
  readonly trainable: boolean
  /** Steps by which a context at its end delays it. */
  readonly delay: number | undefined
  /** Whether that context reads time backward. */
  readonly backward: boolean
  readonly problems: readonly Problem[]
  readonly severity: 'error' | 'warning' | undefined
  /** Whether it is selected, or its node is. */
  readonly strong: boolean
  /** −1 where the wire arrives from the left, 1 from the right. */
  readonly arrives: 1 | -1
}

export type FlowNode = Node<NodeData, 'unfold'>
export type FlowEdge = Edge<WireData, 'wire'>

const NONE: readonly Problem[] = []

function severityOf(id: string, errors: ReadonlyMap<string, readonly Problem[]>, warnings: ReadonlyMap<string, readonly Problem[]>) {
  const wrong = errors.get(id) ?? NONE
  const doubtful = warnings.get(id) ?? NONE
  return {
    problems: doubtful.length === 0 ? wrong : wrong.length === 0 ? doubtful : [...wrong, ...doubtful],
    severity: wrong.length > 0 ? ('error' as const) : doubtful.length > 0 ? ('warning' as const) : undefined,
  }
}

const shallow = (a: object, b: object): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((k) => (a as Record<string, unknown>)[k] === (b as Record<string, unknown>)[k])
}

const nothing: ProblemsByElement = { nodes: new Map(), edges: new Map() }

export interface Scene {
  readonly nodes: FlowNode[]
  readonly edges: FlowEdge[]
}

/**
 * Document, problems and selection as React Flow wants them. Nodes and edges that have not changed keep their identity,
 * so that only what changed is drawn again.
 */
export class SceneBuilder {
  private nodes = new Map<string, FlowNode>()
  private edges = new Map<string, FlowEdge>()
  private routes: ReadonlyMap<string, Route> = new Map()
  private routedFor = ''
  private labels: ReadonlyMap<string, Label> = new Map()
  private namedRoutes: ReadonlyMap<string, Route> | undefined
  private namedFor = ''
  private handles = new WeakMap<NodeType, Map<boolean, NodeHandle[]>>()

  build(document: GraphDocument, compiled: CompiledMessage | undefined, selection: Selection, moving: ReadonlyMap<string, Point>): Scene {
    const sizes = compiled ? { ...compiled.sizes, ...sizesOf(document) } : sizesOf(document)
    const errors = compiled ? problemsByElement(compiled.errors) : nothing
    const warnings = compiled ? problemsByElement(compiled.warnings) : nothing
    const position = (id: string): Point | undefined => moving.get(id) ?? document.view?.nodes?.[id]
    const wires = wiresOf(document).filter((w) => Object.hasOwn(document.nodes, w.from.node) && Object.hasOwn(document.nodes, w.to.node))
    const wired = new Map<string, Set<string>>()
    for (const { from, to } of wires) {
      ;(wired.get(from.node) ?? wired.set(from.node, new Set()).get(from.node)!).add(`out:${from.port}`)
      ;(wired.get(to.node) ?? wired.set(to.node, new Set()).get(to.node)!).add(`in:${to.port}`)
    }
    const selectedNodes = new Set(selection.nodes)
    const selectedEdges = new Set(selection.edges)

    const nodes = new Map<string, FlowNode>()
    const rectangles = new Map<string, Rectangle>()
    for (const [id, spec] of Object.entries(document.nodes)) {
      const type = typeOf(document, id)
      const at = position(id) ?? { x: 0, y: 0 }
      const box = boxOf(type)
      rectangles.set(id, occupied(at, box))
      const mirrored = isMirrored(document, id, position)
      const data: NodeData = {
        spec, type, label: document.view?.nodes?.[id]?.label ?? id, size: sizes[id], mirrored,
        ...severityOf(id, errors.nodes, warnings.nodes), wired: [...(wired.get(id) ?? [])].sort().join(' '),
      }
      const old = this.nodes.get(id)
      const same = old && old.position.x === at.x && old.position.y === at.y && old.selected === selectedNodes.has(id) && shallow(old.data, data)
      nodes.set(id, same ? old : {
        id, type: 'unfold', position: { x: at.x, y: at.y }, data, selected: selectedNodes.has(id),
        width: box.width, height: box.height, measured: { width: box.width, height: box.height }, handles: this.handlesOf(type, mirrored),
      })
    }

    const ends: WireEnds[] = []
    for (const { id, from, to } of wires) {
      const a = nodes.get(from.node)!
      const b = nodes.get(to.node)!
      const start = portPlace(a.data.type, 'from', from.port, a.data.mirrored)
      const end = portPlace(b.data.type, 'to', to.port, b.data.mirrored)
      ends.push({
        id, source: from.node, target: to.node,
        from: { ...start, x: a.position.x + start.x, y: a.position.y + start.y },
        to: { ...end, x: b.position.x + end.x, y: b.position.y + end.y },
      })
    }
    const routes = this.route(ends, rectangles, moving)
    const facts = wires.map(({ id, to }) => {
      const target = typeOf(document, to.node)
      const delays = isMemory(target) && target?.parameters.some((p) => p.name === 'delay')
      return { id, kind: document.edges[id]!.kind ?? usualKind(document, to), delay: delays ? delayOf(document.nodes[to.node]!) : undefined }
    })
    const labels = this.name(
      facts.filter((f) => f.delay !== undefined || f.kind !== 'identity')
        .map((f) => ({ id: f.id, badge: f.delay !== undefined, width: f.delay !== undefined ? 30 : nameOf(f.id).width })),
      routes, rectangles, wires.filter(({ id }) => errors.edges.has(id) || warnings.edges.has(id)).map(({ id }) => id),
    )

    const edges = new Map<string, FlowEdge>()
    wires.forEach(({ id, from, to }, i) => {
      const spec = document.edges[id]!
      const source = typeOf(document, from.node)
      const target = typeOf(document, to.node)
      const { kind, delay } = facts[i]!
      const selected = selectedEdges.has(id)
      const data: WireData = {
        spec, kind, route: routes.get(id)!, role: source?.face.role ?? 'layer', arrives: ends[i]!.to.normal,
        trainable: kind !== 'identity' && (spec.trainable ?? !target?.fixedInputs),
        delay, backward: delay !== undefined && document.nodes[to.node]!.direction === 'backward', label: labels.get(id),
        ...severityOf(id, errors.edges, warnings.edges),
        strong: selected || selectedNodes.has(from.node) || selectedNodes.has(to.node),
      }
      const sourceHandle = handleOf(source, 'from', from.port)
      const targetHandle = handleOf(target, 'to', to.port)
      const old = this.edges.get(id)
      const same =
        old && old.selected === selected && old.source === from.node && old.target === to.node &&
        old.sourceHandle === sourceHandle && old.targetHandle === targetHandle && shallow(old.data!, data)
      edges.set(id, same ? old : {
        id, type: 'wire', source: from.node, sourceHandle, target: to.node, targetHandle, data, selected,
      })
    })
    this.nodes = nodes
    this.edges = edges
    // All wires lie under the nodes, the selected ones over the rest. Short wires lie over long ones, curves over lanes: where wires run together the one with less of its own is on top.
    const length = (edge: FlowEdge): number => edge.data!.route.length - (edge.data!.route.form === 'curve' ? 1e6 : 0) - (edge.selected ? 1e8 : edge.data!.strong ? 1e7 : 0)
    return { nodes: [...nodes.values()], edges: [...edges.values()].sort((a, b) => length(b) - length(a)) }
  }

  /** Names keep their places until a wire, or a name, is another. */
  private name(requests: readonly LabelRequest[], routes: ReadonlyMap<string, Route>, rectangles: ReadonlyMap<string, Rectangle>, marked: readonly string[]): ReadonlyMap<string, Label> {
    const key = `${requests.map((r) => `${r.id} ${r.width} ${r.badge}`).join()} ${marked.join()}`
    if (routes === this.namedRoutes && key === this.namedFor) return this.labels
    this.namedRoutes = routes
    this.namedFor = key
    const labels = placeLabels(requests, routes, [...rectangles.values(), ...marked.map((id) => around(routes.get(id)!.middle))])
    for (const [id, label] of labels) {
      const old = this.labels.get(id)
      if (old && old.free === label.free && old.at.x === label.at.x && old.at.y === label.at.y) labels.set(id, old)
    }
    this.labels = labels
    return labels
  }

  /** While nodes are being moved only their own wires are routed anew; the rest follow when they are let go. */
  private route(ends: readonly WireEnds[], rectangles: ReadonlyMap<string, Rectangle>, moving: ReadonlyMap<string, Point>): ReadonlyMap<string, Route> {
    const key = JSON.stringify([ends, [...rectangles.values()]])
    if (key === this.routedFor) return this.routes
    this.routedFor = key
    const kept = new Map<string, Route>()
    if (moving.size > 0)
      for (const { id, source, target } of ends) {
        const route = this.routes.get(id)
        if (route && !moving.has(source) && !moving.has(target)) kept.set(id, route)
      }
    const routes = routeWires(ends, rectangles, kept)
    for (const [id, route] of routes) {
      const old = this.routes.get(id)
      if (old && old.path === route.path) routes.set(id, old)
    }
    this.routes = routes
    return routes
  }

  /** The way that a wire between two ports would take. */
  preview(from: WireEnds['from'], to: WireEnds['to'], source: string, target: string): Route | undefined {
    const rectangles = new Map([...this.nodes].map(([id, node]) => [id, occupied(node.position, boxOf(node.data.type))]))
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
          id: port.name, type: side === 'from' ? ('source' as const) : ('target' as const),
          position: place.normal > 0 ? Position.Right : Position.Left, x: place.x, y: place.y, width: 0.01, height: 0.01,
        })),
      )
      both.set(mirrored, handles)
    }
    return handles
  }
}

const unknownHandles: NodeHandle[] = (['target', 'source'] as const).map((type) => ({
  id: '', type, position: type === 'source' ? Position.Right : Position.Left, x: type === 'source' ? boxOf(undefined).width : 0,
  y: boxOf(undefined).height / 2, width: 0.01, height: 0.01,
}))

/** The handle of a port, empty for one that the type does not have. */
const handleOf = (type: NodeType | undefined, side: Side, port: string): string => (portsOf(type, side).some((p) => p.name === port) ? port : '')

/** What the mark of a problem takes. */
const around = ({ x, y }: Point): Rectangle => ({ x: x - 10, y: y - 10, width: 20, height: 20 })

const delayOf = (spec: NodeSpec): number => (typeof spec.delay === 'number' ? spec.delay : 1)
