import { stream } from '../base/random'
import type { Network } from '../compile/network'
import { orderOps } from '../compile/op-order'
import type { Binding, BoundOp, Op, Slot } from '../contract/op'
import { apart } from './apart'

/** Steps [first, end) of a sequence; a null end: to its last step. */
export interface Span {
  readonly first: number
  readonly end: number | null
}

/** One manual change of a network that runs with fixed weights. Ports have the form `node.port`. */
export type Poke = Span &
  (
    | {
        /** Sets units to `values[t − first]`, and to the last value from then on. Null: every unit of the port. */
        readonly kind: 'set'
        readonly port: string
        readonly unit: number | null
        readonly values: readonly number[]
      }
    | {
        /**
         * Normal noise with this deviation is added: to the net input where the port is the activation of one (of a
         * cell, to its state), otherwise to the port's value. Seed, port and step decide the numbers.
         */
        readonly kind: 'noise'
        readonly port: string
        readonly deviation: number
        readonly seed: number
      }
    | {
        /** A wire carries nothing. */
        readonly kind: 'cut'
        readonly edge: string
      }
  )

const isCut = (poke: Poke): poke is Extract<Poke, { kind: 'cut' }> => poke.kind === 'cut'
const holds = ({ first, end }: Span, t: number): boolean => t >= first && (end === null || t < end)

/** The pokes of a network; may change between two runs. */
export class Pokes {
  private cuts = new Map<string, readonly Span[]>()
  private ports = new Map<string, readonly Poke[]>()

  constructor(readonly list: readonly Poke[] = []) {
    this.set(list)
  }

  set(list: readonly Poke[]): void {
    this.cuts = grouped(list.filter(isCut), ({ edge }) => edge)
    this.ports = grouped(
      list.filter((poke) => !isCut(poke)),
      (poke) => poke.port,
    )
  }

  cutsOf(edge: string): readonly Span[] | undefined {
    return this.cuts.get(edge)
  }

  at(port: string): readonly Poke[] | undefined {
    return this.ports.get(port)
  }
}

function grouped<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, readonly T[]> {
  const found = new Map<string, T[]>()
  for (const item of list) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item])
  return found
}

/**
 * Returns the network with ops that apply pokes at every edge and port. Without pokes, its results are bit-identical to
 * those of the network. Errors do not propagate back through units that are set or wires that are cut. Parameters are the
 * same.
 */
export function pokedNetwork(network: Network, pokes: Pokes): Network {
  const plain = apart(network)
  const last = new Map<number, Op>()
  for (const { ops } of plain.opOrder.groups) for (const op of ops) last.set(op.writes.index, op)
  /** The changes to make after each op has run. */
  const after = new Map<Op, { readonly port: string; readonly slot: Slot; readonly kind: 'set' | 'noise' }[]>()
  const entered: Op[] = []
  for (const [port, slot] of plain.lowered.ports) {
    const writer = last.get(slot.index)
    if (!writer) {
      entered.push(entering(port, slot, pokes))
      continue
    }
    const net = writer.kind === 'activate' ? writer.reads[0]! : slot
    for (const [kind, to] of [
      ['noise', net],
      ['set', slot],
    ] as const) {
      const op = last.get(to.index) ?? writer
      after.set(op, [...(after.get(op) ?? []), { port, slot: to, kind }])
    }
  }
  const ops = plain.lowered.ops.map((op): Op => {
    const done = after.get(op)
    if (op.edge === undefined && !done) return op
    return { ...op, bind: (binding) => opened(op, op.bind(binding), binding, done ?? [], pokes) }
  })
  // The changes of inputs come first, so that sums are added up in the order of the network itself.
  const lowered = { ...plain.lowered, ops: [...entered, ...ops] }
  return { ...plain, lowered, opOrder: orderOps(lowered) }
}

/** Returns an op that changes the values that `Program` has written to an input. */
function entering(port: string, slot: Slot, pokes: Pokes): Op {
  return {
    kind: 'poke',
    node: slot.node,
    reads: [],
    latched: [],
    writes: slot,
    accumulates: false,
    parameters: [],
    bind(binding) {
      const change = [changing(binding, port, slot, 'noise', pokes), changing(binding, port, slot, 'set', pokes)]
      return { forward: (first, end) => change.forEach(({ forward }) => forward(first, end)), backward: () => undefined }
    },
  }
}

function opened(
  { edge }: Op,
  bound: BoundOp,
  binding: Binding,
  done: readonly { readonly port: string; readonly slot: Slot; readonly kind: 'set' | 'noise' }[],
  pokes: Pokes,
): BoundOp {
  const { tape } = binding
  const changes = done.map(({ port, slot, kind }) => changing(binding, port, slot, kind, pokes))
  /** Runs over the steps at which the wire is not cut. */
  const uncut = (first: number, end: number, run: (first: number, end: number) => void): void => {
    const cuts = edge === undefined ? undefined : pokes.cutsOf(edge)
    if (!cuts) return run(first, end)
    for (let s = first; s < end; s++) if (!cuts.some((span) => holds(span, tape.base + s))) run(s, s + 1)
  }
  const { backward, gradient } = bound
  return {
    ...bound,
    forward(first, end) {
      uncut(first, end, (a, b) => bound.forward(a, b))
      for (const change of changes) change.forward(first, end)
    },
    ...(backward || changes.length > 0
      ? {
          backward(first: number, end: number) {
            for (const change of changes) change.stop(first, end)
            if (backward) uncut(first, end, (a, b) => backward.call(bound, a, b))
          },
        }
      : {}),
    ...(gradient ? { gradient: (first: number, end: number) => uncut(first, end, (a, b) => gradient.call(bound, a, b)) } : {}),
  }
}

interface Change {
  forward(first: number, end: number): void
  /** Clears the adjoints of units that are set. */
  stop(first: number, end: number): void
}

function changing({ kernels, tape, value, adjoint }: Binding, port: string, slot: Slot, kind: 'set' | 'noise', pokes: Pokes): Change {
  const { size } = slot
  const values = value(slot) / kernels.bytes
  const adjoints = adjoint(slot) / kernels.bytes
  /** Calls `change` with the address of every row and the change to make there. */
  const each = (first: number, end: number, change: (at: number, poke: Poke, t: number) => void): void => {
    const list = pokes.at(port)
    if (!list) return
    for (let s = first; s < end; s++)
      for (let row = tape.rowStart[s]!; row < tape.rowStart[s + 1]!; row++)
        for (const poke of list) if (poke.kind === kind && holds(poke, tape.base + s)) change(row * size, poke, tape.base + s)
  }
  const units = (unit: number | null): readonly [number, number] => (unit === null ? [0, size] : [unit, Math.min(size, unit + 1)])
  return {
    forward(first, end) {
      each(first, end, (at, poke, t) => {
        const view = kernels.view()
        if (poke.kind === 'set') {
          const [from, to] = units(poke.unit)
          const given = poke.values[Math.min(t - poke.first, poke.values.length - 1)]
          if (given !== undefined) view.fill(given, values + at + from, values + at + Math.max(from, to))
        } else if (poke.kind === 'noise') {
          const random = stream(poke.seed, `${port} ${t}`)
          for (let i = 0; i < size; i++) view[values + at + i]! += poke.deviation * random.normal()
        }
      })
    },
    stop(first, end) {
      each(first, end, (at, poke) => {
        if (poke.kind !== 'set') return
        const [from, to] = units(poke.unit)
        kernels.view().fill(0, adjoints + at + from, adjoints + at + Math.max(from, to))
      })
    },
  }
}
