import type { Op, Slot } from '../contract/op'
import { components, order } from './components'
import type { Lowered } from './lower'

/** Ops that run together, in execution order within a step: one op outside every loop, or all ops of a loop. */
export interface Group {
  readonly ops: readonly Op[]
  readonly recurrent: boolean
  readonly backwardInTime: boolean
}

export interface OpOrder {
  readonly groups: readonly Group[]
  /** Returns the slot that replaces a slot after plain copies are removed. */
  readonly alias: (slot: Slot) => Slot
  /** Removed copies, with the slot that they copy. */
  readonly copies: ReadonlyMap<Op, Slot>
}

/** A same-step cycle among ops; `loops.ts` reports loops in documents before this can happen. */
class AlgebraicLoopError extends Error {}

/**
 * Removes plain copies, then orders the remaining ops. Groups are the strongly connected components over all reads; the
 * order within a step follows from same-step reads alone.
 */
export function orderOps({ ops, slots }: Pick<Lowered, 'ops' | 'slots'>): OpOrder {
  const writers: Op[][] = slots.map(() => [])
  for (const op of ops) writers[op.writes.index]!.push(op)
  const target = new Map<number, Slot>()
  const copies = new Map<Op, Slot>()
  const skipped = new Set<Op>()
  for (const list of writers) {
    // A sum that starts from zero and receives a single plain copy equals that copy.
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

  // Slots are numbered before ops, with edges from an op to its slot and from there to its readers. A slot is taken as
  // soon as it is ready, so that ops run in the same order as with edges straight from writers to readers.
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
  // Of the groups that could run next, take the one with the first op, so that ids alone decide the order.
  const rank = found.map((members, c) => ({ c, first: members.find((v) => v >= slots.length) ?? members[0]! })).sort((a, b) => a.first - b.first)
  const rankOf = new Int32Array(found.length)
  rank.forEach(({ c }, r) => (rankOf[c] = r))
  const next: number[][] = found.map(() => [])
  all.forEach((out, v) => {
    for (const w of out) if (componentOf[v] !== componentOf[w]) next[rankOf[componentOf[v]!]!]!.push(rankOf[componentOf[w]!]!)
  })
  const sequence = order(
    found.map((_, r) => r),
    (r) => next[r]!,
  )!.filter((r) => rank[r]!.first >= slots.length)

  const groups = sequence.map((r): Group => {
    const members = found[rank[r]!.c]!
    const inside = order(members, (v) => sameStep[v]!)
    if (!inside) throw new AlgebraicLoopError(`a loop without delay through ${opOf(rank[r]!.first).node}`)
    const list = inside.filter((v) => v >= slots.length).map(opOf)
    return { ops: list, recurrent: members.length > 1, backwardInTime: list.some((op) => op.backwardInTime) }
  })
  return { groups, alias, copies }
}
