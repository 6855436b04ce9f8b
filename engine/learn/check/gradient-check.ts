import { largest } from '../../base/lists'
import { problem, type Problem } from '../../base/problem'
import type { Network } from '../../compile/network'
import type { Sequence } from '../../data/types'
import type { AlgorithmSpec } from '../../document/types'
import { Differences } from './differences'
import { gradient, type GradientResult, type Method } from './gradient'
import { sampleEntries, sampleSequences, type Sample } from './gradient-sample'
import { horizonOf } from '../bptt/bptt'
import { Model } from '../model/model'
import { gigabytes } from '../model/weight-bytes'
import { rtrlCost, rtrlOptions } from '../rtrl/rtrl'
import { variants } from '../rtrl/variants'

export interface GradientCheckOptions {
  /** Seed that selects sequences and entries. */
  readonly seed?: number
  /** Most steps in all; fewer for a large network. */
  readonly steps?: number
  /** Most entries compared with central differences; at least one per parameter. */
  readonly entries?: number
}

/** Three values of one derivative. */
interface Disagreement {
  /** Row-major position in the parameter; for a sparse one, in its full shape. */
  readonly index: number
  readonly bptt: number
  readonly rtrl: number | null
  readonly differences: number | null
}

export interface ParameterCheck {
  readonly name: string
  readonly shape: readonly number[]
  /** Entries compared with central differences; RTRL and BPTT are compared in all entries. */
  readonly compared: number
  /** Entries at a kink of the loss (relu at 0), where no derivative exists. */
  readonly kinks: number
  /** Norm of the gradient by BPTT. */
  readonly norm: number
  /** Largest relative distance of central differences from BPTT; null if none were compared. */
  readonly differences: number | null
  /** Largest relative distance of RTRL from BPTT; null if RTRL cannot run. */
  readonly rtrl: number | null
  readonly agrees: boolean
  /** The entry with the largest error, if they disagree. */
  readonly worst?: Disagreement
}

/** How the gradient of an algorithm that truncates or approximates compares with the exact one. */
export interface Angle {
  readonly algorithm: AlgorithmSpec
  /** Cosine of the angle between both gradients, over all parameters; null if one of them is 0. */
  readonly cosine: number | null
  /** Equal up to rounding. */
  readonly exact: boolean
}

export interface GradientCheck {
  /** Whether all parameters agree. */
  readonly agrees: boolean
  readonly checked: {
    readonly sequences: number
    readonly ofSequences: number
    readonly steps: number
    readonly ofSteps: number
    readonly entries: number
    readonly ofEntries: number
    readonly seed: number
    /** Whether inputs and targets were drawn at random because the document has no data. */
    readonly drawn: boolean
  }
  /** Relative distances up to which gradients agree. */
  readonly tolerance: { readonly differences: number; readonly rtrl: number }
  /** Why RTRL was left out, if it was. */
  readonly rtrlMissing: Problem | null
  /** Why differences were left out, if they were: they give the slope 0 of a spike, not its surrogate. */
  readonly differencesMissing: Problem | null
  readonly parameters: readonly ParameterCheck[]
  /** Angles of BPTT(1), the document's own horizon, and the approximations of RTRL. */
  readonly angles: readonly Angle[]
}

const TOLERANCE = { differences: 1e-5, rtrl: 1e-9 }
const STEPS = 48
const ENTRIES = 400
/** Most multiply-adds of a check: about a second. */
const WORK = 1.5e9

/** Approximations whose angle is reported. */
const approximations = variants.filter((variant) => variant !== 'exact')

const full: Method = { horizon: null, every: null, recompute: false }

/**
 * Compares three ways to compute the derivatives of a network: BPTT over whole sequences, RTRL, and central differences
 * (E(w + ε) − E(w − ε)) / 2ε of the loss, in float64. Compares RTRL with BPTT in every entry, on a limited number of
 * steps, and central differences on entries drawn with the seed. Leaves the model's weights as they were.
 *
 * A distance is relative to the entry or, if that is larger, to a thousandth of the parameter's largest entry.
 *
 * @returns a problem if the loss or a gradient is not finite, or the network does not fit into memory.
 */
export function checkGradients(model: Model, sequences: readonly Sequence[], options: GradientCheckOptions = {}): GradientCheck | Problem {
  const work = checkingGradients(model, sequences, options)
  for (;;) {
    const { value, done } = work.next()
    if (done) return value
  }
}

/** As `checkGradients`, in pieces, with the current weights throughout; yields the fraction done, 0 to 1. */
export function* checkingGradients(
  model: Model,
  sequences: readonly Sequence[],
  options: GradientCheckOptions = {},
): Generator<number, GradientCheck | Problem, void> {
  const { network } = model
  const seed = options.seed ?? 0
  const exact = new Model(network, { precision: 'float64' })
  exact.adopt(model)
  const trainable = exact.store.declarations.filter((p) => p.trainable)
  const size = exact.store.declarations.reduce((sum, p) => sum + exact.store.count(p.name), 0)
  const ofEntries = trainable.reduce((sum, p) => sum + exact.store.count(p.name), 0)

  // A step costs about one multiply-add per weight. A network that runs backward in time needs whole sequences all the same.
  const { longestDelay } = network
  const affordable = Math.floor(WORK / (4 * Math.max(1000, size) * Math.max(1, trainable.length)))
  const steps = Math.max(2, Math.min(options.steps ?? STEPS + 2 * longestDelay, affordable))
  const sample = sampleSequences(network, sequences, steps, seed)
  const runs = WORK / (2 * Math.max(1000, size) * steps)
  const entries = Math.max(trainable.length, Math.min(options.entries ?? ENTRIES, Math.floor(runs)))

  const bptt = gradient(exact, sample.sequences, full)
  if (!('gradients' in bptt)) return bptt
  const wrong = notFinite(bptt)
  if (wrong !== undefined) return problem('not-finite', 'gradient-not-finite', { name: wrong })
  const pieces = 3 + trainable.length + approximations.length
  let piece = 0
  yield ++piece / pieces
  const rtrl = affordableRtrl(exact, sample, { variant: 'exact' })
  yield ++piece / pieces
  const spiking = [...new Set(network.lowered.ops.flatMap(({ kind, node }) => (kind === 'spike' ? [node] : [])))]
  const differences = new Differences(exact, sample.sequences)
  const parameters: ParameterCheck[] = []
  for (const p of trainable) {
    const count = exact.store.count(p.name)
    const share = Math.max(1, Math.round((entries * count) / Math.max(1, ofEntries)))
    parameters.push(
      compare(exact, p.name, spiking.length > 0 ? [] : sampleEntries(share, count, seed, p.name), bptt, 'gradients' in rtrl ? rtrl : undefined, differences),
    )
    yield ++piece / pieces
  }
  const angles: Angle[] = []
  for (const found of measureAngles(exact, sample, bptt)) {
    if (found) angles.push(found)
    yield Math.min(1, ++piece / pieces)
  }
  yield 1
  return {
    agrees: parameters.every((p) => p.agrees),
    checked: {
      sequences: sample.sequences.length,
      ofSequences: sample.ofSequences,
      steps: sample.sequences.reduce((sum, s) => sum + s.length, 0),
      ofSteps: sample.ofSteps,
      entries: parameters.reduce((sum, p) => sum + p.compared + p.kinks, 0),
      ofEntries,
      seed,
      drawn: sample.drawn,
    },
    tolerance: TOLERANCE,
    rtrlMissing: 'gradients' in rtrl ? null : rtrl,
    differencesMissing: spiking.length > 0 ? problem('differences-missing', 'differences-missing', { nodes: spiking.join(', ') }, { nodes: spiking }) : null,
    parameters,
    angles,
  }
}

const notFinite = ({ loss, gradients }: GradientResult): string | undefined =>
  Object.entries(gradients).find(([, { data }]) => data.some((g) => !Number.isFinite(g)))?.[0] ?? (Number.isFinite(loss) ? undefined : '')

/** Runs RTRL on the sample; returns a problem if the network runs backward in time, or it takes too much memory or work. */
function affordableRtrl(model: Model, { sequences }: Sample, method: Extract<Method, { variant: unknown }>): GradientResult | Problem {
  if (!model.network.backwardInTime) {
    const longest = largest(sequences.map((s) => s.length))
    const { operations, bytes } = rtrlCost(model, rtrlOptions({ kind: 'rtrl', variant: method.variant }), 1, longest)
    const steps = sequences.reduce((sum, s) => sum + s.length, 0)
    if (operations * steps > 3 * WORK)
      return problem('limit-exceeded', 'rtrl-check-over', { operations, steps, size: gigabytes(bytes) }, { path: '/training/algorithm' })
  }
  return gradient(model, sequences, method)
}

function compare(
  model: Model,
  name: string,
  entries: readonly number[],
  bptt: GradientResult,
  rtrl: GradientResult | undefined,
  differences: Differences,
): ParameterCheck {
  const { shape, data } = bptt.gradients[name]!
  const positions = model.store.indices(name)
  const largest = data.reduce((most, g) => Math.max(most, Math.abs(g)), 0)
  const distance = (a: number, b: number, noise: number): number => Math.abs(a - b) / Math.max(Math.abs(b), 1e-3 * largest, noise, Number.MIN_VALUE)
  let worst: (Disagreement & { readonly over: number }) | undefined
  const note = (over: number, entry: Disagreement): void => {
    if (over > 1 && over > (worst?.over ?? 0)) worst = { ...entry, over }
  }

  const other = rtrl?.gradients[name]!.data
  let byRtrl = 0
  other?.forEach((g, index) => {
    const d = distance(g, data[index]!, 1e-14 / TOLERANCE.rtrl)
    byRtrl = Math.max(byRtrl, d)
    note(d / TOLERANCE.rtrl, { index, bptt: data[index]!, rtrl: g, differences: null })
  })
  let byDifferences = 0
  let kinks = 0
  for (const entry of entries) {
    const index = positions?.[entry] ?? entry
    const g = data[index]!
    // Rounding of a loss E contributes about 2⁻⁵² |E| / ε to any difference.
    const far = (value: number, epsilon: number): number => distance(value, g, (2 ** -52 * 32 * Math.abs(differences.loss)) / epsilon / TOLERANCE.differences)
    const { value, epsilon, kink } = differences.of(name, entry, g, (v, e) => far(v, e) <= TOLERANCE.differences)
    if (kink) {
      kinks++
      continue
    }
    byDifferences = Math.max(byDifferences, far(value, epsilon))
    note(far(value, epsilon) / TOLERANCE.differences, { index, bptt: g, rtrl: other?.[index] ?? null, differences: value })
  }
  const compared = entries.length - kinks
  return {
    name,
    shape,
    compared,
    kinks,
    norm: Math.sqrt(data.reduce((sum, g) => sum + g * g, 0)),
    differences: compared > 0 ? byDifferences : null,
    rtrl: other ? byRtrl : null,
    agrees: worst === undefined,
    ...(worst ? { worst: { index: worst.index, bptt: worst.bptt, rtrl: worst.rtrl, differences: worst.differences } } : {}),
  }
}

/** Yields the angles of BPTT(1), the document's own horizon, and the approximations of RTRL with the exact gradient. */
function* measureAngles(model: Model, sample: Sample, exact: GradientResult): Generator<Angle | undefined, void, void> {
  const of = (algorithm: AlgorithmSpec, result: GradientResult | Problem): Angle | undefined =>
    'gradients' in result ? { algorithm, ...angle(result, exact) } : undefined
  const own = ownHorizon(model.network)
  const { backwardInTime, longestDelay } = model.network
  // Jordan's and Elman's training; RTRL would equal it if it carried nothing forward: see `Rtrl`.
  const shortest: AlgorithmSpec & { kind: 'bptt' } = { kind: 'bptt', horizon: 1, every: 1 }
  for (const algorithm of [...(backwardInTime || longestDelay === 0 || own?.horizon === 1 ? [] : [shortest]), ...(own ? [own] : [])])
    yield of(algorithm, gradient(model, sample.sequences, horizonOf(algorithm)))
  for (const variant of approximations) yield of({ kind: 'rtrl', variant }, affordableRtrl(model, sample, { variant }))
}

function ownHorizon({ document: { training } }: Network): (AlgorithmSpec & { kind: 'bptt' }) | undefined {
  const algorithm = training?.algorithm
  return algorithm?.kind === 'bptt' && typeof algorithm.horizon === 'number' ? algorithm : undefined
}

/** Returns cos ∠(a, b) over all parameters. */
function angle(a: GradientResult, b: GradientResult): { readonly cosine: number | null; readonly exact: boolean } {
  let [inner, left, right, apart] = [0, 0, 0, 0]
  for (const [name, { data }] of Object.entries(b.gradients)) {
    const other = a.gradients[name]!.data
    data.forEach((g, i) => {
      const h = other[i]!
      inner += g * h
      left += h * h
      right += g * g
      apart += (g - h) ** 2
    })
  }
  const scale = Math.sqrt(left * right)
  return { cosine: scale > 0 ? Math.max(-1, Math.min(1, inner / scale)) : null, exact: Math.sqrt(apart) <= 1e-9 * Math.sqrt(right) }
}
