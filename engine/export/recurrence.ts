import { splitEnd } from '../document/ends'
import { largest } from '../base/lists'
import { components, order } from '../compile/components'
import type { Network } from '../compile/network'
import type { Memory, Slot } from '../contract/op'
import { partsOf, sum, withParts, type Term } from '../contract/term'
import { occurrences } from '../formula/tree'

/** Ops that compute something other than their formula in training. */
const IN_TRAINING = ['dropout', 'noise', 'zoneout', 'force'] as const

/** The change that an op makes to its value in training. */
interface InTraining {
  readonly kind: (typeof IN_TRAINING)[number]
  /** The edge of a dropout, the node of noise or zoneout, the output that is forced. */
  readonly name: string
}

/** A value of a step, and the formula that computes it from others of the same step. */
export interface Assignment {
  readonly slot: Slot
  readonly term: Term
  readonly inTraining?: InTraining
}

/** A value kept from step to step, as by `latch`. */
export interface KeptValue {
  readonly slot: Slot
  readonly memory: Memory
  /** The stored value, as a formula over the step; undefined if nothing arrives. */
  readonly source: Term | undefined
}

/** One pass over the steps of a sequence. */
export interface Pass {
  readonly backward: boolean
  readonly kept: readonly KeptValue[]
  /** In an order in which a step can compute them. */
  readonly assignments: readonly Assignment[]
  /** Values of inputs and of earlier passes that it reads. */
  readonly reads: readonly Slot[]
  /** Its values that later passes read or that the network outputs. */
  readonly gives: readonly Slot[]
}

export interface Recurrence {
  /** Returns the name of a value: the port of a node. */
  readonly nameOf: (slot: Slot) => { readonly node: string; readonly port: string }
  readonly passes: readonly Pass[]
  readonly inputs: readonly { readonly id: string; readonly slot: Slot }[]
  readonly outputs: readonly { readonly id: string; readonly slot: Slot }[]
  /** The net inputs of the outputs: logits where these are softmax or logistic. */
  readonly nets: readonly { readonly id: string; readonly slot: Slot }[]
}

export interface RecurrenceOptions {
  /**
   * For a program that trains: marks values that training changes, and gives values computed from parameters their own
   * assignments.
   */
  readonly training?: boolean
}

/**
 * Returns the network as difference equations that any program can run step by step: passes over the sequence, forward or
 * backward in time, each with its memories and assignments. Inlines values that belong to no port and are read once. Omits
 * ops that act only in training (dropout, noise, forcing), unless `training` is set.
 */
export function recurrenceOf(network: Network, { training = false }: RecurrenceOptions = {}): Recurrence {
  const {
    lowered,
    opOrder: { alias },
  } = network
  const inputs = network.inputs.map(({ id, out }) => ({ id, slot: alias(out) }))
  const given = new Set(inputs.map(({ slot }) => slot))

  const contributions = new Map<Slot, Term[]>()
  const memories = new Map<Slot, { readonly memory: Memory; readonly backward: boolean }>()
  const changed = new Map<Slot, InTraining>()
  for (const op of lowered.ops) {
    // Replace plain copies by their origin.
    if (alias(op.writes) !== op.writes) continue
    if (op.memory) memories.set(op.writes, { memory: op.memory, backward: op.backwardInTime === true })
    else if (!op.formula) throw new Error(`${op.kind} has no formula`)
    else {
      const kind = training ? IN_TRAINING.find((one) => one === op.kind) : undefined
      if (kind) changed.set(op.writes, { kind, name: kind === 'dropout' ? op.edge! : op.node })
      contributions.set(op.writes, [...(contributions.get(op.writes) ?? []), resolved(op.formula, alias)])
    }
  }
  const terms = new Map([...contributions].map(([slot, list]) => [slot, total(list)]))
  const slots = lowered.slots.filter((slot) => terms.has(slot) || memories.has(slot))
  const index = new Map(slots.map((slot, i) => [slot, i]))
  const successors = (all: boolean): number[][] => {
    const out: number[][] = slots.map(() => [])
    slots.forEach((slot, i) => {
      const source = memories.get(slot)?.memory.source
      const reads = terms.has(slot) ? slotsOf(terms.get(slot)!) : all ? [...(source ? [alias(source)] : []), slot] : []
      for (const read of reads) {
        const at = index.get(read)
        if (at !== undefined) out[at]!.push(i)
      }
    })
    return out
  }
  const passOf = assignPasses(slots, successors(true), (slot) => memories.get(slot)?.backward)
  const sameStep = successors(false)
  // A compiled network has no loop without delay.
  const sorted = order(
    slots.map((_, i) => i),
    (i) => sameStep[i]!,
  )!
  const outputs = network.outputs.map(({ id, out }) => ({ id, slot: alias(out) }))
  const count = largest(passOf, 0) + 1
  const ports = new Set([...lowered.ports.values()].map(alias))
  const nets = network.outputs.map(({ id, net }) => ({ id, slot: alias(net) }))
  const wanted = new Set([...outputs, ...nets].map(({ slot }) => slot))
  const uses = new Map<Slot, number>()
  const readers = new Map<Slot, Set<number>>()
  const use = (slot: Slot, pass: number): void => {
    uses.set(slot, (uses.get(slot) ?? 0) + 1)
    readers.set(slot, (readers.get(slot) ?? new Set()).add(pass))
  }
  slots.forEach((slot, i) => {
    const source = memories.get(slot)?.memory.source
    for (const read of terms.has(slot) ? slotsOf(terms.get(slot)!) : source ? [alias(source)] : []) use(read, passOf[i]!)
  })
  const placeOf = (slot: Slot): number => (index.has(slot) ? passOf[index.get(slot)!]! : -1)
  // A constant has no size of its own, but an activation over units needs one.
  const inlined = (slot: Slot): boolean =>
    terms.has(slot)
    && terms.get(slot)!.kind !== 'number'
    && !ports.has(slot)
    && !wanted.has(slot)
    && !changed.has(slot)
    && !(training && learns(terms.get(slot)!))
    && uses.get(slot) === 1
    && readers.get(slot)!.has(placeOf(slot))
  const written = (term: Term): Term => replaced(term, (slot) => (inlined(slot) ? written(terms.get(slot)!) : undefined))

  const passes = Array.from({ length: count }, (_, p): Pass => {
    const mine = sorted.filter((i) => passOf[i] === p).map((i) => slots[i]!)
    const kept = mine.flatMap((slot): KeptValue[] => {
      const found = memories.get(slot)
      if (!found) return []
      const { source } = found.memory
      return [{ slot, memory: found.memory, source: source && written({ kind: 'slot', slot: alias(source) }) }]
    })
    const assignments = mine
      .filter((slot) => terms.has(slot) && !inlined(slot) && (uses.has(slot) || wanted.has(slot)))
      .map((slot) => ({ slot, term: written(terms.get(slot)!), ...(changed.has(slot) ? { inTraining: changed.get(slot)! } : {}) }))
    return {
      kept,
      assignments,
      backward: mine.some((slot) => memories.get(slot)?.backward),
      reads: [...new Set([...given, ...slots])].filter((slot) => readers.get(slot)?.has(p) && placeOf(slot) < p),
      gives: mine.filter((slot) => wanted.has(slot) || [...(readers.get(slot) ?? [])].some((reader) => reader !== p)),
    }
  }).filter(({ gives }) => gives.length > 0)
  const names = new Map<Slot, { node: string; port: string }>()
  // A node's value has the node's name, even if it is only a copy of an inner value.
  for (const [port, slot] of lowered.ports) {
    const end = splitEnd(port)
    if (end.port === 'out' && alias(slot).node === end.node) names.set(alias(slot), { node: end.node, port: end.port })
  }
  return { passes, inputs, outputs, nets, nameOf: (slot) => names.get(slot) ?? { node: slot.node, port: slot.name } }
}

/**
 * Assigns each value to a pass; even passes run forward in time, odd ones backward. A value is in the earliest pass that
 * its operands and its direction of time allow.
 */
function assignPasses(slots: readonly Slot[], successors: readonly (readonly number[])[], backward: (slot: Slot) => boolean | undefined): Int32Array {
  const pass = new Int32Array(slots.length)
  const before: number[][] = slots.map(() => [])
  successors.forEach((out, i) => {
    for (const j of out) before[j]!.push(i)
  })
  const done = new Uint8Array(slots.length)
  for (const members of components(slots.length, (i) => successors[i]!)) {
    const earliest = largest(
      members.flatMap((i) => before[i]!.filter((j) => done[j]).map((j) => pass[j]!)),
      0,
    )
    const direction = members.map((i) => backward(slots[i]!)).find((way) => way !== undefined)
    const parity = direction === undefined ? earliest % 2 : direction ? 1 : 0
    for (const i of members) {
      pass[i] = earliest % 2 === parity ? earliest : earliest + 1
      done[i] = 1
    }
  }
  return pass
}

/** Returns the slots that a formula reads, once per occurrence. */
function slotsOf(term: Term): Slot[] {
  if (term.kind === 'slot') return [term.slot]
  if (term.kind === 'formula')
    return term.names.flatMap((name, i) => Array.from({ length: occurrences(term.tree, name) }, () => slotsOf(term.arguments[i]!)).flat())
  return partsOf(term).flatMap(slotsOf)
}

/** Returns whether a formula reads a parameter. */
export const learns = (term: Term): boolean => term.kind === 'parameter' || term.kind === 'matrix' || partsOf(term).some(learns)

/** Returns whether a formula differs between sequences of a batch, because it reads a signal. */
export const flows = (term: Term): boolean => slotsOf(term).length > 0

function replaced(term: Term, by: (slot: Slot) => Term | undefined): Term {
  if (term.kind === 'slot') return by(term.slot) ?? term
  if (term.kind === 'sum') return total(term.terms.map((t) => replaced(t, by)))
  return withParts(term, (part) => replaced(part, by))
}

const resolved = (term: Term, alias: (slot: Slot) => Slot): Term => replaced(term, (slot) => ({ kind: 'slot', slot: alias(slot) }))

/** Returns a sum without zeros and nested sums. */
function total(terms: readonly Term[]): Term {
  const flat = terms.flatMap((term) => (term.kind === 'sum' ? term.terms : [term])).filter((term) => term.kind !== 'number' || term.value !== 0)
  return flat.length === 0 ? { kind: 'number', value: 0 } : sum(...flat)
}
