import { stream } from '../engine/base/random'
import type { EdgeSpec, GraphDocument, NodeSpec } from '../engine/document/types'
import { randomGraph, type RandomGraphOptions } from './random-graphs'

/** Formulas of one name that are smooth, so that differences can judge them, and bounded enough for loops. */
const ACTIVATIONS = [
  'x * logistic(1.702 * x)',
  'tanh(x) + 0.1 * sin(3 * x)',
  'ln(1 + exp(x)) / 2',
  'x / sqrt(1 + x^2)',
  '0.5 * x * (1 + erf(x / sqrt(2)))',
  'exp(-x^2) - atan(x) / pi',
  '(x - mean(x)) / sqrt(mean((x - mean(x))^2) + 0.1)',
]

/** Of three names: gates, minimal gated units, attention over two states, products. */
const MIXTURES = [
  'b * a + (1 - b) * c',
  'logistic(b) * a + (1 - logistic(b)) * tanh(c)',
  '(exp(a) * b + exp(c) * a) / (exp(a) + exp(c))',
  'a * cos(b) - c * sin(b)',
  '(a - mean(a)) / sqrt(mean((a - mean(a))^2) + 0.1) * b + c',
  '2^-a * tanh(b) + sum(c) / 5',
]

interface NextOptions extends RandomGraphOptions {
  /** Spiking units, whose backward slopes are not those of differences. */
  readonly spiking?: boolean
}

/**
 * A random document with parts of version 2: formulas in place of activations and as nodes, weights and biases shared,
 * leaks and decays per unit or trained, further losses, weights of classes, rates, zoneout, dropout, spiking units.
 */
export function nextGraph(seed: number, { spiking = false, ...options }: NextOptions = {}): GraphDocument {
  const document = randomGraph(seed, options)
  const random = stream(seed, 'next')
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!
  const chance = (p: number): boolean => random.uniform() < p
  const round = (x: number): number => Math.round(x * 100) / 100
  const nodes: Record<string, NodeSpec> = { ...document.nodes }
  const edges: Record<string, EdgeSpec> = { ...document.edges }
  const sizeOf = (id: string): number => nodes[id]!.size as number
  const init = { kind: 'uniform' as const, low: -0.8, high: 0.8 }
  const perUnit = (size: number, least: number): unknown =>
    chance(0.5) ? Array.from({ length: size }, () => round(least + random.uniform() * (0.95 - least))) : 0.5

  for (const [id, { type, loss }] of Object.entries(document.nodes)) {
    const changes: Record<string, unknown> = {}
    if (['layer', 'gate', 'cell'].includes(type) && chance(0.5)) changes.activation = { formula: pick(ACTIVATIONS) }
    if (type === 'context' && nodes[id]!.direction !== 'backward' && chance(0.5))
      Object.assign(changes, { decay: perUnit(sizeOf(id), -0.4), decayTrained: chance(0.5) })
    if (type === 'reservoir' && chance(0.6)) Object.assign(changes, { leak: perUnit(sizeOf(id), 0.1), leakTrained: chance(0.5) })
    if ((type === 'context' || type === 'cell') && chance(0.3)) changes.zoneout = 0.2
    if (chance(0.2) && type !== 'input') changes.rate = 0.5
    if (type === 'output' && loss === 'squared-error' && chance(0.7))
      Object.assign(changes, pick([{ loss: 'huber', delta: 0.7 }, { loss: 'absolute' }, { loss: 'quantile', quantile: 0.8 }]))
    if (loss === 'cross-entropy' && chance(0.6)) changes.classWeights = Array.from({ length: sizeOf(id) }, () => round(0.5 + random.uniform()))
    nodes[id] = { ...nodes[id]!, ...changes }
  }
  const [input] = Object.keys(document.nodes)
  const output = Object.keys(document.nodes).find((id) => nodes[id]!.type === 'output')!
  const size = 1 + random.integer(3)

  // A loop through a node of three ports.
  nodes.mix = { type: 'formula', formula: pick(MIXTURES), size }
  nodes.mixed = { type: 'context', size, delay: pick([1, 2]) }
  Object.assign(edges, {
    mix_a: { from: input, to: 'mix.a', kind: 'dense', init },
    mix_b: { from: input, to: 'mix.b', kind: 'dense', init, ...(chance(0.3) ? { rate: 2 } : {}) },
    copy_mix: { from: 'mix', to: 'mixed' },
    ...(chance(0.8) ? { mix_c: { from: 'mixed', to: 'mix.c', kind: pick(['identity', 'diagonal', 'dense']), init } } : {}),
    mix_out: { from: 'mix', to: output, kind: 'dense', init, ...(chance(0.3) ? { dropout: 0.2, dropoutKind: 'variational' } : {}) },
  })

  // Nothing arrives at either port: a constant of every unit.
  nodes.none = { type: 'formula', formula: 'cos(a) + mean(b)', size: 2 }
  edges.none_out = { from: 'none', to: output, kind: 'dense', init }

  // Weights that are used twice, once transposed, and a bias of two nodes.
  nodes.code = { type: 'layer', size, activation: { formula: 'tanh(x)^3 + x / 2' } }
  nodes.late = { type: 'context', size: sizeOf(input!), delay: 2 }
  nodes.back = { type: 'layer', size: sizeOf(input!), activation: 'linear', bias: chance(0.5) }
  nodes.twin = { type: 'layer', size, shares: 'code' }
  Object.assign(edges, {
    code_in: { from: input, to: 'code', kind: 'dense', init },
    copy_in: { from: input, to: 'late' },
    code_late: { from: 'late', to: 'code', kind: 'dense', shares: 'code_in', scale: -0.5 },
    decode: { from: 'code', to: 'back', kind: 'dense', shares: 'code_in', transpose: true },
    twin_in: { from: 'mixed', to: 'twin', kind: 'diagonal', init },
    twin_in_too: { from: 'code', to: 'twin', kind: 'diagonal', shares: 'twin_in' },
    back_out: { from: 'back', to: output, kind: 'dense', init },
    twin_out: { from: 'twin', to: output, kind: 'dense', init },
  })

  if (spiking) {
    const adapts = chance(0.6)
    nodes.spikes = {
      type: 'neuron',
      size: 3,
      threshold: 0.6,
      decay: perUnit(3, 0.2),
      ...(chance(0.3) ? { decayTrained: true } : {}),
      ...(adapts ? { adaptation: 0.3, adaptationDecay: perUnit(3, 0.2), adaptationDecayTrained: chance(0.4) } : {}),
    }
    nodes.fired = { type: 'context', size: 3 }
    Object.assign(edges, {
      spikes_in: { from: input, to: 'spikes', kind: 'dense', init: { kind: 'uniform', low: -2, high: 2 } },
      copy_spikes: { from: 'spikes', to: 'fired' },
      spikes_back: { from: 'fired', to: 'spikes', kind: 'dense', init },
      spikes_out: { from: 'spikes', to: output, kind: 'dense', init },
      ...(chance(0.5) ? { potential_out: { from: 'spikes.potential', to: output, kind: 'dense', init } } : {}),
    })
  }
  return { ...document, version: 2, nodes, edges, training: { ...document.training, regularize: { l1: 0.01 } } }
}
