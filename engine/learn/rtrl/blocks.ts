import { largest } from '../../base/lists'
import type { Slot } from '../../contract/op'
import type { Block, Form, Plan } from './plan'

/** The value that latches with a delay of one step, a common source and a common decay pass to the next step. */
export interface State {
  /** Index into the plan's sources. */
  readonly source: number
  readonly decay: number
  readonly size: number
  /** Offset of its units among the units of all states. */
  readonly first: number
  /** The slots that the latches write. */
  readonly slots: readonly Slot[]
}

/** A dependency of a source on a state within a step. */
interface StateDependency {
  readonly state: number
  readonly source: number
  readonly seed: number
  readonly form: Form
}

/** The parameters whose sensitivities are advanced once per block of steps. */
export interface Composed {
  readonly blocks: ReadonlySet<Block>
  readonly states: readonly State[]
  readonly ways: readonly StateDependency[]
  /** Steps per block. */
  readonly length: number
  /** Multiply-adds per step. */
  readonly operations: number
  /** Numbers in memory per sequence, and shared. */
  readonly perSequence: number
  readonly once: number
}

/** Cost factor of products of a single row, and cost of a kernel call in multiply-adds. */
const ROW = 2
const CALL = 1500
const LONGEST = 256

/** The states of a block, as indices into `states`. */
export const statesOf = (states: readonly State[], block: Block): number[] =>
  states.flatMap(({ source }, at) => (block.sensitivities.some((s) => s.source === source) ? [at] : []))

/**
 * Finds the parameters for which advancing S once per block of steps is cheaper than at every step, and the cheapest
 * length of block. With n carried units and p entries, a step costs n² p directly; in blocks of h steps it costs
 *
 *     (n² + p) h/2 for the gradient,  n² p / h + n (n² + p) for S.
 */
export function composedOf(plan: Plan, longest: number, given?: number): Composed | undefined {
  if (plan.masked || plan.cut.size > 0) return undefined
  const blocks = plan.blocks.filter(
    (b) => b.seed !== undefined && b.sensitivities.every((s) => s.form === 'full') && b.latches.every(({ latch }) => plan.latches[latch]!.memory.delay === 1),
  )
  if (blocks.length === 0) return undefined

  const latches = [...new Set(blocks.flatMap((b) => b.latches.map(({ latch }) => latch)))].sort((a, b) => a - b)
  const grouped: { source: number; decay: number; slots: Slot[]; latches: number[] }[] = []
  for (const latch of latches) {
    const {
      source,
      memory: { decay },
      slot,
    } = plan.latches[latch]!
    const at = plan.sources.indexOf(source!)
    const known = grouped.find((g) => g.source === at && g.decay === decay)
    if (!known) grouped.push({ source: at, decay, slots: [slot], latches: [latch] })
    else {
      known.slots.push(slot)
      known.latches.push(latch)
    }
  }
  let first = 0
  const states = grouped.map(({ source, decay, slots }): State => {
    const { size } = plan.sources[source]!
    first += size
    return { source, decay, slots, size, first: first - size }
  })
  const sources = [...new Set(states.map((s) => s.source))]
  const ways = grouped.flatMap((g, state) =>
    g.latches.flatMap((latch) =>
      sources.flatMap((source): StateDependency[] => {
        const seed = plan.seedOf[latch]!
        const form = plan.seeds[seed]!.forms.get(plan.sources[source]!.index)
        return form === undefined ? [] : [{ state, source, seed, form }]
      }),
    ),
  )

  const units = first
  const entries = blocks.reduce((sum, b) => sum + b.entries, 0)
  const cost = ({ state, source, form }: StateDependency): number => (form === 'full' ? plan.sources[source]!.size : 1) * states[state]!.size
  const passed = ways.reduce((sum, way) => sum + cost(way), 0)
  const direct = blocks.reduce((sum, b) => {
    const own = new Set(statesOf(states, b))
    return sum + b.entries * ways.reduce((all, way) => all + (own.has(way.state) ? cost(way) : 0), 0)
  }, 0)
  const back = ROW * (passed + entries) + CALL * (ways.length + blocks.length)
  const length = Math.max(1, Math.min(longest, LONGEST, given ?? Math.round(Math.sqrt((2 * direct) / back))))
  const operations = Math.round((back * length) / 2 + direct / length + units * (passed + entries))
  if (given === undefined && operations > direct) return undefined

  const entering = new Map(blocks.map((b) => [b.seed!, b.units]))
  const entered = [...entering.values()].reduce((sum, n) => sum + n, 0)
  const factors = entries // Upper bound: the number of entries.
  return {
    blocks: new Set(blocks),
    states,
    ways,
    length,
    operations,
    perSequence: length * (2 * passed + entered * units + factors + units) + units * entries,
    once: (length + 1) * units * units + length * (units + 1) * entered + units * largest(blocks.map((b) => b.entries)),
  }
}
