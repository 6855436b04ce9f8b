import type { Activation } from '../kinds/activations'
import { notCarried, unreadable, type Tensor } from './file'
import { widthOf, type Direction, type Layer } from './layers'
import type { OnnxGraph, OnnxNode } from './onnx-file'

/** Nodes that only change the shape or type of their input. */
const PASSING: ReadonlySet<string> = new Set(['Identity', 'Transpose', 'Squeeze', 'Unsqueeze', 'Reshape', 'Flatten', 'Cast', 'Dropout'])
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  Tanh: 'tanh',
  Sigmoid: 'logistic',
  Relu: 'relu',
  Softmax: 'softmax',
  Softplus: 'softplus',
  Softsign: 'softsign',
}

/**
 * Makes layers from an ONNX graph that is one chain of RNN, LSTM, GRU (peepholes, both directions, linear_before_reset),
 * matrix products and activations from its first input to its first output.
 * @throws ImportError
 */
export function onnxLayers({ nodes, constants, inputs, outputs }: OnnxGraph): Layer[] {
  const readers = new Map<string, OnnxNode[]>()
  for (const node of nodes) for (const name of new Set(node.inputs)) readers.set(name, [...(readers.get(name) ?? []), node])
  const layers: Layer[] = []
  let [value, wanted] = [inputs[0], outputs[0]]
  if (value === undefined || wanted === undefined) return unreadable('onnx-broken')
  for (let taken = 0; value !== wanted; taken++) {
    if (taken > nodes.length) unreadable('onnx-broken')
    const next: OnnxNode[] = (readers.get(value) ?? []).filter(({ op }) => op !== 'Shape')
    const [node] = next
    if (!node || next.length > 1)
      return notCarried('onnx-branch', {
        name: value.slice(0, 100),
        got:
          next
            .map(({ op }) => op)
            .join(', ')
            .slice(0, 200) || '—',
      })
    follow(node, value, constants, nodes, layers)
    value = node.outputs[0] ?? ''
  }
  if (layers.length === 0) unreadable('import-nothing')
  layers.forEach((layer, k) => {
    const before = layers[k - 1]
    if (before && widthOf(before) !== layer.inputs) unreadable('import-chain', { name: layer.name, got: layer.inputs, expected: widthOf(before) })
  })
  return layers
}

function follow(node: OnnxNode, value: string, constants: ReadonlyMap<string, Tensor>, nodes: readonly OnnxNode[], layers: Layer[]): void {
  const { op } = node
  const name = `${op} ${layers.length + 1}`
  const constant = (i: number): Tensor | undefined => constants.get(node.inputs[i] ?? '')
  if (PASSING.has(op)) return
  const last = layers.at(-1)
  if (op === 'RNN' || op === 'LSTM' || op === 'GRU') {
    layers.push(recurrent(node, name, constants, nodes))
    return
  }
  if (op === 'MatMul' || op === 'Gemm') {
    const w = constant(1)
    if (w?.shape.length !== 2 || node.inputs[0] !== value) return notCarried('onnx-op', { got: op })
    const turned = op === 'Gemm' && node.numbers.get('transB') === 1
    const [a, b] = w.shape as [number, number]
    const [size, inputs] = turned ? [a, b] : [b, a]
    const scale = node.numbers.get('alpha') ?? 1
    const weights = Float64Array.from({ length: size * inputs }, (_, k) => {
      const [i, j] = [Math.floor(k / inputs), k % inputs]
      return scale * w.values[turned ? k : j * size + i]!
    })
    const bias = op === 'Gemm' ? constant(2) : undefined
    const share = node.numbers.get('beta') ?? 1
    layers.push({ kind: 'dense', name, inputs, size, w: weights, b: bias && vector(bias, size, name).map((v) => v * share), activation: 'linear' })
    return
  }
  if (op === 'Add' && last?.kind === 'dense' && last.b === undefined && last.activation === 'linear') {
    const bias = constant(0) ?? constant(1)
    if (!bias) return notCarried('onnx-op', { got: op })
    layers[layers.length - 1] = { ...last, b: vector(bias, last.size, name) }
    return
  }
  const activation = Object.hasOwn(ACTIVATIONS, op) ? ACTIVATIONS[op]! : undefined
  if (!activation || !last) return notCarried('onnx-op', { got: op.slice(0, 100) })
  if (last.kind === 'dense' && last.activation === 'linear') layers[layers.length - 1] = { ...last, activation }
  else {
    const size = widthOf(last)
    const w = new Float64Array(size * size)
    for (let i = 0; i < size; i++) w[i * size + i] = 1
    layers.push({ kind: 'dense', name, inputs: size, size, w, b: undefined, activation })
  }
}

/** Returns a vector of `size` numbers; repeats a single number. */
function vector({ values }: Tensor, size: number, name: string): Float64Array {
  if (values.length === 1) return new Float64Array(size).fill(values[0]!)
  return values.length === size ? values : unreadable('import-weights-shape', { name, got: values.length, expected: size })
}

const GATES = { RNN: 1, GRU: 3, LSTM: 4 } as const
/** Order of the gates of `layers.ts` in ONNX: LSTM i o f c, GRU z r h. */
const ORDER = { RNN: [0], GRU: [1, 0, 2], LSTM: [0, 2, 3, 1] } as const

function recurrent(node: OnnxNode, name: string, constants: ReadonlyMap<string, Tensor>, nodes: readonly OnnxNode[]): Layer {
  const op = node.op as keyof typeof GATES
  const gates = GATES[op]
  const [w, r] = [constants.get(node.inputs[1] ?? ''), constants.get(node.inputs[2] ?? '')]
  if (w?.shape.length !== 3 || r?.shape.length !== 3) return notCarried('onnx-op', { got: op })
  const [count, rows, inputs] = w.shape as [number, number, number]
  const size = r.shape[2]!
  if (count < 1 || count > 2 || rows !== gates * size || r.shape.join() !== [count, rows, size].join())
    unreadable('import-weights-shape', { name, got: r.shape.join(' × '), expected: `${count} × ${rows} × ${rows / gates}` })
  const optional = (i: number, length: number): Float64Array | undefined => {
    const given = node.inputs[i] ?? ''
    if (given === '') return undefined
    const found = constants.get(given)
    if (!found) return notCarried('onnx-op', { got: `${op}.${given.slice(0, 100)}` })
    return found.values.length === length
      ? found.values
      : unreadable('import-weights-shape', { name: given.slice(0, 100), got: found.shape.join(' × '), expected: length })
  }
  const b = optional(3, count * 2 * rows)
  const p = op === 'LSTM' ? optional(7, count * 3 * size) : undefined
  for (const i of op === 'LSTM' ? [5, 6] : [5]) if (!startsAtZero(node.inputs[i] ?? '', constants, nodes)) notCarried('onnx-initial', { name })
  if ((node.numbers.get('clip') ?? 0) > 0 || (node.numbers.get('input_forget') ?? 0) !== 0) notCarried('onnx-op', { got: `${op} (clip, input_forget)` })
  const functions = (node.texts.get('activations') ?? []).map((text) => text.toLowerCase())
  const usual = { RNN: ['tanh'], GRU: ['sigmoid', 'tanh'], LSTM: ['sigmoid', 'tanh', 'tanh'] }[op]
  const relu = op === 'RNN' && functions.length > 0 && functions.every((one) => one === 'relu')
  if (!relu && functions.some((one, i) => one !== usual[i % usual.length])) notCarried('onnx-op', { got: `${op} (${functions.join(', ').slice(0, 100)})` })
  const reverse = node.texts.get('direction')?.[0] === 'reverse'
  const part = (values: Float64Array, from: number, length: number): Float64Array => values.slice(from, from + length)
  const directions = Array.from({ length: count }, (_, d): Direction => {
    const bias = (half: number, gate: number): Float64Array => (b ? part(b, (d * 2 + half) * rows + gate * size, size) : new Float64Array(size))
    const after = op === 'GRU' && (node.numbers.get('linear_before_reset') ?? 0) !== 0
    return {
      backward: reverse || d === 1,
      wx: ORDER[op].map((gate) => part(w.values, (d * rows + gate * size) * inputs, size * inputs)),
      wh: ORDER[op].map((gate) => part(r.values, (d * rows + gate * size) * size, size * size)),
      b: ORDER[op].map((gate) => (after && gate === 2 ? bias(0, 2) : bias(0, gate).map((value, i) => value + bias(1, gate)[i]!))),
      ...(after ? { bn: bias(1, 2) } : {}),
      // ONNX: i o f.
      ...(p ? { peepholes: [part(p, d * 3 * size, size), part(p, (d * 3 + 2) * size, size), part(p, (d * 3 + 1) * size, size)] as const } : {}),
    }
  })
  return {
    kind: ({ RNN: 'rnn', LSTM: 'lstm', GRU: 'gru' } as const)[op],
    name,
    inputs,
    size,
    activation: relu ? 'relu' : 'tanh',
    resetAfter: (node.numbers.get('linear_before_reset') ?? 0) !== 0,
    directions,
  }
}

/** Returns whether an initial state is 0: absent, zeros, or zeros whose size depends on the batch. */
function startsAtZero(name: string, constants: ReadonlyMap<string, Tensor>, nodes: readonly OnnxNode[], depth = 0): boolean {
  if (name === '') return true
  const constant = constants.get(name)
  if (constant) return constant.values.every((value) => value === 0)
  const maker = nodes.find(({ outputs }) => outputs.includes(name))
  if (!maker || depth > 8) return false
  if (maker.op === 'ConstantOfShape') return maker.tensors.get('value')?.values.every((value) => value === 0) ?? true
  return (
    ['Expand', 'Slice', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast'].includes(maker.op)
    && startsAtZero(maker.inputs[0] ?? '', constants, nodes, depth + 1)
  )
}
