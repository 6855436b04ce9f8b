import { addTo } from '../../../engine/base/lists'
import type { Box, Point } from '../geometry'
import type { Resumable } from '../../../engine/base/resumable'
import { flowOf, type Level, type Part, type PartWire } from './layers'

const COLUMN_GAP = 96
const ROW_GAP = 48
/** Space between a node and a context below it that copies it, for the lanes of their wires. */
const CONTEXT_GAP = 40
const SWEEPS = 8

interface Block {
  readonly id: string
  /** The part and the contexts placed below it. */
  readonly members: readonly string[]
  readonly height: number
  y: number
}

/**
 * Positions for the parts of one level: columns from left to right by same-step dependencies, and the memories of a
 * loop below what they copy. Deterministic. Columns keep the vertical order `stood` of the previous layout unless
 * another order has fewer crossings.
 */
export function* arrangeLevel(level: Level, stood: (part: string) => number | undefined): Resumable<Map<string, Point>> {
  const { parts, wires } = level
  const flow = flowOf(level)
  yield
  const box = (id: string): Box => parts.get(id)!.box
  const height = (id: string): number => box(id).height + box(id).above + box(id).below
  const ends = byEnd(wires)
  const sources = (id: string): readonly string[] => [...new Set(ends.into(id).map((w) => w.from.node))]
  const targets = (id: string): readonly string[] => [...new Set(ends.out(id).map((w) => w.to.node))]

  // A context that copies one node only is placed below it; one that spans columns gets a row of its own.
  const hanging = new Map<string, string[]>()
  const spanning: string[] = []
  for (const id of flow.feedback) {
    const [host, ...others] = sources(id)
    if (others.length === 0 && host !== undefined && flow.column.has(host) && targets(id).every((to) => to === host)) {
      const list = hanging.get(host)
      if (list) list.push(id)
      else hanging.set(host, [id])
    } else spanning.push(id)
  }

  const columns: Block[][] = []
  const blocks = new Map<string, Block>()
  for (const [id, index] of flow.column) {
    const members = [id, ...(hanging.get(id) ?? [])]
    const total = members.reduce((sum, member, i) => sum + height(member) + (i > 0 ? CONTEXT_GAP : 0), 0)
    const block: Block = { id, members, height: total, y: 0 }
    blocks.set(id, block)
    ;(columns[index] ??= []).push(block)
  }
  for (let i = 0; i < columns.length; i++) columns[i] ??= []

  yield
  yield* order(parts, columns, flow.forward, stood)
  yield
  yield* settle(parts, columns, blocks, flow.forward)

  const positions = new Map<string, Point>()
  let x = 0
  columns.forEach((column) => {
    const width = Math.max(0, ...column.map((b) => box(b.id).width))
    for (const block of column) {
      let y = block.y
      for (const id of block.members) {
        positions.set(id, { x: x + (width - box(id).width) / 2, y: y + box(id).above })
        y += height(id) + CONTEXT_GAP
      }
    }
    x += width + COLUMN_GAP
  })

  placeBelow(spanning, positions, box, (id) => [...sources(id), ...targets(id)])
  const top = Math.min(0, ...[...positions.values()].map((p) => p.y))
  return new Map(
    [...parts.keys()].map((id) => {
      const p = positions.get(id) ?? { x: 0, y: 0 }
      return [id, { x: Math.round(p.x / 4) * 4, y: Math.round((p.y - top) / 4) * 4 }]
    }),
  )
}

type Parts = ReadonlyMap<string, Part>
type Wires = readonly PartWire[]

/** Wires by the part at each end, in order. A wire from a part to itself is listed at both. */
function byEnd(wires: Wires): { readonly into: (id: string) => Wires; readonly out: (id: string) => Wires; readonly at: (id: string) => Wires } {
  const [into, out, at] = [new Map<string, PartWire[]>(), new Map<string, PartWire[]>(), new Map<string, PartWire[]>()]
  for (const wire of wires) {
    addTo(into, wire.to.node, wire)
    addTo(out, wire.from.node, wire)
    addTo(at, wire.to.node, wire)
    if (wire.from.node !== wire.to.node) addTo(at, wire.from.node, wire)
  }
  const of =
    (map: ReadonlyMap<string, PartWire[]>) =>
    (id: string): Wires =>
      map.get(id) ?? noWires
  return { into: of(into), out: of(out), at: of(at) }
}
const noWires: Wires = []

/**
 * Orders each column by the barycentre of its neighbours, sweeping back and forth; keeps the previous order if that has
 * no more crossings.
 */
function* order(parts: Parts, columns: Block[][], wires: Wires, stood: (part: string) => number | undefined): Resumable<void> {
  const height = (block: Block): number => stood(block.id) ?? Infinity
  const known = columns.flat().filter((block) => stood(block.id) !== undefined).length > 1
  const first = known ? columns.map((column) => column.toSorted((a, b) => height(a) - height(b) || 0)) : undefined
  if (first) columns.forEach((column, i) => column.splice(0, column.length, ...first[i]!))
  yield* sweep(parts, columns, wires)
  if (first && crossings(first, wires) <= crossings(columns, wires)) columns.forEach((column, i) => column.splice(0, column.length, ...first[i]!))
}

/** Number of crossing pairs of wires between the same two columns. */
function crossings(columns: readonly (readonly Block[])[], wires: Wires): number {
  const place = new Map(columns.flatMap((column, c) => column.map((block, r) => [block.id, { c, r }] as const)))
  const between = new Map<string, (readonly [number, number])[]>()
  for (const { from, to } of wires) {
    const [a, b] = [place.get(from.node), place.get(to.node)]
    if (!a || !b) continue
    const key = `${a.c} ${b.c}`
    const list = between.get(key)
    if (list) list.push([a.r, b.r])
    else between.set(key, [[a.r, b.r]])
  }
  let count = 0
  for (const list of between.values())
    for (let i = 0; i < list.length; i++) {
      const [a, b] = list[i]!
      for (let k = 0; k < i; k++) if ((a - list[k]![0]) * (b - list[k]![1]) < 0) count++
    }
  return count
}

function* sweep(parts: Parts, columns: Block[][], wires: Wires): Resumable<void> {
  const rank = new Map<string, number>()
  const number = (column: readonly Block[]): void => column.forEach((b, i) => rank.set(b.id, column.length > 1 ? i / (column.length - 1) : 0.5))
  columns.forEach(number)
  const weight = (node: string, side: 'from' | 'to', port: string): number => parts.get(node)!.port(side, port) / 1000
  const ends = byEnd(wires)
  for (let round = 0; round < SWEEPS; round++) {
    yield
    const down = round % 2 === 0
    for (const column of down ? columns : columns.toReversed()) {
      const key = new Map<Block, number>()
      for (const block of column) {
        const near = (down ? ends.into(block.id) : ends.out(block.id)).map((w) =>
          down ? rank.get(w.from.node)! + weight(w.from.node, 'from', w.from.port) : rank.get(w.to.node)! + weight(w.to.node, 'to', w.to.port),
        )
        key.set(block, near.length > 0 ? near.reduce((a, b) => a + b, 0) / near.length : rank.get(block.id)!)
      }
      column.sort((a, b) => key.get(a)! - key.get(b)!)
      number(column)
    }
  }
}

/** Moves each block close to the height of its neighbours, without changing the order in its column. */
function* settle(parts: Parts, columns: readonly Block[][], blocks: ReadonlyMap<string, Block>, wires: Wires): Resumable<void> {
  for (const column of columns) {
    let y = 0
    for (const block of column) {
      block.y = y
      y += block.height + ROW_GAP
    }
    const shift = (y - ROW_GAP) / 2
    for (const block of column) block.y -= shift
  }
  const at = (node: string, side: 'from' | 'to', port: string): number => {
    const part = parts.get(node)!
    return blocks.get(node)!.y + part.box.above + part.port(side, port)
  }
  const ends = byEnd(wires)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    yield
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = column.map((block) => {
        const pulls = ends
          .at(block.id)
          .map((w) =>
            w.to.node === block.id
              ? at(w.from.node, 'from', w.from.port) - at(w.to.node, 'to', w.to.port)
              : at(w.to.node, 'to', w.to.port) - at(w.from.node, 'from', w.from.port),
          )
        return block.y + (pulls.length > 0 ? pulls.reduce((a, b) => a + b, 0) / pulls.length : 0)
      })
      spread(column, wanted)
    }
  }
  for (const column of columns) for (const block of column) block.y = Math.round(block.y / 4) * 4
  straighten(columns, at, ends.into)
}

/** Wires whose ends differ by no more than this are made horizontal if the node has space to move. */
const NEARLY = 28

function straighten(columns: readonly Block[][], at: (node: string, side: 'from' | 'to', port: string) => number, into: (id: string) => Wires): void {
  for (const column of columns)
    column.forEach((block, i) => {
      const shifts = into(block.id)
        .map((w) => at(w.from.node, 'from', w.from.port) - at(w.to.node, 'to', w.to.port))
        .sort((a, b) => Math.abs(a) - Math.abs(b))
      const shift = shifts.find((s) => Math.abs(s) <= NEARLY)
      if (shift === undefined) return
      const above = column[i - 1]
      const below = column[i + 1]
      const y = block.y + shift
      if (above && above.y + above.height + ROW_GAP / 2 > y) return
      if (below && y + block.height + ROW_GAP / 2 > below.y) return
      block.y = y
    })
}

/**
 * Places blocks at the wanted heights where they fit; blocks that would overlap share the displacement (isotonic
 * regression).
 */
function spread(column: readonly Block[], wanted: readonly number[]): void {
  interface Group {
    blocks: Block[]
    offset: number[]
    sum: number
    height: number
    y: number
  }
  const groups: Group[] = []
  column.forEach((block, i) => {
    let group: Group = { blocks: [block], offset: [0], sum: wanted[i]!, height: block.height, y: wanted[i]! }
    for (let above = groups.at(-1); above && above.y + above.height + ROW_GAP > group.y; above = groups.at(-1)) {
      groups.pop()
      const shift = above.height + ROW_GAP
      // Append to the upper group, which is usually the longer one.
      const sum = above.sum + group.sum - shift * group.blocks.length
      for (const [k, below] of group.blocks.entries()) {
        above.blocks.push(below)
        above.offset.push(group.offset[k]! + shift)
      }
      group = { ...above, sum, height: shift + group.height, y: sum / above.blocks.length }
    }
    groups.push(group)
  })
  for (const group of groups) group.blocks.forEach((block, i) => (block.y = group.y + group.offset[i]!))
}

/** Places contexts that span columns below everything they span, shortest first. */
function placeBelow(spanning: readonly string[], positions: Map<string, Point>, box: (id: string) => Box, near: (id: string) => readonly string[]): void {
  const ends = (id: string): { low: number; high: number; centre: number }[] =>
    near(id).flatMap((other) => {
      const at = other === id ? undefined : positions.get(other)
      return at ? [{ low: at.x, high: at.x + box(other).width, centre: at.x + box(other).width / 2 }] : []
    })
  const span = (id: string): number => {
    const centres = ends(id).map(({ centre }) => centre)
    return centres.length > 0 ? Math.max(...centres) - Math.min(...centres) : Infinity
  }
  const spans = new Map(spanning.map((id) => [id, span(id)]))
  const beside = new Map(spanning.map((id) => [id, near(id).filter((other) => spans.has(other))]))
  while (spans.size > 0) {
    // First those next to something that has a position, and of these the shortest.
    let [next, least] = [undefined as string | undefined, Infinity]
    for (const [id, size] of spans) if (next === undefined || size < least) [next, least] = [id, size]
    if (next === undefined) return
    spans.delete(next)
    const around = ends(next)
    const { width, above } = box(next)
    const centres = around.map(({ centre }) => centre)
    const middle = around.length > 0 ? (Math.min(...centres) + Math.max(...centres)) / 2 : 0
    const x = middle - width / 2
    const low = Math.min(x, ...around.map((end) => end.low)) - 16
    const high = Math.max(x + width, ...around.map((end) => end.high)) + 16
    let y = 0
    for (const [id, p] of positions) if (p.x < high && p.x + box(id).width > low) y = Math.max(y, p.y + box(id).height + box(id).below)
    positions.set(next, { x, y: y + CONTEXT_GAP + above })
    for (const other of beside.get(next)!) if (spans.has(other)) spans.set(other, span(other))
  }
}
