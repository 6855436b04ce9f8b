import type { GraphDocument } from '../../../engine/document/types'
import { chainOf, groupsOf, type Group, type Groups } from '../../document/groups'
import { notesOf } from '../../document/notes'
import { typeOf, type End, type Side } from '../../document/ports'
import { wiresOf, type Wire } from '../../document/selectors'
import { isMemory, sameStep } from '../../../engine/compile/same-step'
import { endOfHandle, farHandle, groupItem, readItem } from '../flowIds'
import { boxAt, occupied, portPlace, type Point, type Rectangle } from '../geometry'
import { boundsOf, framed, tileShape } from '../groups/shapes'
import { groupPorts } from '../groups/tilePorts'
import { arrangeLevel } from './columns'
import type { Part, PartWire } from './layers'
import { finish, type Resumable } from '../../../engine/base/resumable'

/** Positions of nodes and of the notes of groups. */
export interface Places {
  readonly nodes: Readonly<Record<string, Point>>
  readonly notes: Readonly<Record<string, Point>>
}

/** The layout of one group's contents, or of the top level, in coordinates of its own. */
interface Laid {
  readonly nodes: Map<string, Point>
  readonly notes: Map<string, Point>
  /** The bounding box, including frames and notes. */
  readonly bounds: Rectangle
}

/** A group as a part of its parent's layout, with the positions of its contents. */
interface GroupLayout {
  readonly part: Part
  readonly nodes: ReadonlyMap<string, Point>
  readonly notes: ReadonlyMap<string, Point>
}

type FormerPositions = Readonly<Record<string, Point>>

const NOTE_GAP = 24
const grid = (n: number): number => Math.round(n / 4) * 4

/**
 * Lays out the whole network. The contents of an expanded group are laid out separately and their frame is placed as
 * one part; a collapsed group is placed as its tile, and its contents keep their relative positions in `before`. So no
 * frame or tile overlaps another one or a node outside it.
 */
export function arrange(document: GraphDocument): Record<string, Point> {
  return finish(arranging(document, {})).nodes
}

/** A document that is laid out, with a position for each node. */
export function arranged(document: GraphDocument): GraphDocument {
  const nodes = Object.fromEntries(Object.entries(arrange(document)).map(([id, { x, y }]) => [id, { x, y }]))
  return { ...document, view: { ...document.view, nodes } }
}

/** As `arrange`, with notes, as resumable work. */
export function* arranging(document: GraphDocument, before: FormerPositions): Resumable<Places> {
  const layout = new Layout(document, before)
  yield
  const { nodes, notes } = yield* layout.level(undefined)
  const places = Object.fromEntries(Object.keys(document.nodes).map((id) => [id, nodes.get(id)!]))
  return { nodes: places, notes: Object.fromEntries(notes) }
}

class Layout {
  private readonly groups: Groups
  private readonly wires: readonly Wire[]
  /** Subgroups by their parent. */
  private readonly inside = new Map<string | undefined, Group[]>()
  /** The groups that contain each node, innermost first. */
  private readonly chains = new Map<string, readonly string[]>()

  constructor(
    private readonly document: GraphDocument,
    private readonly before: FormerPositions,
  ) {
    this.groups = groupsOf(document)
    this.wires = wiresOf(document).filter(({ from, to }) => Object.hasOwn(document.nodes, from.node) && Object.hasOwn(document.nodes, to.node))
    for (const group of this.groups.byId.values()) {
      const list = this.inside.get(group.parent)
      if (list) list.push(group)
      else this.inside.set(group.parent, [group])
    }
    for (const id of Object.keys(document.nodes)) this.chains.set(id, chainOf(this.groups, this.groups.of.get(id)))
  }

  /** Lays out the contents of a group, or the top level. */
  *level(group: string | undefined): Resumable<Laid> {
    const { document, groups, before } = this
    const inner = new Map<string, GroupLayout>()
    for (const one of this.inside.get(group) ?? []) inner.set(one.id, yield* this.grouped(one))
    const parts = new Map<string, Part>()
    // In document order; a group counts at its first node.
    const members = new Set(group === undefined ? undefined : groups.byId.get(group)!.all)
    for (const id of group === undefined ? Object.keys(document.nodes) : this.ordered(members)) {
      const part = this.partOf(id, group)
      if (part === undefined || parts.has(part)) continue
      parts.set(part, part === id ? this.node(id) : inner.get(readItem(part).id)!.part)
    }
    const wires = (group === undefined ? this.wires : this.wiresAmong(members)).flatMap(({ from, to }): PartWire[] => {
      const [a, b] = [this.partOf(from.node, group), this.partOf(to.node, group)]
      if (a === undefined || b === undefined || (a === b && a !== from.node)) return []
      const type = typeOf(document, from.node)
      const end = (part: string, { node, port }: End): End => ({ node: part, port: part === node ? port : farHandle({ node, port }) })
      return [{ from: end(a, from), to: end(b, to), late: (type?.inputs.length ?? 0) > 0 && sameStep(type, from.port).length === 0 }]
    })
    const stood = (part: string): number | undefined => {
      const { kind, id } = readItem(part)
      const group = kind === 'group' ? groups.byId.get(id)! : undefined
      const members = group?.all ?? [part]
      // The contents of a tile keep their positions, which may be far above or below the tile.
      if (group?.collapsed && members.every((node) => before[node])) return this.tile(group, new Map(Object.entries(before))).shape.y
      const heights = members.flatMap((node) => before[node]?.y ?? [])
      return heights.length > 0 ? Math.min(...heights) : undefined
    }
    yield
    const corners = yield* arrangeLevel({ parts, wires }, stood)
    yield
    const laid = { nodes: new Map<string, Point>(), notes: new Map<string, Point>() }
    const rectangles: Rectangle[] = []
    for (const [part, corner] of corners) {
      rectangles.push(occupied(corner, parts.get(part)!.box))
      const { kind: what, id: one } = readItem(part)
      const content = what === 'group' ? inner.get(one) : undefined
      if (!content) laid.nodes.set(part, corner)
      for (const kind of ['nodes', 'notes'] as const)
        for (const [id, at] of content?.[kind] ?? []) laid[kind].set(id, { x: at.x + corner.x, y: at.y + corner.y })
    }
    if (group !== undefined) rectangles.push(...this.placeNotes(group, laid, rectangles))
    return { ...laid, bounds: boundsOf(rectangles) }
  }

  /**
   * The part of a group's layout that contains a node: the node itself or a subgroup; undefined if the node is outside.
   */
  private partOf(node: string, group: string | undefined): string | undefined {
    const chain = this.chains.get(node)!
    const at = group === undefined ? chain.length : chain.indexOf(group)
    if (at < 0) return undefined
    return at === 0 ? node : groupItem(chain[at - 1]!)
  }

  /** The members of a group in document order. */
  private ordered(members: ReadonlySet<string>): readonly string[] {
    this.rank ??= new Map(Object.keys(this.document.nodes).map((id, i) => [id, i]))
    const rank = this.rank
    return [...members].sort((a, b) => rank.get(a)! - rank.get(b)!)
  }
  private rank: ReadonlyMap<string, number> | undefined

  /** The wires that start at members, in document order. */
  private wiresAmong(members: ReadonlySet<string>): readonly Wire[] {
    if (!this.starting) {
      this.starting = new Map()
      for (const [i, wire] of this.wires.entries()) {
        const list = this.starting.get(wire.from.node)
        if (list) list.push([i, wire])
        else this.starting.set(wire.from.node, [[i, wire]])
      }
    }
    const { starting } = this
    return [...members]
      .flatMap((id) => starting.get(id) ?? [])
      .sort(([a], [b]) => a - b)
      .map(([, wire]) => wire)
  }
  private starting: Map<string, (readonly [number, Wire])[]> | undefined

  private node(id: string): Part {
    const type = typeOf(this.document, id)
    return {
      id,
      box: boxAt(this.document, id),
      memory: isMemory(type),
      input: type?.isInput === true,
      output: type?.isOutput === true,
      port: (side, port) => portPlace(type, side, port, false).y,
    }
  }

  /** A group as a part, with its contents relative to its top left corner. */
  private *grouped(group: Group): Resumable<GroupLayout> {
    const still = group.collapsed && group.all.every((id) => this.before[id] !== undefined)
    const laid = still
      ? {
          nodes: new Map(group.all.map((id) => [id, this.before[id]!])),
          notes: new Map(this.notesIn(group.id).map(({ id, x, y }) => [id, { x, y }])),
          bounds: { x: 0, y: 0, width: 0, height: 0 },
        }
      : yield* this.level(group.id)
    const { shape, port } = group.collapsed ? this.tile(group, laid.nodes) : this.frame(group, laid)
    const moved = (places: ReadonlyMap<string, Point>): Map<string, Point> =>
      new Map([...places].map(([id, { x, y }]) => [id, { x: x - shape.x, y: y - shape.y }]))
    const { width, height } = shape
    return {
      part: { id: groupItem(group.id), box: { width, height, above: 0, below: 0 }, memory: false, input: false, output: false, port },
      nodes: moved(laid.nodes),
      notes: moved(laid.notes),
    }
  }

  private frame(group: Group, { nodes, bounds }: Laid): { shape: Rectangle; port: Part['port'] } {
    const { x, y, width, height } = framed(bounds)
    // Round outwards to the grid, because notes have any size.
    const [left, top] = [Math.floor(x / 4) * 4, Math.floor(y / 4) * 4]
    const shape = { x: left, y: top, width: Math.ceil((x + width - left) / 4) * 4, height: Math.ceil((y + height - top) / 4) * 4 }
    return {
      shape,
      port: (side, far) => {
        const { node, port } = endOfHandle(groupItem(group.id), far)
        return nodes.get(node)!.y - shape.y + portPlace(typeOf(this.document, node), side, port, false).y
      },
    }
  }

  private tile(group: Group, nodes: ReadonlyMap<string, Point>): { shape: Rectangle; port: Part['port'] } {
    const all = groupPorts(this.document, group)
    const ends = (side: Side): End[] => all.filter((port) => port.side === side).map(({ end }) => end)
    const members = new Map(group.all.map((id) => [id, occupied(nodes.get(id)!, boxAt(this.document, id))]))
    const shape = tileShape([...members.values()], { from: ends('from'), to: ends('to') }, { from: [], to: [] }, (id) => members.get(id)?.y ?? 0)
    return { shape, port: (side, far) => shape.ports.find((port) => port.side === side && farHandle(port.end) === far)?.place.y ?? shape.height / 2 }
  }

  private notesIn(group: string) {
    return [...notesOf(this.document).values()].filter((note) => note.group === group)
  }

  /**
   * Keeps the notes of a group at their place relative to its nodes; moves those that would be covered below the
   * layout.
   */
  private placeNotes(group: string, laid: Pick<Laid, 'nodes' | 'notes'>, taken: readonly Rectangle[]): Rectangle[] {
    const { before, document } = this
    const members = this.groups.byId.get(group)!.all
    const around = (place: (id: string) => Point | undefined): Rectangle | undefined => {
      const boxes = members.map((id) => ({ at: place(id), box: boxAt(document, id) }))
      return boxes.every(({ at }) => at !== undefined) ? boundsOf(boxes.map(({ at, box }) => occupied(at!, box))) : undefined
    }
    const [old, now] = [around((id) => before[id]), around((id) => laid.nodes.get(id))]
    if (!old || !now) return []
    const all = [...taken]
    return this.notesIn(group).map(({ id, x, y, width, height }) => {
      let place = { x: now.x + x - old.x, y: now.y + y - old.y, width, height }
      if (all.some((r) => meet(r, place))) place = { ...place, x: now.x, y: grid(Math.max(...all.map((r) => r.y + r.height))) + NOTE_GAP }
      all.push(place)
      laid.notes.set(id, { x: place.x, y: place.y })
      return place
    })
  }
}

const meet = (a: Rectangle, b: Rectangle): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Adds positions for all nodes that have none. */
export const withPlaces = (document: GraphDocument): GraphDocument => finish(placing(document))

/** As `withPlaces`, as resumable work. */
export function* placing(document: GraphDocument): Resumable<GraphDocument> {
  const places = document.view?.nodes ?? {}
  const missing = Object.keys(document.nodes).filter((id) => !Object.hasOwn(places, id))
  if (missing.length === 0) return document
  const { nodes: arranged } = yield* arranging(document, {})
  const below = Math.max(0, ...Object.values(places).map((p) => p.y + 160))
  const shift = Object.keys(places).length > 0 ? below : 0
  const nodes: NonNullable<NonNullable<GraphDocument['view']>['nodes']> = { ...places }
  for (const id of missing) nodes[id] = { x: arranged[id]!.x, y: arranged[id]!.y + shift }
  return { ...document, view: { ...document.view, nodes } }
}
