import { largest } from '../base/lists'
import type { Activation } from '../kinds/activations'

/** One direction of a recurrent layer. Matrices and vectors by gate: RNN h; LSTM i, f, g, o; GRU r, z, n. */
export interface Direction {
  readonly backward: boolean
  /** Weights of the input: H × I, row-major. */
  readonly wx: readonly Float64Array[]
  /** Weights of the previous state: H × H. */
  readonly wh: readonly Float64Array[]
  readonly b: readonly Float64Array[]
  /** GRU with the reset after the product: the bias inside it. */
  readonly bn?: Float64Array
  /** Peepholes of an LSTM: into i and f from the previous cell state, into o from the new one. */
  readonly peepholes?: readonly [i: Float64Array, f: Float64Array, o: Float64Array]
}

/**
 * RNN: h = f(Wx x + Wh h' + b). LSTM: i, f, o = σ(…), g = tanh(…), c = f c' + i g, h = o tanh c. GRU: r, z = σ(…),
 * n = tanh(Wx x + r ⊙ (Wh h' + bn) + b), or with the reset before the product tanh(Wx x + Wh (r ⊙ h') + b),
 * h = (1 − z) n + z h'. `activation` replaces tanh; a `slope` a replaces σ of gates by min(max(a x + ½, 0), 1).
 */
export interface RecurrentLayer {
  readonly kind: 'rnn' | 'lstm' | 'gru'
  readonly name: string
  readonly inputs: number
  readonly size: number
  /** f of an RNN, and the function in place of tanh in the others. */
  readonly activation: Activation
  /** Slope of gates that are linear between 0 and 1. */
  readonly slope?: number
  readonly resetAfter: boolean
  readonly directions: readonly Direction[]
}

/** y = f(W x + b). */
export interface DenseLayer {
  readonly kind: 'dense'
  readonly name: string
  readonly inputs: number
  readonly size: number
  readonly w: Float64Array
  readonly b: Float64Array | undefined
  readonly activation: Activation
}

export type Layer = RecurrentLayer | DenseLayer

/** Returns how many numbers a layer outputs per step. */
export const widthOf = (layer: Layer): number => (layer.kind === 'dense' ? layer.size : layer.size * layer.directions.length)

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const functions: Readonly<Partial<Record<Activation, (x: number) => number>>> = {
  linear: (x) => x,
  tanh: Math.tanh,
  logistic,
  relu: (x) => Math.max(0, x),
  softplus: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
  softsign: (x) => x / (1 + Math.abs(x)),
  'leaky-relu': (x) => (x > 0 ? x : 0.01 * x),
}

/** Returns f(net) of all units. */
function activated(net: Float64Array, activation: Activation): Float64Array {
  if (activation !== 'softmax') return net.map(functions[activation]!)
  const most = largest(net, -Infinity)
  const e = net.map((x) => Math.exp(x - most))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / sum)
}

/** Returns b + W x. */
function affine(w: Float64Array, x: Float64Array, b: Float64Array | undefined): Float64Array {
  const size = w.length / x.length
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = b?.[i] ?? 0
    for (let j = 0; j < x.length; j++) sum += w[i * x.length + j]! * x[j]!
    return sum
  })
}

const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x + b[i]!)
const times = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x * b[i]!)

function step(layer: RecurrentLayer, d: Direction, x: Float64Array, h: Float64Array, c: Float64Array): { h: Float64Array; c: Float64Array } {
  const net = (k: number): Float64Array => plus(affine(d.wx[k]!, x, d.b[k]), affine(d.wh[k]!, h, undefined))
  const { slope } = layer
  const gate = slope === undefined ? logistic : (v: number): number => Math.min(Math.max(slope * v + 0.5, 0), 1)
  const act = (v: Float64Array): Float64Array => activated(v, layer.activation)
  if (layer.kind === 'rnn') return { h: activated(net(0), layer.activation), c }
  if (layer.kind === 'lstm') {
    const peep = (k: number, at: number, state: Float64Array): Float64Array => (d.peepholes ? plus(net(k), times(d.peepholes[at]!, state)) : net(k))
    const next = plus(times(peep(1, 1, c).map(gate), c), times(peep(0, 0, c).map(gate), act(net(2))))
    return { h: times(peep(3, 2, next).map(gate), act(next)), c: next }
  }
  const [r, z] = [net(0).map(gate), net(1).map(gate)]
  const own = layer.resetAfter ? times(r, affine(d.wh[2]!, h, d.bn)) : affine(d.wh[2]!, times(r, h), undefined)
  const n = act(plus(affine(d.wx[2]!, x, d.b[2]), own))
  return { h: n.map((value, i) => (1 - z[i]!) * value + z[i]! * h[i]!), c }
}

/** Runs the layers as their program defines them, without the engine, as the reference for an import. */
export function runLayers(layers: readonly Layer[], inputs: readonly Float64Array[]): Float64Array[] {
  let values: readonly Float64Array[] = inputs
  for (const layer of layers) {
    if (layer.kind === 'dense') {
      values = values.map((x) => activated(affine(layer.w, x, layer.b), layer.activation))
      continue
    }
    const found = layer.directions.map((d) => {
      let [h, c]: [Float64Array, Float64Array] = [new Float64Array(layer.size), new Float64Array(layer.size)]
      const ordered = d.backward ? [...values].reverse() : values
      const outputs = ordered.map((x) => ({ h, c } = step(layer, d, x, h, c)).h)
      return d.backward ? outputs.reverse() : outputs
    })
    values = values.map((_, t) => Float64Array.from(found.flatMap((outputs) => [...outputs[t]!])))
  }
  return [...values]
}
