import type { GraphDocument } from '../../../engine/document/types'
import { notesOf } from '../../document/notes'
import { typeOf } from '../../document/ports'
import { wiresOutOf } from '../../document/selectors'
import { isMemory } from '../../../engine/compile/same-step'
import { FRAMED } from '../groups/shapes'
import { boxAt, boxOf, occupied, type Box, type Point, type Rectangle } from '../geometry'

const GAP = 24

/** The nearest position at or below `wanted` where a box of this size overlaps no node and none of `others`. */
export function freePlace(document: GraphDocument, wanted: Point, box: Box, others: readonly Rectangle[] = []): Point {
  const nodes = Object.entries(document.view?.nodes ?? {})
    .filter(([id]) => Object.hasOwn(document.nodes, id))
    .map(([id, at]) => occupied(at, boxAt(document, id)))
  const taken = [...nodes, ...others]
  let y = wanted.y
  for (let moved = true, i = 0; moved && i <= taken.length; i++) {
    moved = false
    for (const r of taken) {
      const beside = wanted.x >= r.x + r.width + GAP || wanted.x + box.width + GAP <= r.x
      if (beside || y - box.above >= r.y + r.height + GAP || y + box.height + GAP <= r.y) continue
      y = r.y + r.height + GAP + box.above
      moved = true
    }
  }
  return { x: Math.round(wanted.x / 4) * 4, y: Math.round(y / 4) * 4 }
}

/**
 * The offset by which to move a copy of a part so that it overlaps nothing: a small diagonal step if that is free,
 * otherwise below the obstacle.
 */
export function freeShift(document: GraphDocument, part: GraphDocument): Point {
  const boxes = [
    ...Object.entries(part.view?.nodes ?? {})
      .filter(([id]) => Object.hasOwn(part.nodes, id))
      .map(([id, at]) => occupied(at, boxAt(part, id))),
    ...[...notesOf(part).values()],
  ]
  const shift = { x: 32, y: 32 }
  if (boxes.length === 0) return shift
  const left = Math.min(...boxes.map((b) => b.x))
  const top = Math.min(...boxes.map((b) => b.y))
  const width = Math.max(...boxes.map((b) => b.x + b.width)) - left
  const height = Math.max(...boxes.map((b) => b.y + b.height)) - top
  const others = [...notesOf(document).values()]
  const place = freePlace(
    document,
    { x: left + shift.x, y: top + shift.y },
    { width, height, ...(part.view?.groups ? FRAMED : { above: 0, below: 0 }) },
    others,
  )
  return { x: place.x - left, y: place.y - top }
}

/** Position of a node of `type` inserted between two others: a memory below them, anything else halfway. */
export function placeBetween(document: GraphDocument, from: string, to: string, type: string, memory: boolean): Point {
  const places = document.view?.nodes ?? {}
  const a = places[from] ?? { x: 0, y: 0 }
  const b = places[to] ?? a
  const one = boxAt(document, from)
  const two = boxAt(document, to)
  const own = boxOf(typeOf({ ...document, nodes: { n: { type } } }, 'n'))
  const x = (a.x + one.width / 2 + b.x + two.width / 2) / 2 - own.width / 2
  const y = memory ? Math.max(a.y + one.height, b.y + two.height) + 40 : (a.y + one.height / 2 + b.y + two.height / 2) / 2 - own.height / 2
  return freePlace(document, { x, y }, own)
}

/** Least distance to keep between two connected nodes when one is inserted between them. */
const BETWEEN = 48

/**
 * New positions that make room for a node inserted into the wire from `from` to `to`: moves it, and everything
 * downstream of and right of `to`, to the right. Returns nothing for a wire that leads left.
 */
export function makeRoom(document: GraphDocument, node: string, from: string, to: string): Record<string, Point> {
  const places = document.view?.nodes ?? {}
  const [start, at, end] = [places[from], places[node], places[to]]
  if (!start || !at || !end || isMemory(typeOf(document, node))) return {}
  const width = (id: string): number => boxAt(document, id).width
  if (end.x <= start.x + width(from)) return {}
  const round = (n: number): number => Math.ceil(n / 4) * 4
  const x = Math.max(at.x, round(start.x + width(from) + BETWEEN))
  const missing = round(x + width(node) + BETWEEN - end.x)
  const moved: Record<string, Point> = x > at.x ? { [node]: { x, y: at.y } } : {}
  if (missing <= 0) return moved
  const seen = new Set([to])
  const work = [to]
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    const place = places[id]
    if (!place || place.x < end.x || id === node || id === from) continue
    moved[id] = { x: place.x + missing, y: place.y }
    // A memory is below the node that it copies, so it moves too.
    for (const { to: next } of wiresOutOf(document, id)) {
      if (seen.has(next.node)) continue
      seen.add(next.node)
      work.push(next.node)
    }
  }
  return moved
}
