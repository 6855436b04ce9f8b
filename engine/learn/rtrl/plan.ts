import { largest } from '../../base/lists'
import type { Network } from '../../compile/network'
import type { ParameterStore } from '../../compile/store'
import type { Memory, Op, Slot } from '../../contract/op'

/** Layout of the derivative of a slot by another slot or by a parameter. */
export type Form =
  /** Unit i depends only on unit i (of a parameter: on its own entries): one number each. */
  | 'own'
  /** Any unit may depend on any: a matrix. */
  | 'full'

export interface Latch {
  readonly op: Op
  readonly memory: Memory
  /** The slot it writes, and the slot it reads some steps later; copies are resolved to their origin. */
  readonly slot: Slot
  readonly source: Slot | undefined
}

/** A slot whose influence on the sources of the same step is computed at every step. */
export interface Seed {
  readonly slot: Slot
  /** Ops on the paths to the sources, in order. */
  readonly ops: readonly Op[]
  /** By slot index, for the slots on the paths. */
  readonly forms: ReadonlyMap<number, Form>
  /** The layout in memory: `own` also where only the diagonal of a matrix is needed. */
  readonly held: ReadonlyMap<number, Form>
}

/** ∂(source)/∂w of one parameter: a matrix units × entries, or only the entries of the unit itself. */
export interface Sensitivity {
  /** Index into `sources`. */
  readonly source: number
  readonly form: Form
  /** Number of steps kept: the longest delay with which it is read, plus one. */
  readonly ring: number
}

/** A trainable parameter that influences a latch which influences a loss. */
export interface Block {
  readonly name: string
  readonly op: Op
  readonly entries: number
  /** Units that it enters. */
  readonly units: number
  /** The seed at its op; undefined for an initial state, which enters at its latch. */
  readonly seed: number | undefined
  /** The latch of which it is the initial state. */
  readonly initialOf: number | undefined
  readonly sensitivities: readonly Sensitivity[]
  /** Latches that carry it on, with the layout of their sensitivities. */
  readonly latches: readonly { readonly latch: number; readonly form: Form }[]
}

/** What RTRL carries for a network: the sparsity that follows from its graph, found before allocating. */
export interface Plan {
  readonly latches: readonly Latch[]
  /** Slots that latches read. */
  readonly sources: readonly Slot[]
  readonly seeds: readonly Seed[]
  /** Seed of each latch. */
  readonly seedOf: readonly number[]
  readonly blocks: readonly Block[]
  /** Ops through which nothing is propagated. */
  readonly cut: ReadonlySet<Op>
  /** Whether to keep only sensitivities of units that a parameter affects directly (SnAp-1). */
  readonly masked: boolean
}

export interface PlanOptions {
  readonly cut?: ReadonlySet<Op>
  readonly masked?: boolean
  /** Steps of the longest sequence; sensitivities for later steps are not kept. */
  readonly longest: number
}

/** The slots downstream of a slot within a step, with the form of the dependency. */
function downstream(network: Network, ops: readonly Op[], start: Slot, cut: ReadonlySet<Op>): Map<number, Form> {
  const { alias } = network.opOrder
  const forms = new Map<number, Form>([[start.index, 'own']])
  for (const op of ops) {
    if (cut.has(op)) continue
    const to = alias(op.writes).index
    for (const read of op.reads) {
      const form = forms.get(alias(read).index)
      if (form === undefined) continue
      if (op.mixes || form === 'full') forms.set(to, 'full')
      else if (!forms.has(to)) forms.set(to, 'own')
    }
  }
  return forms
}

/** Finds which sensitivities to keep and in which form. Requires that time runs forward. */
export function makePlan(network: Network, store: Pick<ParameterStore, 'count'>, options: PlanOptions): Plan {
  const { opOrder, lowered, parameters } = network
  const { alias } = opOrder
  const cut = options.cut ?? new Set<Op>()
  const masked = options.masked ?? false
  const none = new Set<Op>()
  const ops = opOrder.groups.flatMap((g) => g.ops)
  const latches = ops.flatMap((op): Latch[] =>
    op.memory ? [{ op, memory: op.memory, slot: alias(op.writes), source: op.memory.source && alias(op.memory.source) }] : [],
  )
  const reaches = latches.map((l) => downstream(network, ops, l.slot, cut))

  // A latch matters if a loss depends on it, in the same step or later.
  const judged = new Set(network.outputs.flatMap((o) => [alias(o.net).index, alias(o.out).index]))
  const useful = latches.map((_, l) => [...reaches[l]!.keys()].some((slot) => judged.has(slot)))
  for (let changed = true; changed; ) {
    changed = false
    latches.forEach((_, l) => {
      if (useful[l] || !latches.some((m, at) => useful[at] && m.source && reaches[l]!.has(m.source.index))) return
      useful[l] = changed = true
    })
  }

  const sources: Slot[] = []
  const sourceIndex = new Map<number, number>()
  latches.forEach(({ source }, l) => {
    if (!source || !useful[l] || sourceIndex.has(source.index)) return
    sourceIndex.set(source.index, sources.length)
    sources.push(source)
  })

  const seeds: Seed[] = []
  const seedIndex = new Map<number, number>()
  const seedAt = (slot: Slot, forms: ReadonlyMap<number, Form>, through: ReadonlySet<Op>): number => {
    const known = seedIndex.get(slot.index)
    if (known !== undefined) return known
    seedIndex.set(slot.index, seeds.length)
    seeds.push({ slot, forms, held: forms, ops: towards(ops, forms, sourceIndex, alias, through) })
    return seeds.length - 1
  }

  const byName = new Map([...parameters, ...network.mirrors].filter((p) => p.trainable).map((p) => [p.name, p]))
  const blocks: Block[] = []
  const used = new Set<number>()
  for (const op of lowered.ops) {
    const parameter = op.parameters.find((p) => byName.has(p.name))
    if (!parameter) continue
    const initialOf = op.memory ? latches.findIndex((l) => l.op === op) : undefined
    const slot = alias(op.writes)
    const at = initialOf === undefined ? downstream(network, ops, slot, none) : undefined
    const found = carry({ latches, reaches, useful, sources, sourceIndex, masked, initialOf, enters: at, longest: options.longest })
    if (found.latches.length === 0) continue
    for (const { latch } of found.latches) used.add(latch)
    blocks.push({ name: parameter.name, op, entries: store.count(parameter.name), units: slot.size, initialOf, seed: at && seedAt(slot, at, none), ...found })
  }
  const seedOf = latches.map((l, at) => (used.has(at) ? seedAt(l.slot, reaches[at]!, cut) : -1))
  return { latches, sources, seeds: masked ? diagonals(seeds, sources, seedOf, blocks, alias) : seeds, seedOf, blocks, cut, masked }
}

/**
 * Reduces matrices to diagonals where nothing else is needed. SnAp-1 keeps a unit's own entries and needs only the
 * diagonal of a step's Jacobian, which costs one operation per weight instead of a matrix product.
 */
function diagonals(seeds: readonly Seed[], sources: readonly Slot[], seedOf: readonly number[], blocks: readonly Block[], alias: (slot: Slot) => Slot): Seed[] {
  const asked = seeds.map(() => new Set<Slot>())
  for (const { seed, sensitivities, latches } of blocks)
    for (const { source, form } of sensitivities) {
      if (seed !== undefined && form === 'full') asked[seed]!.add(sources[source]!)
      for (const { latch, form: carried } of latches) if (form === 'full' || carried === 'full') asked[seedOf[latch]!]?.add(sources[source]!)
    }
  return seeds.map((seed, at) => {
    const { forms, ops, slot } = seed
    const whole = new Set<number>()
    for (const source of sources) if (asked[at]!.has(source) || source.size !== slot.size) whole.add(source.index)
    for (const op of ops.toReversed()) for (const read of op.reads) if (op.mixes || whole.has(alias(op.writes).index)) whole.add(alias(read).index)
    const held = new Map([...forms].map(([index, form]): [number, Form] => [index, form === 'full' && whole.has(index) ? 'full' : 'own']))
    return { ...seed, held }
  })
}

/** The ops downstream of a seed that lead to a source. */
function towards(
  ops: readonly Op[],
  forms: ReadonlyMap<number, Form>,
  sources: ReadonlyMap<number, number>,
  alias: (slot: Slot) => Slot,
  cut: ReadonlySet<Op>,
): Op[] {
  const wanted = new Set(sources.keys())
  const found: Op[] = []
  for (const op of ops.toReversed()) {
    if (cut.has(op) || !wanted.has(alias(op.writes).index) || !op.reads.some((r) => forms.has(alias(r).index))) continue
    for (const read of op.reads) if (forms.has(alias(read).index)) wanted.add(alias(read).index)
    found.push(op)
  }
  return found.reverse()
}

interface Carrying {
  readonly latches: readonly Latch[]
  readonly reaches: readonly ReadonlyMap<number, Form>[]
  readonly useful: readonly boolean[]
  readonly sources: readonly Slot[]
  readonly sourceIndex: ReadonlyMap<number, number>
  readonly masked: boolean
  readonly initialOf: number | undefined
  /** What the parameter's op affects within a step. */
  readonly enters: ReadonlyMap<number, Form> | undefined
  readonly longest: number
}

/** Which latches carry a parameter, and in which form: a fixed point over steps. */
function carry(c: Carrying): Pick<Block, 'sensitivities' | 'latches'> {
  const { latches, reaches, sources, sourceIndex, masked, initialOf, enters } = c
  const forms: (Form | undefined)[] = sources.map((s) => enters?.get(s.index))
  const carried = latches.map((_, l) => l === initialOf && c.useful[l]!)
  const formOf = (l: number): Form => {
    const { source } = latches[l]!
    const at = source && sourceIndex.get(source.index)
    return (at === undefined ? undefined : forms[at]) ?? 'own'
  }
  for (let changed = true; changed; ) {
    changed = false
    latches.forEach(({ source }, l) => {
      if (carried[l] || !c.useful[l] || !source || forms[sourceIndex.get(source.index)!] === undefined) return
      carried[l] = changed = true
    })
    sources.forEach((source, u) => {
      latches.forEach((latch, l) => {
        const way = carried[l] ? reaches[l]!.get(source.index) : undefined
        if (way === undefined || forms[u] === 'full') return
        const full = way === 'full' || formOf(l) === 'full'
        if (masked && full) {
          // The sensitivity of a state to its own initial value is diagonal.
          if (forms[u] !== undefined || l !== initialOf || latch.source !== source) return
          forms[u] = 'own'
        } else if (forms[u] === (full ? 'full' : 'own')) return
        else forms[u] = full ? 'full' : 'own'
        changed = true
      })
    })
  }
  const through = latches.flatMap((_, l) => (carried[l] ? [{ latch: l, form: formOf(l) }] : []))
  const sensitivities = sources.flatMap((source, u): Sensitivity[] => {
    const form = forms[u]
    const delays = through.flatMap(({ latch }) => (latches[latch]!.source === source ? [latches[latch]!.memory.delay] : []))
    if (form === undefined || (delays.length === 0 && !masked)) return []
    return [{ source: u, form, ring: Math.min(c.longest, largest(delays, 0)) + 1 }]
  })
  return { sensitivities, latches: through }
}

/** Numbers of one sensitivity at one step. */
export const numbersOf = (plan: Plan, block: Block, { form, source }: Sensitivity): number =>
  form === 'own' ? block.entries : block.entries * plan.sources[source]!.size
