import { largest } from '../../base/lists'
import type { Slot } from '../../contract/op'
import type { Block, Form, Plan } from './plan'

/** What latches of one step's delay hand from a step to the next: their common source, and how it decays. */
export interface State {
  /** Index into the plan's sources. */
  readonly source: number
  readonly decay: number
  readonly size: number
  /** Where its units stand when all states are counted through. */
  readonly first: number
  /** What the latches write. */
  readonly slots: readonly Slot[]
}

/** From a state to a source within a step. */
interface Way {
  readonly state: number
  readonly source: number
  readonly seed: number
  readonly form: Form
}

/** Parameters whose sensitivities are brought forward once a block of steps. */
export interface Composed {
  readonly blocks: ReadonlySet<Block>
  readonly states: readonly State[]
  readonly ways: readonly Way[]
  /** Steps of a block. */
  readonly length: number
  /** Multiply-adds a step. */
  readonly operations: number
  /** Numbers in memory: for each sequence, and once. */
  readonly perSequence: number
  readonly once: number
}

/** A product of one row runs at half the rate of a large one, and a call of a kernel costs as much as so many multiply-adds. */
const ROW = 2
const CALL = 1500
const LONGEST = 256

/** States of a block: indices into `states`. */
export const statesOf = (states: readonly State[], block: Block): number[] =>
  states.flatMap(({ source }, at) => (block.sensitivities.some((s) => s.source === source) ? [at] : []))

/**
 * Finds the parameters for which composing blocks of steps is less work than bringing S forward at every step, and the
 * length of block that is least work. With n units carried and p entries, a step costs n² p directly; by blocks of h
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
      sources.flatMap((source): Way[] => {
        const seed = plan.seedOf[latch]!
        const form = plan.seeds[seed]!.forms.get(plan.sources[source]!.index)
        return form === undefined ? [] : [{ state, source, seed, form }]
      }),
    ),
  )

  const units = first
  const entries = blocks.reduce((sum, b) => sum + b.entries, 0)
  const cost = ({ state, source, form }: Way): number => (form === 'full' ? plan.sources[source]!.size : 1) * states[state]!.size
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
  const factors = entries // At most: as many as there are entries.
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
