import { components } from '../../../engine/compile/components'
import type { End, Side } from '../../document/ports'
import type { Box } from '../geometry'

/** A unit of layout: a node, or a group with its contents. */
export interface Part {
  readonly id: string
  readonly box: Box
  /** Whether it is a memory node, such as a context. */
  readonly memory: boolean
  readonly input: boolean
  readonly output: boolean
  /** Distance of a port below the top edge, by its name in the wires. */
  readonly port: (side: Side, name: string) => number
}

/** A wire between two parts. */
export interface PartWire {
  readonly from: End
  readonly to: End
  /**
   * Whether the value comes from an earlier step, so that it does not depend on the source's inputs of the same step.
   */
  readonly late: boolean
}

/** The parts that are laid out together: the top level, or the contents of one group. */
export interface Level {
  readonly parts: ReadonlyMap<string, Part>
  readonly wires: readonly PartWire[]
}

/** The data flow that decides the columns. */
export interface Flow {
  /** Contexts inside a loop; they are placed below what they copy, outside the columns. */
  readonly feedback: ReadonlySet<string>
  /** Column of each part that is not a feedback context. */
  readonly column: ReadonlyMap<string, number>
  /** Wires between columns, without those that lead left. */
  readonly forward: readonly PartWire[]
}

/** Nodes in loops. */
function inLoops(nodes: readonly string[], wires: readonly PartWire[]): ReadonlySet<string> {
  const numbers = new Map(nodes.map((id, i) => [id, i]))
  const out = nodes.map((): number[] => [])
  for (const { from, to } of wires) {
    const [source, target] = [numbers.get(from.node), numbers.get(to.node)]
    if (source !== undefined && target !== undefined) out[source]!.push(target)
  }
  const loops = components(nodes.length, (v) => out[v]!).filter(([first, ...others]) => others.length > 0 || out[first!]!.includes(first!))
  return new Set(loops.flat().map((v) => nodes[v]!))
}

/**
 * Assigns columns by the longest path over same-step dependencies, ignoring contexts inside loops and backward wires.
 */
export function flowOf({ parts, wires }: Level): Flow {
  const ids = [...parts.keys()]
  const loops = inLoops(ids, wires)
  const feedback = new Set(ids.filter((id) => loops.has(id) && parts.get(id)!.memory))
  const columns = ids.filter((id) => !feedback.has(id))
  // A memory outside any loop is a delay line, which reads from left to right.
  const counts = ({ from, to, late }: PartWire): boolean =>
    from.node !== to.node && !feedback.has(from.node) && !feedback.has(to.node) && !(late && loops.has(from.node))
  const candidates = wires.filter(counts)
  const forward = withoutCycles(columns, candidates)
  const into = new Map<string, PartWire[]>(columns.map((id) => [id, []]))
  const out = new Map<string, PartWire[]>(columns.map((id) => [id, []]))
  for (const wire of forward) {
    into.get(wire.to.node)!.push(wire)
    out.get(wire.from.node)!.push(wire)
  }
  const column = new Map<string, number>()
  const place = (id: string): number => {
    const set = column.get(id)
    if (set !== undefined) return set
    const value = into.get(id)!.reduce((most, w) => Math.max(most, place(w.from.node) + 1), 0)
    column.set(id, value)
    return value
  }
  for (const id of columns) place(id)
  // Parts that are fed by memory only go directly before their first target; inputs stay in the first column.
  for (const id of [...columns].sort((a, b) => column.get(b)! - column.get(a)!)) {
    const next = out.get(id)!
    if (into.get(id)!.length > 0 || next.length === 0 || parts.get(id)!.input) continue
    column.set(id, Math.max(column.get(id)!, Math.min(...next.map((w) => column.get(w.to.node)!)) - 1))
  }
  const fed = columns.some((id) => parts.get(id)!.input)
  if (fed) {
    // The first column is for inputs only.
    for (const id of columns) if (!parts.get(id)!.input && into.get(id)!.length === 0 && column.get(id) === 0) column.set(id, 1)
    for (const id of [...columns].sort((a, b) => column.get(a)! - column.get(b)!))
      for (const w of out.get(id)!) column.set(w.to.node, Math.max(column.get(w.to.node)!, column.get(id)! + 1))
  }
  const last = Math.max(0, ...column.values())
  for (const id of columns) if (parts.get(id)!.output && out.get(id)!.length === 0) column.set(id, last)
  return { feedback, column, forward }
}

/** The wires without those that close a cycle, found depth first in document order. */
function withoutCycles(nodes: readonly string[], wires: readonly PartWire[]): PartWire[] {
  const out = new Map<string, PartWire[]>(nodes.map((id) => [id, []]))
  for (const wire of wires) out.get(wire.from.node)!.push(wire)
  const state = new Map<string, 'open' | 'done'>()
  const dropped = new Set<PartWire>()
  for (const root of nodes) {
    if (state.has(root)) continue
    const work = [{ id: root, next: 0 }]
    state.set(root, 'open')
    while (work.length > 0) {
      const top = work.at(-1)!
      const wire = out.get(top.id)![top.next++]
      if (!wire) {
        state.set(top.id, 'done')
        work.pop()
      } else if (state.get(wire.to.node) === 'open') dropped.add(wire)
      else if (!state.has(wire.to.node)) {
        state.set(wire.to.node, 'open')
        work.push({ id: wire.to.node, next: 0 })
      }
    }
  }
  return wires.filter((wire) => !dropped.has(wire))
}
