import { within, type Pieces } from '../base/resumable'
import type { Network } from '../compile/network'
import type { Slot } from '../contract/op'
import type { Sequence } from '../data/types'
import { activationOf, type Activation } from '../kinds/activations'
import { Collector } from '../learn/model/collect'
import type { Model } from '../learn/model/model'
import { EARLY } from './diagnose'
import { appliedBy, echoing, type Echo } from './echo'

/** Most steps in the sample. */
const STEPS = 2_048

/** Slope at 0 of the activations that saturate. */
const SATURATING: Readonly<Partial<Record<Activation, number>>> = { tanh: 1, logistic: 0.25, softsign: 1 }

/** Statistics of the units of one activation over a sample of steps. */
interface UnitCourse {
  readonly node: string
  /** The port or slot with their values: `out`, `gate`, or `activated` of a reservoir. */
  readonly port: string
  readonly activation: Activation
  readonly size: number
  readonly steps: number
  /** By unit: the smallest value and the largest. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** By unit: number of steps at which f′ is below a hundredth of its largest value. */
  readonly flat: Uint32Array
  /** By unit: √ mean of the squared net input, and its mean. */
  readonly net: Float64Array
  readonly mean: Float64Array
}

/** A watched activation: that of every node except outputs, whose values should equal targets. */
interface WatchedActivation extends UnitCourse {
  steps: number
  readonly slot: Slot
  readonly from: Slot
  readonly slope: ((y: number) => number) | undefined
}

function watchedIn({ lowered, nodes }: Network): WatchedActivation[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return lowered.ops.flatMap((op): WatchedActivation[] => {
    const { kind, node: id, writes: slot, reads } = op
    const node = byId.get(id)
    if (kind !== 'activate' || !node || node.type.isOutput || !reads[0]) return []
    const activation = appliedBy(op)
    const f = activationOf(activation)
    const n = slot.size
    const numbers = (value: number): Float64Array => new Float64Array(n).fill(value)
    return [
      {
        node: id,
        port: slot.name,
        activation,
        size: n,
        steps: 0,
        low: numbers(Infinity),
        high: numbers(-Infinity),
        flat: new Uint32Array(n),
        net: numbers(0),
        mean: numbers(0),
        slot,
        from: reads[0],
        slope: f.mixes || SATURATING[activation] === undefined ? undefined : f.slope,
      },
    ]
  })
}

/** The first sequences, up to `STEPS` steps. */
function* sampled(sequences: readonly Sequence[], steps: number): Generator<Sequence> {
  let left = steps
  for (const sequence of sequences) {
    if (left <= 0) return
    yield sequence.length <= left ? sequence : { ...sequence, length: left }
    left -= sequence.length
  }
}

/**
 * Runs sequences as in evaluation (no dropout, no noise, teacher forcing as in the training part) and measures every
 * unit with an activation.
 */
function* followingUnits(model: Model, sequences: readonly Sequence[]): Pieces<readonly UnitCourse[]> {
  const { network, arena } = model
  const watched = watchedIn(network)
  if (watched.length === 0 || sequences.length === 0) return []
  const mark = arena.mark()
  const { washout, teacherForcing } = network.training
  // If time runs backward, take whole sequences.
  const taken = network.backwardInTime ? sequences.slice(0, 16) : [...sampled(sequences, STEPS + washout)]
  try {
    const collector = Collector.over(model, taken, { forcing: teacherForcing.length > 0 })
    const { program } = collector
    const { tape, kernels } = program
    const see = (_program: unknown, first: number, end: number): void => {
      const view = kernels.view()
      for (let s = first; s < end; s++) {
        if (tape.base + s < washout) continue
        for (const unit of watched) {
          const [at, from] = [unit.slot, unit.from].map((slot) => program.value(slot) / kernels.bytes + tape.rowStart[s]! * slot.size) as [number, number]
          const most = 0.01 * (SATURATING[unit.activation] ?? 0)
          unit.steps++
          for (let i = 0; i < unit.size; i++) {
            const y = view[at + i]!
            if (y < unit.low[i]!) unit.low[i] = y
            if (y > unit.high[i]!) unit.high[i] = y
            if (unit.slope && unit.slope(y) < most) unit.flat[i]!++
            unit.net[i]! += view[from + i]! ** 2
            unit.mean[i]! += view[from + i]!
          }
        }
      }
    }
    for (const [i, sequence] of taken.entries()) {
      for (const _ of collector.running(sequence, {}, see)) yield i / taken.length
      yield (i + 1) / taken.length
    }
  } finally {
    arena.release(mark)
  }
  return watched.map(({ node, port, activation, size, steps, low, high, flat, net, mean }) => ({
    node,
    port,
    activation,
    size,
    steps,
    low,
    high,
    flat,
    net: net.map((sum) => Math.sqrt(sum / Math.max(1, steps))),
    mean: mean.map((sum) => sum / Math.max(1, steps)),
  }))
}

/** A problem of units, independent of the course of training. */
export interface UnitFinding {
  readonly code: 'saturated' | 'dead' | 'unmoved' | 'no-echo'
  readonly node: string
  /** Indices of the units concerned; empty for the whole node. */
  readonly units: readonly number[]
  readonly of: number
  /**
   * `net`: √ mean of the squared net input of these units; `steps`: number of steps examined; `value`: the value of a
   * constant gate, and `spread` how much its net inputs move, √ mean squared deviation; `radius`: the spectral radius in the
   * document.
   */
  readonly values: Readonly<Partial<Record<'net' | 'steps' | 'value' | 'spread' | 'radius', number>>>
  /** For a constant gate with a bias of its own: by unit, the mean of what its wires bring, without the bias. */
  readonly brought?: readonly number[]
}

/** Share of the steps at which a saturated unit has almost no slope. */
const MOSTLY = 0.95
/** Least share of a layer's units to report: a few inactive units do no harm. */
const SHARE = 0.1
/** A gate counts as constant if all its units vary by less than this. */
const STILL = 0.01
/** Fewest steps for a finding. */
const FEW = 20

/**
 * Rules on the units over the training part (at most 2,048 steps, after the washout):
 *
 * - saturated: f′ of a tanh, logistic or softsign unit of a layer or a reservoir is below 1 % of its largest value in
 *   95 % of the steps, so that hardly any error passes (Glorot & Bengio 2010). Excludes gates, which may stay open or closed
 *   for long, and outputs, whose targets may require saturation.
 * - dead: a relu unit is 0 in every step, so that no error ever passes (Maas et al. 2013).
 * - unmoved: every unit of a gate varies by less than 0.01 over all steps: it is a constant. Reported only after 10 epochs,
 *   since forget gates are initialized open.
 * - no-echo: a reservoir without the echo state property (`echo.ts`).
 *
 * Saturated and dead units are reported if they are at least a tenth of a layer.
 */
function diagnoseUnits(courses: readonly UnitCourse[], echoes: readonly Echo[], { network, store }: Model, epoch: number): readonly UnitFinding[] {
  const found: UnitFinding[] = []
  for (const { node, port, activation, size, steps, low, high, flat, net, mean } of courses) {
    if (steps < FEW) continue
    const which = (holds: (unit: number) => boolean): number[] => Array.from({ length: size }, (_, unit) => unit).filter(holds)
    const rms = (units: readonly number[]): number => Math.sqrt(units.reduce((sum, unit) => sum + net[unit]! ** 2 / units.length, 0))
    const add = (code: UnitFinding['code'], units: readonly number[]): void => {
      if (units.length >= SHARE * size && units.length > 0) found.push({ code, node, units, of: size, values: { net: rms(units), steps } })
    }
    if (port === 'gate') {
      const units = which((unit) => high[unit]! - low[unit]! < STILL)
      if (epoch >= EARLY && units.length === size) {
        const value = units.reduce((sum, unit) => sum + (high[unit]! + low[unit]!) / 2 / size, 0)
        const spread = Math.sqrt(units.reduce((sum, unit) => sum + Math.max(0, net[unit]! ** 2 - mean[unit]! ** 2) / size, 0))
        const bias = store.has(`${node}.bias`) ? store.read(`${node}.bias`) : undefined
        const brought = bias && Array.from(mean, (m, unit) => m - bias[unit]!)
        found.push({ code: 'unmoved', node, units: [], of: size, values: { net: rms(units), steps, value, spread }, ...(brought ? { brought } : {}) })
      }
      continue
    }
    if (SATURATING[activation] !== undefined)
      add(
        'saturated',
        which((unit) => flat[unit]! >= MOSTLY * steps),
      )
    if (activation === 'relu')
      add(
        'dead',
        which((unit) => high[unit]! <= 0),
      )
  }
  for (const { node, holds, steps } of echoes) {
    const reservoir = network.nodes.find(({ id }) => id === node)
    if (reservoir && !holds) found.push({ code: 'no-echo', node, units: [], of: reservoir.size, values: { steps, radius: reservoir.number('spectralRadius') } })
  }
  return found
}

/** Finds problems of the units of a model, by the rules of `diagnoseUnits`. */
export function* diagnosingUnits(model: Model, sequences: readonly Sequence[], epoch: number): Pieces<readonly UnitFinding[]> {
  const courses = yield* within(followingUnits(model, sequences), 0, 0.5)
  const echoes = yield* within(echoing(model, sequences), 0.5, 1)
  return diagnoseUnits(courses, echoes, model, epoch)
}
