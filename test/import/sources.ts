import { expect } from 'vitest'
import type { RandomStream } from '../../engine/base/random'
import { openZip, writeZip } from '../../engine/archive/zip'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import { ProtobufWriter } from '../../engine/export/onnx/protobuf'
import { safetensors } from '../../engine/export/safetensors'
import type { Imported } from '../../engine/import'
import { kerasLayers } from '../../engine/import/keras'
import { readKeras } from '../../engine/import/keras-file'
import { Collector } from '../../engine/learn/model/collect'
import { registry } from '../../nodes'
import { modelOf } from '../documents'

/** A model of another program, and the outputs of its equations for a sequence. */
export interface Source {
  readonly bytes: Uint8Array
  readonly x: number[][]
  readonly y: number[][]
}

export type OnnxKind = 'LSTM' | 'GRU' | 'GRU after' | 'RNN'

/** The outputs of an imported document, read back from its text, for a sequence of vectors. */
export function outputs({ document }: Pick<Imported, 'document'>, x: readonly (readonly number[])[]): number[][] {
  const read = parseDocument(serializeDocument(document), registry)
  expect(read.errors).toEqual([])
  const model = modelOf(read.document!)
  const found = new Collector(model, x.length, { forcing: false }).run(
    { length: x.length, inputs: { x: Float64Array.from(x.flat()) }, targets: {} },
    Object.fromEntries(model.network.lowered.ports),
  )['y.out']!
  const size = found.length / x.length
  return x.map((_, t) => [...found.subarray(t * size, (t + 1) * size)])
}

type Vector = readonly number[]
const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v))
const units = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const drawing =
  (random: RandomStream) =>
  (count: number, wide = 0.5) =>
    Array.from({ length: count }, () => wide * random.normal())
const sequence = (random: RandomStream, steps: number, inputs: number): number[][] => units(steps).map(() => drawing(random)(inputs, 1))

/** Runs a layer over a sequence from a state of zeros, in either direction of time. */
function over(x: readonly Vector[], size: number, backward: boolean, step: (v: Vector, h: Vector, c: Vector) => readonly [h: number[], c: Vector]): number[][] {
  let [h, c]: readonly [Vector, Vector] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)]
  const y = (backward ? [...x].reverse() : x).map((v) => {
    ;[h, c] = step(v, h, c)
    return [...h]
  })
  return backward ? y.reverse() : y
}

/**
 * A stack of PyTorch's RNN, LSTM or GRU with a linear layer or without, as a state_dict, with the outputs by the equations
 * of its documentation (torch.nn.RNN, LSTM, GRU; looked up 2026-11-30).
 */
export function torchModel(random: RandomStream): Source {
  const draw = drawing(random)
  const kind = (['rnn', 'lstm', 'gru'] as const)[random.integer(3)]!
  const gates = { rnn: 1, lstm: 4, gru: 3 }[kind]
  const [inputs, size, layers] = [1 + random.integer(4), 1 + random.integer(5), 1 + random.integer(3)]
  const [both, biased, head] = [random.uniform() < 0.5, random.uniform() < 0.7, random.uniform() < 0.7]
  const tensors: { name: string; shape: number[]; data: number[] }[] = []
  const make = (name: string, ...shape: number[]): number[] => {
    const data = draw(shape.reduce((a, b) => a * b, 1))
    tensors.push({ name, shape, data })
    return data
  }
  const x = sequence(random, 6, inputs)
  let y = x
  for (let k = 0; k < layers; k++) {
    const width = k === 0 ? inputs : size * (both ? 2 : 1)
    const from = y
    const ways = (both ? ['', '_reverse'] : ['']).map((suffix) => {
      const name = (part: string): string => `body.${part}_l${k}${suffix}`
      const [w, u] = [make(name('weight_ih'), gates * size, width), make(name('weight_hh'), gates * size, size)]
      const [b, d] = biased ? [make(name('bias_ih'), gates * size), make(name('bias_hh'), gates * size)] : [[], []]
      return over(from, size, suffix !== '', (v, h, c) => {
        const wx = (g: number, i: number): number => v.reduce((sum, one, j) => sum + w[(g * size + i) * width + j]! * one, b[g * size + i] ?? 0)
        const uh = (g: number, i: number): number => h.reduce((sum, one, j) => sum + u[(g * size + i) * size + j]! * one, d[g * size + i] ?? 0)
        const net = (g: number, i: number): number => wx(g, i) + uh(g, i)
        if (kind === 'rnn') return [units(size).map((i) => Math.tanh(net(0, i))), c]
        if (kind === 'gru')
          return [
            units(size).map((i) => {
              const z = sigmoid(net(1, i))
              return (1 - z) * Math.tanh(wx(2, i) + sigmoid(net(0, i)) * uh(2, i)) + z * h[i]!
            }),
            c,
          ]
        const next = units(size).map((i) => sigmoid(net(1, i)) * c[i]! + sigmoid(net(0, i)) * Math.tanh(net(2, i)))
        return [units(size).map((i) => sigmoid(net(3, i)) * Math.tanh(next[i]!)), next]
      })
    })
    y = from.map((_, t) => ways.flatMap((way) => way[t]!))
  }
  if (head) {
    const [width, n] = [y[0]!.length, 1 + random.integer(3)]
    const [w, b] = [make('fc.weight', n, width), make('fc.bias', n)]
    y = y.map((row) => units(n).map((i) => row.reduce((sum, one, j) => sum + w[i * width + j]! * one, b[i]!)))
  }
  return { bytes: safetensors(tensors, {}), x, y }
}

const ACTIVATIONS: Readonly<Record<string, (v: number[]) => number[]>> = {
  linear: (v) => v,
  tanh: (v) => v.map(Math.tanh),
  sigmoid: (v) => v.map(sigmoid),
  relu: (v) => v.map((one) => Math.max(0, one)),
  softmax: (v) => {
    const powers = v.map(Math.exp)
    const sum = powers.reduce((a, b) => a + b, 0)
    return powers.map((one) => one / sum)
  },
}

interface KerasLayer {
  readonly class_name: string
  readonly config: {
    name: string
    activation?: string
    recurrent_activation?: string
    reset_after?: boolean
    layer?: KerasLayer
    cell?: { readonly config: { readonly cells: readonly KerasLayer[] } }
  }
}

/**
 * A stored Keras model with other weights and activations, with the outputs by Keras' equations (keras/src/layers/rnn, as in
 * test/fixtures/keras/make.py).
 */
export function kerasModel(stored: Uint8Array, random: RandomStream): Source {
  const files = [...openZip(stored)].map(([name, packed]) => ({ name, bytes: new Uint8Array(packed.read()) }))
  const file = readKeras(stored)
  const weights = Buffer.from(files.find(({ name }) => name === 'model.weights.h5')!.bytes)
  const found = new Map<string, number[][]>()
  let inputs = 0
  kerasLayers({
    config: file.config,
    version: file.version,
    weights(name, paths) {
      const tensors = file.weights(name, paths)
      if (inputs === 0) inputs = tensors[0]!.shape[0]!
      const fresh = tensors.map(({ values }) => {
        const at = weights.indexOf(Buffer.from(Float32Array.from(values).buffer))
        expect(at, name).toBeGreaterThan(0)
        const drawn = Float32Array.from(drawing(random)(values.length))
        weights.set(new Uint8Array(drawn.buffer), at)
        return [...drawn]
      })
      found.set(name, fresh)
      return tensors
    },
  })
  const config = structuredClone(file.config) as { config: { layers: KerasLayer[] } }
  const { layers } = config.config
  for (const { class_name: kind, config: own } of layers.flatMap((layer) => [layer, ...(layer.config.layer ? [layer.config.layer] : [])])) {
    if (kind === 'Dense') own.activation = ['linear', 'tanh', 'sigmoid', 'softmax'][random.integer(4)]!
    if (kind === 'SimpleRNN') own.activation = ['tanh', 'relu', 'sigmoid'][random.integer(3)]!
  }
  const x = sequence(random, 7, inputs)
  let y = x
  for (const { class_name: kind, config: own } of layers) {
    const inner = own.layer ?? { class_name: kind, config: own }
    const all = found.get(own.name) ?? []
    const columns = (matrix: Vector, rows: number, v: Vector): number[] =>
      units(matrix.length / rows).map((j) => v.reduce((sum, one, i) => sum + one * matrix[i * (matrix.length / rows) + j]!, 0))
    if (kind === 'Activation') y = y.map(ACTIVATIONS[own.activation!]!)
    else if (kind === 'Embedding') y = y.map((v) => columns(all[0]!, v.length, v))
    else if (inner.class_name === 'Dense')
      y = y.map((v) => ACTIVATIONS[inner.config.activation!]!(columns(all[0]!, v.length, v).map((one, j) => one + all[1]![j]!)))
    else if (own.cell)
      own.cell.config.cells.forEach((cell, k) => {
        y = kerasCell({ ...cell, class_name: cell.class_name.replace('Cell', '') }, all.slice(3 * k, 3 * k + 3), y, false, columns)
      })
    else if (kind !== 'InputLayer' && kind !== 'Dropout') {
      const from = y
      const ways = units(all.length / 3).map((d) => kerasCell(inner, all.slice(3 * d, 3 * d + 3), from, d === 1, columns))
      y = from.map((_, t) => ways.flatMap((way) => way[t]!))
    }
  }
  const bytes = (name: string, old: Uint8Array): Uint8Array =>
    name === 'config.json' ? new TextEncoder().encode(JSON.stringify(config)) : name === 'model.weights.h5' ? weights : old
  return {
    bytes: writeZip(
      files.map((one) => ({ name: one.name, bytes: bytes(one.name, one.bytes) })),
      false,
    ),
    x,
    y,
  }
}

function kerasCell(
  { class_name: kind, config }: KerasLayer,
  [kernel, inner, bias]: readonly number[][],
  x: readonly Vector[],
  backward: boolean,
  columns: (matrix: Vector, rows: number, v: Vector) => number[],
): number[][] {
  const gates = { SimpleRNN: 1, LSTM: 4, GRU: 3 }[kind]!
  const size = kernel!.length / x[0]!.length / gates
  // As Keras 2 has it.
  const open = config.recurrent_activation === 'hard_sigmoid' ? (v: number): number => Math.min(Math.max(0.2 * v + 0.5, 0), 1) : sigmoid
  const act = config.activation === 'relu' ? (v: number): number => Math.max(v, 0) : Math.tanh
  return over(x, size, backward, (v, h, c) => {
    const wx = columns(kernel!, v.length, v)
    const uh = columns(inner!, size, h)
    const b = (g: number, i: number, row = 0): number => bias![row * gates * size + g * size + i]!
    const net = (g: number, i: number): number => wx[g * size + i]! + uh[g * size + i]! + b(g, i)
    if (kind === 'SimpleRNN') return [ACTIVATIONS[config.activation!]!(units(size).map((i) => net(0, i))), c]
    if (kind === 'LSTM') {
      const next = units(size).map((i) => open(net(1, i)) * c[i]! + open(net(0, i)) * act(net(2, i)))
      return [units(size).map((i) => open(net(3, i)) * act(next[i]!)), next]
    }
    const after = config.reset_after === true
    const gate = (g: number, i: number): number => open(net(g, i) + (after ? b(g, i, 1) : 0))
    const reset = columns(
      inner!,
      size,
      h.map((one, i) => gate(1, i) * one),
    )
    return [
      units(size).map((i) => {
        const own = after ? gate(1, i) * (uh[2 * size + i]! + b(2, i, 1)) : reset[2 * size + i]!
        return gate(0, i) * h[i]! + (1 - gate(0, i)) * act(wx[2 * size + i]! + b(2, i) + own)
      }),
      c,
    ]
  })
}

/** An ONNX model of one layer with random weights, with the outputs by the formulas of ONNX's specification. */
export function onnxModel(kind: OnnxKind, random: RandomStream, [inputs, size, steps]: readonly [number, number, number] = [2, 3, 5]): Source {
  const op = kind === 'GRU after' ? 'GRU' : kind
  const gates = { LSTM: 4, GRU: 3, RNN: 1 }[op]
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal() / 2)
  const [W, R, B, P] = [draw(gates * size * inputs), draw(gates * size * size), draw(2 * gates * size), draw(3 * size)]
  const tensor = (name: string, shape: readonly number[], values: readonly number[]): ProtobufWriter => {
    const writer = new ProtobufWriter()
    for (const n of shape) writer.whole(1, n)
    return writer
      .whole(2, 11)
      .text(8, name)
      .bytes(9, new Uint8Array(Float64Array.from(values).buffer))
  }
  const named = (name: string): ProtobufWriter => new ProtobufWriter().text(1, name)
  const node = new ProtobufWriter()
  for (const input of ['x', 'W', 'R', 'B', ...(op === 'LSTM' ? ['', '', '', 'P'] : [])]) node.text(1, input)
  node.text(2, 'y').text(4, op)
  node.message(5, named('hidden_size').whole(3, size))
  if (kind === 'GRU after') node.message(5, named('linear_before_reset').whole(3, 1))
  const graph = new ProtobufWriter().message(1, node)
  graph
    .message(5, tensor('W', [1, gates * size, inputs], W))
    .message(5, tensor('R', [1, gates * size, size], R))
    .message(5, tensor('B', [1, 2 * gates * size], B))
  if (op === 'LSTM') graph.message(5, tensor('P', [1, 3 * size], P))
  graph.message(11, named('x')).message(12, named('y'))
  const x = Array.from({ length: steps }, () => draw(inputs))
  const sigma = (v: number): number => 1 / (1 + Math.exp(-v))
  let [h, c] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)]
  const y = x.map((row) => {
    const units = Array.from({ length: size }, (_, u) => u)
    const wx = (g: number, u: number): number => B[g * size + u]! + row.reduce((sum, v, j) => sum + W[(g * size + u) * inputs + j]! * v, 0)
    const rh = (g: number, u: number, from: readonly number[]): number =>
      B[(gates + g) * size + u]! + from.reduce((sum, v, j) => sum + R[(g * size + u) * size + j]! * v, 0)
    if (op === 'RNN') h = units.map((u) => Math.tanh(wx(0, u) + rh(0, u, h)))
    else if (op === 'LSTM') {
      const before = [h, c] as const
      const i = units.map((u) => sigma(wx(0, u) + rh(0, u, before[0]) + P[u]! * before[1][u]!))
      const f = units.map((u) => sigma(wx(2, u) + rh(2, u, before[0]) + P[2 * size + u]! * before[1][u]!))
      c = units.map((u) => f[u]! * before[1][u]! + i[u]! * Math.tanh(wx(3, u) + rh(3, u, before[0])))
      h = units.map((u) => sigma(wx(1, u) + rh(1, u, before[0]) + P[size + u]! * c[u]!) * Math.tanh(c[u]!))
    } else {
      const before = h
      const z = units.map((u) => sigma(wx(0, u) + rh(0, u, before)))
      const r = units.map((u) => sigma(wx(1, u) + rh(1, u, before)))
      const reset = before.map((v, u) => r[u]! * v)
      h = units.map((u) => {
        const own = kind === 'GRU after' ? r[u]! * rh(2, u, before) : rh(2, u, reset)
        return (1 - z[u]!) * Math.tanh(wx(2, u) + own) + z[u]! * before[u]!
      })
    }
    return [...h]
  })
  return { bytes: new ProtobufWriter().whole(1, 8).text(2, 'test of imports').message(7, graph).finish(), x, y }
}
