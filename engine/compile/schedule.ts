import type { Op, Slot } from '../contract/op'
import { components, order } from './components'
import type { Lowered } from './lower'

/** Ops that run together: one op outside every loop, or all ops of a loop, in the order inside a step. */
export interface Group {
  readonly ops: readonly Op[]
  readonly recurrent: boolean
  readonly backwardInTime: boolean
}

export interface Schedule {
  readonly groups: readonly Group[]
  /** Index of its group by op. */
  readonly groupOf: ReadonlyMap<Op, number>
  /** The slot that stands for each slot, plain copies aliased away. */
  readonly alias: (slot: Slot) => Slot
  /** Ops that were aliased away, with the group of what they copy. */
  readonly copies: ReadonlyMap<Op, Slot>
}

/** A same-step cycle among the ops; the document's loops are named by `loops.ts` before this can happen. */
class AlgebraicLoopError extends Error {}

/**
 * Aliases plain copies away, then orders what is left: strongly connected components over all reads are the groups,
 * the order inside a step comes from the same-step reads alone.
 */
export function schedule({ ops, slots }: Pick<Lowered, 'ops' | 'slots'>): Schedule {
  const writers: Op[][] = slots.map(() => [])
  for (const op of ops) writers[op.writes.index]!.push(op)
  const target = new Map<number, Slot>()
  const copies = new Map<Op, Slot>()
  const skipped = new Set<Op>()
  for (const list of writers) {
    // A sum that starts from zero and gets one plain copy is that copy.
    const [first, second] = list
    if (!first) continue
    const copy = second === undefined ? first : second
    const sole = list.length === 1 || (list.length === 2 && first.kind === 'bias' && first.parameters.length === 0)
    if (!sole || !copy.copyOf || (list.length === 2 && !copy.accumulates) || (list.length === 1 && copy.accumulates)) continue
    target.set(copy.writes.index, copy.copyOf)
    copies.set(copy, copy.copyOf)
    for (const op of list) skipped.add(op)
  }
  const alias = (slot: Slot): Slot => {
    let at = slot
    for (let i = 0; i <= target.size; i++) {
      const next = target.get(at.index)
      if (!next) return at
      at = next
    }
    throw new AlgebraicLoopError(`copies of ${slot.node} run in a circle`)
  }

  // Slots come before the ops in number: an op leads to its slot and that to its readers, and a slot that is ready is
  // taken at once, so that ops run in the order that wires straight from writers to readers would give.
  const live = ops.filter((op) => !skipped.has(op))
  const opOf = (v: number): Op => live[v - slots.length]!
  const sameStep: number[][] = [...slots.map((): number[] => []), ...live.map(({ writes }) => [writes.index])]
  const starts: number[][] = slots.map(() => [])
  live.forEach((op, i) => {
    for (const slot of op.reads) sameStep[alias(slot).index]!.push(slots.length + i)
    if (!op.accumulates) starts[op.writes.index]!.push(slots.length + i)
  })
  live.forEach((op, i) => {
    if (op.accumulates) for (const start of starts[op.writes.index]!) sameStep[start]!.push(slots.length + i)
  })
  const all = sameStep.map((list) => [...list])
  live.forEach((op, i) => {
    for (const { slot } of op.latched) all[alias(slot).index]!.push(slots.length + i)
  })

  const found = components(all.length, (v) => all[v]!)
  const componentOf = new Int32Array(all.length)
  found.forEach((members, c) => {
    for (const v of members) componentOf[v] = c
  })
  // Among the groups that could run next, the one whose first op comes first: an order that ids alone decide.
  const rank = found.map((members, c) => ({ c, first: members.find((v) => v >= slots.length) ?? members[0]! })).sort((a, b) => a.first - b.first)
  const rankOf = new Int32Array(found.length)
  rank.forEach(({ c }, r) => (rankOf[c] = r))
  const next: number[][] = found.map(() => [])
  all.forEach((out, v) => {
    for (const w of out) if (componentOf[v] !== componentOf[w]) next[rankOf[componentOf[v]!]!]!.push(rankOf[componentOf[w]!]!)
  })
  const sequence = order(found.map((_, r) => r), (r) => next[r]!)!.filter((r) => rank[r]!.first >= slots.length)

  const groupOf = new Map<Op, number>()
  const groups = sequence.map((r, g): Group => {
    const members = found[rank[r]!.c]!
    const inside = order(members, (v) => sameStep[v]!)
    if (!inside) throw new AlgebraicLoopError(`a loop without delay through ${opOf(rank[r]!.first).node}`)
    const list = inside.filter((v) => v >= slots.length).map(opOf)
    for (const op of list) groupOf.set(op, g)
    return {
      ops: list,
      recurrent: members.length > 1,
      backwardInTime: list.some((op) => op.backwardInTime),
    }
  })
  return { groups, groupOf, alias, copies }
}
