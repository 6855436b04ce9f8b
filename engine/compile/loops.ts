import { problem, type Problem } from '../base/problem'
import type { Op } from '../contract/op'
import type { GraphDocument } from '../document/types'
import { components } from './components'
import type { Lowered } from './lower'

/** The op graph over slots: an op that reads a slot depends on all that write it. */
function dependencies(lowered: Lowered, latched: boolean): number[][] {
  const writers: number[][] = lowered.slots.map(() => [])
  lowered.ops.forEach((op, i) => writers[op.writes.index]!.push(i))
  const out: number[][] = lowered.ops.map(() => [])
  lowered.ops.forEach((op, i) => {
    for (const slot of op.reads) for (const w of writers[slot.index]!) out[w]!.push(i)
    if (latched) for (const { slot } of op.latched) for (const w of writers[slot.index]!) out[w]!.push(i)
  })
  return out
}

/**
 * Loops without delay: of each strongly connected component over same-step reads the shortest loop, counted in wires,
 * in its order and from the node that stands first in the document.
 */
export function algebraicLoops(document: GraphDocument, lowered: Lowered): Problem[] {
  const out = dependencies(lowered, false)
  const place = new Map(Object.keys(document.nodes).map((id, i) => [id, i]))
  const position = (op: number): number => place.get(lowered.ops[op]!.node) ?? 0
  const problems: Problem[] = []
  for (const members of components(lowered.ops.length, (v) => out[v]!)) {
    const first = members[0]!
    if (members.length === 1 && !out[first]!.includes(first)) continue
    const inside = new Set(members)
    const wires = members.filter((v) => lowered.ops[v]!.edge !== undefined && isProjection(lowered.ops[v]!))
    wires.sort((a, b) => position(a) - position(b) || a - b)
    let best: number[] | undefined
    for (const start of wires) {
      const loop = shortestLoop(start, out, inside, lowered.ops, best ? best.length : Infinity)
      if (loop && (!best || loop.length < best.length)) best = loop
      if (best && best.length === 1) break
    }
    if (!best) continue
    // `best` holds the wires of the loop; wire i ends at its node. Turn it so that the first node of the document leads.
    const loop = best
    let lead = 0
    for (let i = 1; i < loop.length; i++) if (position(loop[i]!) < position(loop[lead]!)) lead = i
    const turned = [...loop.slice(lead), ...loop.slice(0, lead)]
    const nodes = turned.map((w) => lowered.ops[w]!.node)
    const edges = turned.map((w) => lowered.ops[w]!.edge!)
    // edges[i] enters nodes[i]; the wire that closes the loop is edges[0].
    problems.push(
      problem('algebraic-loop', 'algebraic-loop', { loop: told([...nodes, nodes[0]!]) }, {
        nodes, edges: [...edges.slice(1), edges[0]!],
        repairs: [...new Set([edges[0]!, ...edges])].map((edge) => ({ kind: 'insert-context', edge })),
      }),
    )
  }
  return problems.sort((a, b) => (place.get(a.nodes[0]!) ?? 0) - (place.get(b.nodes[0]!) ?? 0))
}

/** Nodes of a loop that are told by name at its start, and at its end. */
const NAMED = 10

/** A loop in words; of a long one its two ends, the rest stands in the problem's list of nodes. */
const told = (loop: readonly string[]): string =>
  (loop.length <= 2 * NAMED ? loop : [...loop.slice(0, NAMED), '…', ...loop.slice(-NAMED)]).join(' → ')

const isProjection = (op: Op): boolean => op.kind !== 'dropout'

/** Fewest wires from `start` back to itself (0–1 breadth-first search: only wires count), or undefined if not below `limit`. */
function shortestLoop(
  start: number, out: readonly (readonly number[])[], inside: ReadonlySet<number>, ops: readonly Op[], limit: number,
): number[] | undefined {
  const previous = new Map<number, number>()
  let frontier = [start]
  const seen = new Set<number>()
  for (let length = 1; frontier.length > 0 && length < limit; length++) {
    const wires: number[] = []
    const stack = frontier.toReversed()
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      for (const w of out[v]!) {
        if (!inside.has(w)) continue
        if (w === start) {
          const loop: number[] = []
          for (let at: number | undefined = v; at !== undefined && at !== start; at = previous.get(at))
            if (ops[at]!.edge !== undefined && isProjection(ops[at]!)) loop.push(at)
          return [start, ...loop.reverse()]
        }
        if (seen.has(w)) continue
        seen.add(w)
        previous.set(w, v)
        if (ops[w]!.edge !== undefined && isProjection(ops[w]!)) wires.push(w)
        else stack.push(w)
      }
    }
    frontier = wires
  }
  return undefined
}

/** Which loops hold memories of both directions of time, and which wires with dropout lie inside a loop. */
export function recurrenceProblems(document: GraphDocument, lowered: Lowered): Problem[] {
  const out = dependencies(lowered, true)
  const problems: Problem[] = []
  for (const members of components(lowered.ops.length, (v) => out[v]!)) {
    const first = members[0]!
    if (members.length === 1 && !out[first]!.includes(first)) continue
    const ops = members.map((v) => lowered.ops[v]!)
    const memories = (backward: boolean): string[] => [
      ...new Set(ops.filter((op) => op.kind === 'latch' && op.backwardInTime === backward).map((op) => op.node)),
    ]
    const forward = memories(false)
    const backward = memories(true)
    if (forward.length > 0 && backward.length > 0) {
      const nodes = new Set(ops.map((op) => op.node))
      problems.push(
        problem('time-direction-conflict', 'time-direction-conflict', { forward: forward.join(', '), backward: backward.join(', ') }, {
          nodes: Object.keys(document.nodes).filter((id) => nodes.has(id)),
          edges: [...new Set(ops.flatMap((op) => op.edge ?? []))],
        }),
      )
    }
    for (const op of ops)
      if (op.kind === 'dropout')
        problems.push(
          problem('dropout-on-recurrence', 'dropout-on-recurrence', { edge: op.edge! }, {
            edges: [op.edge!], path: `/edges/${op.edge}/dropout`, repairs: [{ kind: 'remove-dropout', edge: op.edge! }],
          }),
        )
  }
  return problems
}
