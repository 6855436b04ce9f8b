import type { NodeHandle } from '@xyflow/react'
import type { GraphDocument } from '../../../engine/document/types'
import type { Group } from '../../document/groups'
import { typeOf, type Side } from '../../document/ports'
import { labelOf, wiresOutOf, type ProblemsByElement } from '../../document/selectors'
import { farHandle, groupItem, handleSide } from '../flowIds'
import { boxAt, occupied, portPlace, type Point, type PortPlace, type Rectangle } from '../geometry'
import { isMirrored } from '../mirror'
import type { FlowItem, GroupTile, TileData } from '../flowItems'
import { severityOf, shallow } from '../severity'
import type { Anchor, Scope } from './scope'
import { boundsOf, farEnds, frameShapes, portalPlaces, PORTAL, tileShape } from './shapes'
import { freePorts, portNameIn } from './tilePorts'

/** What `groupItems` needs to know of the rest of the drawing. */
export interface Surroundings {
  readonly position: (node: string) => Point | undefined
  /** Rectangles of a group's own notes. */
  readonly notes: (group: string) => readonly Rectangle[]
  readonly selected: ReadonlySet<string>
  readonly errors: ProblemsByElement
  readonly warnings: ProblemsByElement
  readonly sizes: Readonly<Record<string, number>>
}

export interface GroupScene {
  /** Frames, tiles and portals by item id. */
  readonly items: ReadonlyMap<string, FlowItem>
  /** Rectangles that wires avoid. */
  readonly obstacles: ReadonlyMap<string, Rectangle>
  /** Positions of the ports of tiles and portals, by item, side and handle. */
  readonly ports: ReadonlyMap<string, PortPlace>
}

type Anchors = ReadonlyMap<string, { readonly from: Anchor; readonly to: Anchor }>

const empty: GroupScene = { items: new Map(), obstacles: new Map(), ports: new Map() }

/**
 * Frames of expanded groups, tiles of collapsed ones, and portals to nodes outside. Unchanged items keep their
 * identity.
 */
export function groupItems(
  document: GraphDocument,
  scope: Scope,
  anchors: Anchors,
  nodes: ReadonlyMap<string, Rectangle>,
  around: Surroundings,
  old: ReadonlyMap<string, FlowItem>,
): GroupScene {
  if (scope.groups.byId.size === 0) return empty
  const items = new Map<string, FlowItem>()
  const obstacles = new Map<string, Rectangle>()
  const ports = new Map<string, PortPlace>()
  const ends = farEnds(anchors.values())
  const keep = <T extends FlowItem>(item: T): T => {
    const before = old.get(item.id) as T | undefined
    const same =
      before
      && before.type === item.type
      && before.position.x === item.position.x
      && before.position.y === item.position.y
      && before.width === item.width
      && before.height === item.height
      && before.selected === item.selected
      && shallow(before.data, item.data)
    return same ? before : item
  }

  for (const group of scope.tiles) {
    const item = groupItem(group.id)
    const members = new Map(group.all.map((id) => [id, occupied(around.position(id) ?? { x: 0, y: 0 }, boxAt(document, id))]))
    const shape = tileShape(
      [...members.values()],
      { from: ends.from.get(item) ?? [], to: ends.to.get(item) ?? [] },
      freePorts(document, group),
      (id) => members.get(id)?.y ?? 0,
    )
    const { x, y, width, height } = shape
    obstacles.set(item, { x, y, width, height })
    for (const { end, side, place } of shape.ports) ports.set(`${item} ${side} ${farHandle(end)}`, { ...place, x: x + place.x, y: y + place.y })
    const before = old.get(item)
    const data = tileData(document, group, shape.ports, members, around, before?.type === 'tile' ? before : undefined)
    items.set(
      item,
      keep({
        id: item,
        type: 'tile',
        position: { x, y },
        data,
        width,
        height,
        measured: { width, height },
        selected: group.all.every((id) => around.selected.has(id)),
        handles: shape.ports.map((port) => handleAt(farHandle(port.end), port.side, port.place)),
      }),
    )
  }

  const rectangle = (item: string): Rectangle | undefined => nodes.get(item) ?? obstacles.get(item)
  const frames = [...frameShapes(scope, rectangle, around.notes)].map(([id, { x, y, width, height }], depth) => {
    const group = scope.groups.byId.get(id)!
    return [
      groupItem(id),
      keep({
        id: groupItem(id),
        type: 'frame',
        position: { x, y },
        data: { group },
        width,
        height,
        measured: { width, height },
        selectable: false,
        dragHandle: '.frame-head',
        // Behind wires and nodes; an inner frame is in front of its parent.
        zIndex: depth - 10_000,
        style: { pointerEvents: 'none' },
        selected: group.all.every((node) => around.selected.has(node)),
      }),
    ] as const
  })

  const content = [...nodes.values(), ...obstacles.values()]
  const portals = (['from', 'to'] as const).flatMap((side) => {
    const away = [...ends[side]].filter(([item]) => !obstacles.has(item))
    const at = new Map<string, { readonly from: Anchor; readonly to: Anchor }[]>(away.map(([item]) => [item, []]))
    for (const anchor of anchors.values()) at.get(anchor[side].item)?.push(anchor)
    return away.map(([item, [end]]) => {
      const heights = at
        .get(item)!
        .flatMap((a) => heightOf(document, a[side === 'from' ? 'to' : 'from'], side === 'from' ? 'to' : 'from', around.position, ports) ?? [])
      return { item, side, end: end!, wanted: heights.reduce((sum, y) => sum + y, 0) / Math.max(1, heights.length) }
    })
  })
  if (portals.length > 0 && content.length > 0) {
    const places = portalPlaces(boundsOf(content), portals)
    for (const { item, side, end } of portals) {
      const at = places.get(item)!
      const place: PortPlace = { x: side === 'from' ? PORTAL.width : 0, y: PORTAL.height / 2, normal: side === 'from' ? 1 : -1 }
      ports.set(`${item} ${side} ${farHandle(end)}`, { ...place, x: at.x + place.x, y: at.y + place.y })
      obstacles.set(item, { ...at, width: PORTAL.width, height: PORTAL.height })
      items.set(
        item,
        keep({
          id: item,
          type: 'portal',
          position: at,
          width: PORTAL.width,
          height: PORTAL.height,
          measured: { width: PORTAL.width, height: PORTAL.height },
          data: { end, side, label: labelOf(document, end.node), role: typeOf(document, end.node)?.face.role ?? 'layer', handle: farHandle(end) },
          draggable: false,
          selectable: false,
          selected: false,
          handles: [handleAt(farHandle(end), side, place)],
        }),
      )
    }
  }
  return { items: new Map<string, FlowItem>([...frames, ...items]), obstacles, ports }
}

/** Vertical position of the inner end of a wire that leaves the group. */
function heightOf(
  document: GraphDocument,
  { item, handle, end }: Anchor,
  side: Side,
  position: Surroundings['position'],
  ports: ReadonlyMap<string, PortPlace>,
): number | undefined {
  if (item !== end.node) return ports.get(`${item} ${side} ${handle}`)?.y
  const at = position(end.node)
  return at && at.y + portPlace(typeOf(document, end.node), side, end.port, isMirrored(document, end.node, position)).y
}

function tileData(
  document: GraphDocument,
  group: Group,
  ports: TileData['ports'],
  members: ReadonlyMap<string, Rectangle>,
  around: Surroundings,
  old: GroupTile | undefined,
): TileData {
  const bounds = boundsOf([...members.values()])
  const inside = new Set(group.all)
  const edges = group.all
    .flatMap((id) => wiresOutOf(document, id))
    .filter((w) => inside.has(w.to.node))
    .map((w) => w.id)
  const found = [
    ...group.all.map((id) => severityOf(id, around.errors.nodes, around.warnings.nodes)),
    ...edges.map((id) => severityOf(id, around.errors.edges, around.warnings.edges)),
  ]
  const problems = [...new Set(found.flatMap((f) => f.problems))]
  const severity = found.some((f) => f.severity === 'error') ? 'error' : problems.length > 0 ? 'warning' : undefined
  const sketch = [...members].map(([id, r]) => ({
    id,
    x: (r.x - bounds.x) / bounds.width,
    y: (r.y - bounds.y) / bounds.height,
    width: r.width / bounds.width,
    height: r.height / bounds.height,
    role: typeOf(document, id)?.face.role ?? 'layer',
    aside: document.nodes[id]!.ablation !== undefined,
  }))
  const drawn = JSON.stringify([
    group.label,
    group.colour,
    group.copies,
    ports.map((p) => [
      farHandle(p.end),
      p.side,
      p.place.y,
      p.wired,
      portNameIn(document, group.id, p.end),
      around.sizes[p.end.node],
      labelOf(document, p.end.node),
    ]),
    sketch,
    problems.map((p) => p.key),
  ])
  return old?.data.drawn === drawn && old.data.severity === severity ? old.data : { group, ports, sketch, drawn, problems, severity }
}

const handleAt = (id: string, side: Side, place: PortPlace): NodeHandle => ({
  id,
  type: side === 'from' ? 'source' : 'target',
  position: handleSide(place.normal > 0),
  x: place.x,
  y: place.y,
  width: 0.01,
  height: 0.01,
})
