import { stream } from '../base/random'
import type { Pieces } from '../base/resumable'
import type { Network } from '../compile/network'
import type { Op } from '../contract/op'
import type { Sequence } from '../data/types'
import { activationOf, type Activation } from '../kinds/activations'
import { Collector } from '../learn/model/collect'
import type { Model } from '../learn/model/model'

/** Most steps of the data; they drive the reservoir repeatedly. */
const DRIVE = 2_048
/** Steps of the comparison for a leak of 1; a reservoir with a smaller leak gets proportionally more. */
const STEPS = 2_000
/** Most and fewest steps, and most multiplications, whatever the leak. */
const MOST = { steps: 20_000, fewest: 200, work: 2e9 } as const
/** Multiplications per piece of work. */
const PIECE = 1e6
/** Distance per unit below which two states count as equal. */
const NEAR = 1e-3
/** If the later distance is at least this share of the earlier one, the states no longer approach each other. */
const FALLS = 0.5

export interface Echo {
  readonly node: string
  readonly steps: number
  /** Distance per unit of two states that started apart: mean of the second quarter of the steps, and of the last. */
  readonly early: number
  readonly late: number
  /** Whether the reservoir forgets its initial state. */
  readonly holds: boolean
}

/** A matrix by its nonzero entries, in any order. */
interface Entries {
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

function recurrence({ store }: Model, name: string, n: number): Entries {
  const values = store.read(name)
  const at = store.indices(name) ?? Int32Array.from(values, (_, i) => i)
  const places = Array.from(values.keys()).filter((k) => values[k] !== 0)
  return {
    rows: Int32Array.from(places, (k) => Math.floor(at[k]! / n)),
    columns: Int32Array.from(places, (k) => at[k]! % n),
    values: Float64Array.from(places, (k) => values[k]!),
  }
}

/** The activation of an op that activates; a node may write it as a formula, such as max(0, x). */
export const appliedBy = ({ formula }: Op): Activation => (formula?.kind === 'activation' ? formula.activation : 'linear')

/** Ids of the reservoirs whose states can be compared: their activation is unit by unit, and time runs forward. */
const reservoirsIn = ({ nodes, lowered }: Network): readonly string[] =>
  nodes
    .filter((node) => node.type.type === 'reservoir' && node.direction === 'forward')
    .filter(({ id }) => lowered.ops.some((op) => op.kind === 'activate' && op.node === id && !activationOf(appliedBy(op)).mixes))
    .map(({ id }) => id)

/**
 * Tests whether reservoirs have the echo state property for the inputs of the data: their state should depend only on the
 * inputs, not on the initial state (Jaeger 2001; Yildiz, Jaeger & Kiebel 2012). Starts two copies of each reservoir from
 * opposite states, +1 and −1 per unit, and drives both with the external input of the sequences, feedback included. The
 * property is missing if the copies end more than 10⁻³ per unit apart and no longer approach each other: if the mean
 * distance in the last quarter of the steps is more than half of that in the second quarter.
 */
export function* echoing(model: Model, sequences: readonly Sequence[]): Pieces<readonly Echo[]> {
  const ids = reservoirsIn(model.network)
  const found: Echo[] = []
  if (sequences.length === 0) return found
  for (const [i, id] of ids.entries()) {
    const echo = yield* comparing(model, id, sequences)
    if (echo) found.push(echo)
    yield (i + 1) / ids.length
  }
  return found
}

function* comparing(model: Model, id: string, sequences: readonly Sequence[]): Pieces<Echo | undefined> {
  const { network, arena } = model
  const node = network.nodes.find((each) => each.id === id)!
  const activation = network.lowered.ops.find((op) => op.kind === 'activate' && op.node === id)!
  const previous = network.lowered.slots.find((slot) => slot.node === id && slot.name === 'previous')
  const [net] = activation.reads
  const f = activationOf(appliedBy(activation))
  if (!previous || !net || f.mixes) return undefined
  const n = node.size
  const w = recurrence(model, `${id}.recurrent`, n)
  const times = (state: Float64Array, into: Float64Array): void => {
    for (let k = 0; k < w.values.length; k++) into[w.rows[k]!]! += w.values[k]! * state[w.columns[k]!]!
  }
  // The external input: the net input without the recurrent part.
  const mark = arena.mark()
  const drive: Float64Array[] = []
  const taken = network.backwardInTime ? sequences.slice(0, 1) : sequences
  try {
    const collector = Collector.over(model, taken, { forcing: network.training.teacherForcing.length > 0 })
    for (const sequence of taken) {
      if (drive.length >= DRIVE) break
      const length = network.backwardInTime ? sequence.length : Math.min(sequence.length, DRIVE - drive.length)
      const values = yield* quietly(collector.running({ ...sequence, length }, { net, previous }))
      for (let t = 0; t < length; t++) {
        const own = new Float64Array(n)
        times(values.previous.subarray(t * n, (t + 1) * n), own)
        drive.push(values.net.slice(t * n, (t + 1) * n).map((v, unit) => v - own[unit]!))
      }
    }
  } finally {
    arena.release(mark)
  }
  if (drive.length === 0) return undefined
  const vector = model.store.has(`${id}.leak`) ? model.store.read(`${id}.leak`) : undefined
  const leaks = vector ?? new Float64Array(n).fill(node.number('leak'))
  const leak = leaks.reduce((least, one) => Math.min(least, Math.max(one, 1e-3)), 1)
  const work = 2 * (w.values.length + n)
  const steps = Math.floor(Math.max(MOST.fewest, Math.min(STEPS / leak, MOST.steps, MOST.work / work)))
  const random = stream(0, `${id}/echo`)
  const first = Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? -1 : 1))
  const states = [first, first.map((value) => -value)]
  const sums = new Float64Array(n)
  let [early, late, since] = [0, 0, 0]
  const quarter = Math.floor(steps / 4)
  for (let t = 0; t < steps; t++) {
    for (const state of states) {
      sums.set(drive[t % drive.length]!)
      times(state, sums)
      for (let i = 0; i < n; i++) state[i] = (1 - leaks[i]!) * state[i]! + leaks[i]! * f.value(sums[i]!)
    }
    let square = 0
    for (let i = 0; i < n; i++) square += (states[0]![i]! - states[1]![i]!) ** 2
    const distance = Math.sqrt(square / n)
    if (!Number.isFinite(distance)) return { node: id, steps: t, early, late: Infinity, holds: false }
    // A distance of 0 stays 0.
    if (distance === 0) return { node: id, steps: t, early: 0, late: 0, holds: true }
    if (t >= quarter && t < 2 * quarter) early += distance / quarter
    if (t >= steps - quarter) late += distance / quarter
    since += work
    if (since < PIECE) continue
    since = 0
    yield t / steps
  }
  return { node: id, steps, early, late, holds: late <= NEAR || late <= FALLS * early }
}

/** Runs pieces without reporting progress. */
function* quietly<R>(pieces: Generator<void, R, void>): Pieces<R> {
  for (;;) {
    const { value, done } = pieces.next()
    if (done) return value
    yield 0
  }
}
