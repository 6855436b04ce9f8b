import { problem, type Problem } from '../base/problem'
import type { Op } from '../contract/op'
import type { GraphDocument } from '../document/types'
import { components } from './components'
import type { Lowered } from './lower'

/**
 * Returns the successors of each op and, after the ops, of each slot: an op leads to the slot that it writes, a slot to
 * the ops that read it. Edges straight from writers to readers would be a product: 25 million at a node with 5,000 on
 * each side.
 */
function dependencies({ ops, slots }: Lowered, latched: boolean): number[][] {
  const out = [...ops.map((op) => [ops.length + op.writes.index]), ...slots.map((): number[] => [])]
  ops.forEach((op, i) => {
    for (const slot of op.reads) out[ops.length + slot.index]!.push(i)
    if (latched) for (const { slot } of op.latched) out[ops.length + slot.index]!.push(i)
  })
  return out
}

/** Returns the ops and slots of each loop; even a single op returns to itself through a slot. */
const loopsOf = (out: readonly (readonly number[])[]): number[][] => components(out.length, (v) => out[v]!).filter((members) => members.length > 1)

/**
 * Finds loops without delay: for each strongly connected component over same-step reads, the shortest loop, counted in
 * wires, starting from the node that comes first in the document.
 */
export function algebraicLoops(document: GraphDocument, lowered: Lowered): Problem[] {
  const out = dependencies(lowered, false)
  const place = new Map(Object.keys(document.nodes).map((id, i) => [id, i]))
  const position = (op: number): number => place.get(lowered.ops[op]!.node) ?? 0
  const problems: Problem[] = []
  const places = new Int32Array(out.length)
  for (const members of loopsOf(out)) {
    const loop = shortestOf(members, out, lowered.ops, places, position)
    if (!loop) continue
    // These are the wires of the loop; wire i ends at its node. Rotate it so that the first node of the document leads.
    let lead = 0
    for (let i = 1; i < loop.length; i++) if (position(loop[i]!) < position(loop[lead]!)) lead = i
    const rotated = [...loop.slice(lead), ...loop.slice(0, lead)]
    const nodes = rotated.map((w) => lowered.ops[w]!.node)
    const edges = rotated.map((w) => lowered.ops[w]!.edge!)
    // edges[i] enters nodes[i]; the wire that closes the loop is edges[0].
    problems.push(
      problem(
        'algebraic-loop',
        'algebraic-loop',
        { loop: describeLoop([...nodes, nodes[0]!]) },
        { nodes, edges: [...edges.slice(1), edges[0]!], repairs: [...new Set([edges[0]!, ...edges])].map((edge) => ({ kind: 'insert-context', edge })) },
      ),
    )
  }
  return problems.sort((a, b) => (place.get(a.nodes[0]!) ?? 0) - (place.get(b.nodes[0]!) ?? 0))
}

/** Nodes of a loop named at its start and at its end. */
const NAMED = 10

/** Describes a loop; a long one by its two ends, as the problem's list of nodes contains the rest. */
const describeLoop = (loop: readonly string[]): string => (loop.length <= 2 * NAMED ? loop : [...loop.slice(0, NAMED), '…', ...loop.slice(-NAMED)]).join(' → ')

const isProjection = (op: Op): boolean => op.kind !== 'dropout'

/**
 * Returns the wires of the shortest loop of a strongly connected component; of several, the one through the wire that
 * comes first by `position`. Computes the length once per sum that wires enter, since all wires into one sum continue
 * alike.
 */
function shortestOf(
  members: readonly number[],
  out: readonly (readonly number[])[],
  ops: readonly Op[],
  places: Int32Array,
  position: (op: number) => number,
): number[] | undefined {
  const wires = members.map((op, at) => ({ op, at })).filter(({ op }) => isWire(ops[op]))
  wires.sort((a, b) => position(a.op) - position(b.op) || a.op - b.op)
  const search = new LoopSearch(members, out, ops, places)
  const lengths = new Map<number, number>()
  let least = Infinity
  for (const { op, at } of wires) {
    const sum = ops[op]!.writes.index
    if (lengths.has(sum)) continue
    const length = search.run(at, sum, -1, least)
    lengths.set(sum, length)
    least = Math.min(least, length)
    if (least === 1) break
  }
  for (const { op, at } of wires) {
    const sum = ops[op]!.writes.index
    if (lengths.get(sum) === least && search.run(at, sum, at, least) === least) return search.loop()
  }
  return undefined
}

const isWire = (op: Op | undefined): boolean => op?.edge !== undefined && isProjection(op)

/**
 * Searches a component for short loops, thousands of times with the same few arrays. Members are numbered within the
 * component, so that many small components together cost only their total size.
 */
class LoopSearch {
  /** Successors of member v: `next[first[v]]` up to before `next[first[v + 1]]`. */
  private readonly first: Int32Array
  private readonly next: Int32Array
  /** 1 if a member is a wire; and the slot that each op adds to, −1 for slots. */
  private readonly wire: Uint8Array
  private readonly sum: Int32Array
  /** The search that visited a member last, and its predecessor there. */
  private readonly met: Int32Array
  private readonly previous: Int32Array
  private searches = 0
  private found: readonly [start: number, end: number] = [0, 0]

  /** @param places Scratch with one entry per op and slot, all 0 before and after; meanwhile 1 + the index of each member. */
  constructor(
    private readonly members: readonly number[],
    out: readonly (readonly number[])[],
    ops: readonly Op[],
    places: Int32Array,
  ) {
    members.forEach((v, k) => (places[v] = k + 1))
    this.first = new Int32Array(members.length + 1)
    const next: number[] = []
    members.forEach((v, k) => {
      for (const w of out[v]!) if (places[w] !== 0) next.push(places[w]! - 1)
      this.first[k + 1] = next.length
    })
    for (const v of members) places[v] = 0
    this.next = Int32Array.from(next)
    this.wire = Uint8Array.from(members, (v) => Number(isWire(ops[v])))
    this.sum = Int32Array.from(members, (v) => ops[v]?.writes.index ?? -1)
    this.met = new Int32Array(members.length)
    this.previous = new Int32Array(members.length)
  }

  /**
   * Returns the fewest wires, up to `limit`, from `start` back to the wire `end`, or with −1 to any op that adds to
   * `sum` (0–1 breadth-first search in which only wires count).
   */
  run(start: number, sum: number, end: number, limit: number): number {
    const { first, next, wire, met, previous } = this
    const search = ++this.searches
    let frontier = [start]
    for (let length = 1; frontier.length > 0 && length <= limit; length++) {
      const wires: number[] = []
      const stack = frontier.reverse()
      for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
        for (let i = first[v]!; i < first[v + 1]!; i++) {
          const w = next[i]!
          if (end < 0 ? this.sum[w] === sum : w === end) {
            this.found = [start, v]
            return length
          }
          if (met[w] === search) continue
          met[w] = search
          previous[w] = v
          if (wire[w] === 1) wires.push(w)
          else stack.push(w)
        }
      }
      frontier = wires
    }
    return Infinity
  }

  /** Returns the ops that are the wires of the last loop found, in order. */
  loop(): number[] {
    const [start, end] = this.found
    const loop: number[] = []
    for (let at = end; at !== start; at = this.previous[at]!) if (this.wire[at] === 1) loop.push(at)
    return [start, ...loop.reverse()].map((at) => this.members[at]!)
  }
}

/** Reports loops with memories of both directions of time, and wires with dropout inside a loop. */
export function recurrenceProblems(document: GraphDocument, lowered: Lowered): Problem[] {
  const out = dependencies(lowered, true)
  const problems: Problem[] = []
  for (const members of loopsOf(out)) {
    const ops = members.flatMap((v) => lowered.ops[v] ?? [])
    const memories = (backward: boolean): string[] => [
      ...new Set(ops.filter((op) => op.kind === 'latch' && op.backwardInTime === backward).map((op) => op.node)),
    ]
    const forward = memories(false)
    const backward = memories(true)
    if (forward.length > 0 && backward.length > 0) {
      const nodes = new Set(ops.map((op) => op.node))
      problems.push(
        problem(
          'time-direction-conflict',
          'time-direction-conflict',
          { forward: forward.join(', '), backward: backward.join(', ') },
          { nodes: Object.keys(document.nodes).filter((id) => nodes.has(id)), edges: [...new Set(ops.flatMap((op) => op.edge ?? []))] },
        ),
      )
    }
    for (const op of ops)
      if (op.kind === 'dropout' && document.edges[op.edge!]!.dropoutKind !== 'variational')
        problems.push(
          problem(
            'dropout-on-recurrence',
            'dropout-on-recurrence',
            { edge: op.edge! },
            { edges: [op.edge!], path: `/edges/${op.edge}/dropout`, repairs: [{ kind: 'remove-dropout', edge: op.edge! }] },
          ),
        )
  }
  return problems
}
