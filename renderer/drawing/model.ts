import type { NodeHandle } from '@xyflow/react'
import { carriedBetween } from '../../engine/compile/validate'
import type { NodeType } from '../../engine/contract/node-type'
import type { CompiledMessage } from '../../engine/run/protocol'
import type { GraphDocument, NodeSpec } from '../../engine/document/types'
import { edgeSchema } from '../../engine/document/settings'
import { familiesOf, type Member } from '../document/families'
import { portsOf, typeOf, type Side } from '../document/ports'
import { problemsByElement, sizesOf, wiresOf, type ProblemsByElement, type Wire } from '../document/selectors'
import type { Selection } from '../document/types'
import { bendsOf, isHidden } from '../document/wires'
import { isMemory } from '../../engine/compile/same-step'
import { boxOf, isLarge, occupied, placedPorts, portPlace, type Placement, type Point, type PortPlace, type Rectangle } from './geometry'
import { groupItems } from './groups/items'
import { anchorsOf, scopeOf, type Anchor, type Scope } from './groups/scope'
import { FRAME_HEAD } from './groups/shapes'
import { handleSide } from './flowIds'
import { isMirrored } from './mirror'
import { noteItems, type NoteNode } from './notes/items'
import { finish, type Resumable } from '../../engine/base/resumable'
import { nameOf } from './wires/name'
import { routeWires, type Route, type WireEnds } from './routing/route'
import { usualKind } from './rules'
import { KeptRoutes } from './routing/kept'
import type { FlowEdge, FlowItem, FlowNode, GroupFrame, WireData, NodeData } from './flowItems'
import { severityOf, shallow } from './severity'

export type { FlowEdge, FlowItem, FlowNode, GroupFrame, GroupTile, Portal } from './flowItems'

const HEAD_BUTTON = 32
/** Room beside a wire's name for the number of its family. */
const FAMILY_TAG = 18
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
  private readonly kept = new KeptRoutes()
  private families: ReadonlyMap<string, Member> = new Map()
  private handles = new Map<NodeType | undefined, Map<boolean, NodeHandle[]>>()

  build(...drawn: Parameters<SceneBuilder['building']>): Scene {
    return finish(this.building(...drawn))
  }

  /** As `build`, as resumable work; it may be abandoned between two parts. */
  *building(
    document: GraphDocument,
    compiled: Pick<CompiledMessage, 'sizes' | 'errors' | 'warnings'> | undefined,
    selection: Selection,
    moving: ReadonlyMap<string, Placement>,
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
    const families = this.familiesIn(document)
    const lit = new Set([...selection.nodes, ...selection.edges].flatMap((id) => families.get(id)?.family ?? []))
    const isLit = (id: string): boolean => lit.has(families.get(id)?.family ?? 0)
    yield

    const nodes = new Map<string, FlowNode>()
    const rectangles = new Map<string, Rectangle>()
    for (const id of scope.nodes) {
      const spec = document.nodes[id]!
      const type = typeOf(document, id)
      const at = position(id) ?? { x: 0, y: 0 }
      const large = isLarge(document, id)
      const box = boxOf(type, large)
      rectangles.set(id, occupied(at, box))
      const mirrored = isMirrored(document, id, position)
      const data: NodeData = {
        spec,
        type,
        label: document.view?.nodes?.[id]?.label ?? id,
        size: sizes[id],
        large,
        mirrored,
        member: families.get(id),
        kin: isLit(id) && !selectedNodes.has(id),
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
    let ends = wires.map(endsOf)
    yield
    const going = moving.size === 0 ? nobody : new Set([...moving.keys()].flatMap((id) => scope.item(id) ?? []))
    let routes = yield* this.kept.route(ends, rectangles, going, orthogonal)
    yield
    if (ghosts.length > 0) {
      wires.push(...ghosts)
      // Another list: the one before is what the kept routes were made from.
      ends = [...ends, ...ghosts.map(endsOf)]
      routes = routeWires(ends, rectangles, routes, orthogonal)
    }
    const facts = wires.map(({ id, to }) => {
      const target = typeOf(document, to.node)
      const delays = isMemory(target) && target?.parameters.some((p) => p.name === 'delay')
      return { id, kind: document.edges[id]!.kind ?? usualKind(document, to), delay: delays ? delayOf(document.nodes[to.node]!) : undefined }
    })
    const labels = this.kept.name(
      facts
        .filter((f) => f.delay !== undefined || f.kind !== 'identity')
        .map((f) => ({
          id: f.id,
          badge: f.delay !== undefined,
          width: f.delay !== undefined ? 30 : nameOf(f.id).width + (families.has(f.id) ? 2 * FAMILY_TAG : 0),
        })),
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
        member: families.get(id),
        strong: selected || isLit(id) || selectedNodes.has(from.node) || selectedNodes.has(to.node),
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

  /** The families of a document; the same object, members and all, as long as nothing shared changes. */
  private familiesIn(document: GraphDocument): ReadonlyMap<string, Member> {
    const found = familiesOf(document)
    const old = this.families
    const kept = [...found].map(([id, member]) => {
      const before = old.get(id)
      return [id, before && shallow(before, member) ? before : member] as const
    })
    this.families = new Map(kept)
    return this.families
  }

  /** The route of a wire between two ports, before it is drawn. */
  preview(from: WireEnds['from'], to: WireEnds['to'], source: string, target: string): Route | undefined {
    const rectangles = new Map([...this.nodes].map(([id, node]) => [id, occupied(node.position, boxOf(node.data.type, node.data.large))]))
    for (const [id, { type, position, width, height }] of this.grouped)
      if (type !== 'frame') rectangles.set(id, { ...position, width: width ?? 0, height: height ?? 0 })
    const wire = { id: '', source, target, from, to }
    const ends = [...this.edges.values()].map((edge) => ({ ...wire, id: edge.id }))
    return routeWires([...ends, wire], rectangles, this.kept.routes).get('')
  }

  private handlesOf(type: NodeType | undefined, mirrored: boolean): NodeHandle[] {
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

/** The id of a port's handle; empty if the type has no such port, or is unknown. */
const handleOf = (type: NodeType | undefined, side: Side, port: string): string => (portsOf(type, side).some((p) => p.name === port) ? port : '')

/** The clickable parts of a frame's header: the button and name at the left, and the button at the right. */
function frameHeads({ position: { x, y }, width = 0, data }: GroupFrame): readonly Rectangle[] {
  const name = Math.min(width - HEAD_BUTTON, HEAD_BUTTON + 8 * data.group.label.length + 12)
  return [
    { x, y, width: name, height: FRAME_HEAD },
    { x: x + width - HEAD_BUTTON, y, width: HEAD_BUTTON, height: FRAME_HEAD },
  ]
}

const delayOf = (spec: NodeSpec): number => (typeof spec.delay === 'number' ? spec.delay : 1)
