import type { Group } from '../../document/groups'
import type { End, Side } from '../../document/ports'
import { HEADER, WIDTH, type Box, type Point, type PortPlace, type Rectangle } from '../geometry'
import { farHandle } from '../flowIds'
import type { Anchor, Scope } from './scope'

/** Space between a frame and its contents. */
const PADDING = 20
export const FRAME_HEAD = 28
/** Space that a frame takes above and below its contents. */
export const FRAMED = { above: FRAME_HEAD + PADDING, below: PADDING }
const PORT_STEP = 20
const TILE_FOOT = 20
const PORTAL_GAP = 96
const PORTAL_STEP = 36
export const PORTAL: Box = { width: 128, height: 24, above: 0, below: 0 }

/** A port of a tile or portal, which represents an end inside it. */
export interface FarPort {
  readonly end: End
  readonly side: Side
  readonly place: PortPlace
  /** Whether a wire is connected. */
  readonly wired: boolean
}

export interface TileShape extends Rectangle {
  readonly ports: readonly FarPort[]
}

export const boundsOf = (all: readonly Rectangle[]): Rectangle => {
  const x = Math.min(...all.map((r) => r.x))
  const y = Math.min(...all.map((r) => r.y))
  return { x, y, width: Math.max(...all.map((r) => r.x + r.width)) - x, height: Math.max(...all.map((r) => r.y + r.height)) - y }
}

/** Adds an end unless it is there: wires with the same end share a port. */
function collect(into: Map<string, End[]>, { item, handle, end }: Anchor): void {
  const list = into.get(item)
  if (!list) into.set(item, [end])
  else if (!list.some((known) => farHandle(known) === handle)) list.push(end)
}

/** The ends that tiles and portals represent, by item. */
export function farEnds(anchors: Iterable<{ readonly from: Anchor; readonly to: Anchor }>): {
  readonly from: ReadonlyMap<string, readonly End[]>
  readonly to: ReadonlyMap<string, readonly End[]>
} {
  const ends = { from: new Map<string, End[]>(), to: new Map<string, End[]>() }
  for (const { from, to } of anchors) {
    if (from.item !== from.end.node) collect(ends.from, from)
    if (to.item !== to.end.node) collect(ends.to, to)
  }
  return ends
}

/** Size and ports of a collapsed group, centred on its nodes; ports are sorted by the heights of their nodes. */
export function tileShape(
  members: readonly Rectangle[],
  wired: Readonly<Record<Side, readonly End[]>>,
  free: Readonly<Record<Side, readonly End[]>>,
  height: (node: string) => number,
): TileShape {
  const bounds = boundsOf(members)
  const of = (side: Side): readonly (readonly [End, boolean])[] => {
    const there = new Set(wired[side].map(farHandle))
    return [...wired[side].map((end) => [end, true] as const), ...free[side].filter((end) => !there.has(farHandle(end))).map((end) => [end, false] as const)]
  }
  const all = { from: of('from'), to: of('to') }
  const rows = Math.max(all.from.length, all.to.length)
  const box = { width: WIDTH, height: Math.max(96, HEADER + rows * PORT_STEP + TILE_FOOT + 8) }
  const sorted = (ends: readonly (readonly [End, boolean])[]) =>
    [...ends].sort(([a], [b]) => height(a.node) - height(b.node) || (farHandle(a) < farHandle(b) ? -1 : 1))
  const middle = HEADER + (box.height - HEADER - TILE_FOOT) / 2
  const ports = (['to', 'from'] as const).flatMap((side) => {
    const ends = sorted(all[side])
    return ends.map(
      ([end, leads], i): FarPort => ({
        end,
        side,
        wired: leads,
        place: { x: side === 'from' ? box.width : 0, y: middle + (i - (ends.length - 1) / 2) * PORT_STEP, normal: side === 'from' ? 1 : -1 },
      }),
    )
  })
  const grid = (n: number): number => Math.round(n / 4) * 4
  return { x: grid(bounds.x + (bounds.width - box.width) / 2), y: grid(bounds.y + (bounds.height - box.height) / 2), ...box, ports }
}

/** The frame around contents. */
export const framed = ({ x, y, width, height }: Rectangle): Rectangle => ({
  x: x - PADDING,
  y: y - PADDING - FRAME_HEAD,
  width: width + 2 * PADDING,
  height: height + 2 * PADDING + FRAME_HEAD,
})

/** The frames of expanded groups around their contents and notes, outer ones first. */
export function frameShapes(
  scope: Scope,
  rectangle: (item: string) => Rectangle | undefined,
  notes: (group: string) => readonly Rectangle[],
): ReadonlyMap<string, Rectangle> {
  const shapes = new Map<string, Rectangle>()
  for (const group of [...scope.frames].reverse()) {
    const inner = [
      ...new Set(group.nodes.flatMap((id) => scope.item(id) ?? [])),
      ...scope.tiles.filter((tile) => tile.parent === group.id).map((tile) => `group:${tile.id}`),
    ].flatMap((item) => rectangle(item) ?? [])
    const frames = group.groups.flatMap((id) => shapes.get(id) ?? [])
    if (inner.length + frames.length === 0) continue
    shapes.set(group.id, framed(boundsOf([...inner, ...frames, ...notes(group.id)])))
  }
  return new Map(scope.frames.flatMap((group: Group) => (shapes.has(group.id) ? [[group.id, shapes.get(group.id)!] as const] : [])))
}

/** Positions for portals beside the drawing: sources at the left, targets at the right. */
export function portalPlaces(
  content: Rectangle,
  portals: readonly { readonly item: string; readonly side: Side; readonly wanted: number }[],
): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>()
  for (const side of ['from', 'to'] as const) {
    const x = side === 'from' ? content.x - PORTAL_GAP - PORTAL.width : content.x + content.width + PORTAL_GAP
    let y = -Infinity
    for (const { item, wanted } of portals.filter((p) => p.side === side).sort((a, b) => a.wanted - b.wanted || (a.item < b.item ? -1 : 1))) {
      y = Math.max(y + PORTAL_STEP, wanted - PORTAL.height / 2)
      places.set(item, { x, y })
    }
  }
  return places
}
