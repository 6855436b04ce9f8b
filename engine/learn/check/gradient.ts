import { largest } from '../../base/lists'
import type { Sequence } from '../../data/types'
import { problem, type Problem } from '../../base/problem'
import { bptt, tapeFor, type Horizon } from '../bptt/bptt'
import { Collector } from '../model/collect'
import { everyRow, loss } from '../model/loss'
import { Model } from '../model/model'
import { makeRtrl, type Rtrl } from '../rtrl/rtrl'
import type { Variant } from '../rtrl/variants'

export interface GradientResult {
  /** Σ of J over steps and sequences. */
  readonly loss: number
  /** By sequence, by output id: length × size. */
  readonly outputs: readonly Readonly<Record<string, Float64Array>>[]
  /** By trainable parameter, in its full shape. */
  readonly gradients: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }>>
}

/** BPTT with its horizon, or a variant of RTRL. */
export type Method = Horizon | { readonly variant: Variant; readonly every?: number | null; readonly block?: number }

/** Computes Σ ∂J/∂w over steps and sequences with constant weights, without washout, dropout, clipping and regularizers. */
export function gradient(model: Model, sequences: readonly Sequence[], method: Method): GradientResult | Problem {
  const { network, kernels, store } = model
  const longest = largest(sequences.map((s) => s.length))
  const learner = 'variant' in method ? rtrlLearner(model, method, longest) : bpttLearner(model, method, longest)
  if ('code' in learner) return learner
  const { program } = learner
  program.mode.forcing = true
  program.refresh()
  kernels.fill(store.trainable, store.gradients, 0)
  for (const sequence of sequences) for (const _ of learner.gradients([sequence])) continue

  store.fold()

  const { total, outputs } = forwardLoss(model, sequences)
  const gradients = Object.fromEntries(network.parameters.filter((p) => p.trainable).map((p) => [p.name, model.gradient(p.name)]))
  return { loss: total, outputs, gradients }
}

type GradientOf = Pick<Rtrl, 'program' | 'gradients'>

function bpttLearner(model: Model, horizon: Horizon, longest: number): GradientOf | Problem {
  const { network, kernels } = model
  const tape = tapeFor(horizon, longest, network.longestDelay, network.backwardInTime)
  const capacity = { ...tape, sequences: 1, adjoints: true }
  const tooLarge = Model.tooLarge(network, capacity, kernels.precision)
  if (tooLarge) return tooLarge
  const program = model.bind(capacity)
  return { program, gradients: (batch) => bptt(program, batch, horizon, 0) }
}

function rtrlLearner(model: Model, { variant, every = null, block }: Extract<Method, { variant: Variant }>, longest: number): GradientOf | Problem {
  const { backwardInTime, lowered } = model.network
  if (backwardInTime) {
    const nodes = [...new Set(lowered.ops.flatMap((op) => (op.backwardInTime ? [op.node] : [])))]
    return problem('algorithm-needs-forward-time', 'forward-time', { nodes: nodes.join(', ') }, { nodes, path: '/training/algorithm' })
  }
  return makeRtrl(model, { variant, every, washout: 0, ...(block === undefined ? {} : { block }) }, 1, longest)
}

function forwardLoss(model: Model, sequences: readonly Sequence[]): { total: number; outputs: Record<string, Float64Array>[] } {
  const { network } = model
  const collector = new Collector(model, largest(sequences.map((s) => s.length)), { forcing: true })
  let total = 0
  const slots = Object.fromEntries(network.outputs.map((o) => [o.id, o.out]))
  const outputs = sequences.map((sequence) =>
    collector.run(sequence, slots, (program, first, end) => {
      total += loss(program, first, end, everyRow, false)
    }),
  )
  return { total, outputs }
}
