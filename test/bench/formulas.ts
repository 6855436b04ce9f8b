import { Arena } from '../../engine/kernels/arena'
import { stream } from '../../engine/base/random'
import { compile } from '../../engine/compile'
import type { NodeSpec } from '../../engine/document/types'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { median } from './measure'

/** Formulas with the built-in activation that they equal, or the nearest one. */
const PAIRS = [
  ['tanh(x)', 'tanh'],
  ['logistic(x)', 'logistic'],
  ['1 / (1 + exp(-x))', 'logistic'],
  ['softplus(x)', 'softplus'],
  ['ln(1 + exp(x))', 'softplus'],
  ['max(0, x)', 'relu'],
  ['max(x, 0)', 'relu'],
  ['max(x, 0.01 * x)', 'leaky-relu'],
  ['2 * logistic(2 * x) - 1', 'tanh'],
  ['(exp(x) - exp(-x)) / (exp(x) + exp(-x))', 'tanh'],
  ['x * logistic(x)', 'logistic'],
  ['0.5 * x * (1 + erf(x / sqrt(2)))', 'tanh'],
  ['exp(x) / sum(exp(x))', 'softmax'],
  ['x / (1 + abs(x))', 'softsign'],
  ['(x + abs(x)) / 2', 'relu'],
  ['max(-1, min(1, x))', 'relu'],
  ['sin(x)', 'tanh'],
  ['atan(x)', 'tanh'],
  ['x^3', 'tanh'],
  ['abs(x)^0.5 * sign(x)', 'tanh'],
  ['sinh(x) / cosh(x)', 'tanh'],
] as const

const UNITS = 64
const STEPS = 256

/** Times forward and backward passes over the steps of a layer that only has its activation. */
function timing(activation: unknown): () => number {
  const nodes: Record<string, NodeSpec> = {
    x: { type: 'input', size: UNITS },
    h: { type: 'layer', activation, bias: false },
    y: { type: 'output', bias: false },
  }
  const edges = { in: { from: 'x', to: 'h', kind: 'identity' as const }, out: { from: 'h', to: 'y', kind: 'identity' as const } }
  const model = new Model(compile({ format: 'unfold-graph', version: 1, nodes, edges }, registry).network!, {}, new Arena())
  const program = model.bind({ steps: STEPS, sequences: 1, keep: 0, adjoints: true })
  const random = stream(0, 'x')
  program.begin([{ length: STEPS, inputs: { x: Float64Array.from({ length: STEPS * UNITS }, () => random.normal()) }, targets: {} }])
  program.advance(STEPS)
  return () => {
    const start = performance.now()
    for (let i = 0; i < 20; i++) {
      program.recompute(0, STEPS)
      program.backward(0, STEPS)
    }
    return performance.now() - start
  }
}

/** For each formula, how many times as long as its built-in it takes, forward and back; taken in turn. */
export function formulaRatios(rounds: number): readonly { readonly formula: string; readonly activation: string; readonly ratio: number }[] {
  return PAIRS.map(([formula, activation]) => {
    const [own, builtIn] = [timing({ formula }), timing(activation)]
    const ratios = Array.from({ length: rounds + 2 }, () => own() / builtIn()).slice(2)
    return { formula, activation, ratio: median(ratios) }
  })
}
