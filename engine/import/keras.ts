import { append } from '../base/lists'
import { isObject } from '../document/pointer'
import type { Activation } from '../kinds/activations'
import { notCarried, unreadable, type Tensor } from './file'
import type { KerasFile } from './keras-file'
import { widthOf, type DenseLayer, type Direction, type Layer, type RecurrentLayer } from './layers'

type Config = Readonly<Record<string, unknown>>

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: 'linear',
  tanh: 'tanh',
  sigmoid: 'logistic',
  relu: 'relu',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
}
/** Layers that do not change their input outside training. */
const PASSING: ReadonlySet<string> = new Set(['InputLayer', 'Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout'])
const KINDS = { SimpleRNN: 'rnn', LSTM: 'lstm', GRU: 'gru' } as const
const GATES = { rnn: 1, lstm: 4, gru: 3 } as const
/** Order of the gates of `layers.ts` in Keras: LSTM i f c o, GRU z r h. */
const ORDER = { rnn: [0], lstm: [0, 1, 2, 3], gru: [1, 0, 2] } as const

/**
 * Makes layers from a Keras model that is one chain: SimpleRNN, LSTM, GRU (both places of the reset), Bidirectional,
 * Dense, TimeDistributed of Dense, Embedding, Activation, RNN of one or several of the cells. An Embedding becomes a dense
 * layer over one-hot inputs. Where Keras returns only the last step, the document outputs every step; the last is the same.
 * @throws ImportError
 */
export function kerasLayers(file: KerasFile): Layer[] {
  const all = chain(file.config)
  const places = placesOf(all.map(({ kind }) => kind))
  const layers: Layer[] = []
  for (const [k, { kind, config }] of all.entries()) {
    const title = text(config.name) ?? kind
    if (PASSING.has(kind)) continue
    const place = places[k]!
    const last = layers.at(-1)
    if (kind === 'Activation' || kind === 'Softmax' || kind === 'ReLU') {
      append(layers, activated(last && layers.pop(), kind === 'Activation' ? activation(config, title) : kind === 'ReLU' ? 'relu' : 'softmax', title))
      continue
    }
    append(layers, layersOf(kind, config, title, place, file))
  }
  if (layers.length === 0) unreadable('import-nothing')
  layers.forEach((layer, k) => {
    const before = layers[k - 1]
    if (before && widthOf(before) !== layer.inputs) unreadable('import-chain', { name: layer.name, got: layer.inputs, expected: widthOf(before) })
  })
  return layers
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, 100) : undefined)

/** Converts `SimpleRNN` to `simple_rnn`, as Keras names saved layers. */
const snake = (name: string): string =>
  name
    .replace(/([A-Z]+)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** Returns the paths of layers of these classes in an archive, where layers of the same class are numbered. */
function placesOf(kinds: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return kinds.map((kind) => {
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    return snake(kind) + (count > 0 ? `_${count}` : '')
  })
}

const isRecurrent = (kind: string): kind is keyof typeof KINDS => Object.hasOwn(KINDS, kind)

/** Returns the layers of a model in order. @throws ImportError if they are not one chain. */
function chain(model: unknown): { readonly kind: string; readonly config: Config }[] {
  const config = isObject(model) ? model.config : undefined
  const list: unknown = isObject(config) ? config.layers : Array.isArray(config) ? config : undefined
  if (!isObject(model) || !Array.isArray(list)) return unreadable('keras-config')
  const layers = list.map((one: unknown) => {
    if (!isObject(one) || typeof one.class_name !== 'string' || !isObject(one.config)) return unreadable('keras-config')
    const name = text(one.name) ?? text(one.config.name) ?? one.class_name
    return { kind: one.class_name.slice(0, 100), config: { ...one.config, name }, before: new Set(tensorsIn(one.inbound_nodes)) }
  })
  if (model.class_name !== 'Sequential')
    layers.forEach(({ before, config: { name } }, k) => {
      const wanted = k === 0 ? [] : [layers[k - 1]!.config.name]
      if ([...before].join('\n') !== wanted.join('\n')) notCarried('keras-branch', { name, got: [...before].join(', ').slice(0, 200) || '—' })
    })
  return layers
}

/** Returns the names of the layers that a layer reads: in every version of the format, the lists `["name", node, tensor]`. */
function tensorsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [name, node, index] = value as unknown[]
    return typeof name === 'string' && typeof node === 'number' && typeof index === 'number' ? [name.slice(0, 100)] : value.flatMap(tensorsIn)
  }
  return isObject(value) ? Object.values(value).flatMap(tensorsIn) : []
}

function activation(config: Config, name: string, key = 'activation'): Activation {
  const given: unknown = config[key] ?? 'linear'
  if (typeof given === 'string' && Object.hasOwn(ACTIVATIONS, given)) return ACTIVATIONS[given]!
  return notCarried('keras-layer', { name, got: `${key} ${isObject(given) ? (text(given.class_name) ?? '') : String(given).slice(0, 100)}` })
}

/** Applies an activation after a layer: sets that of a linear dense layer, or adds a dense layer with identity weights. */
function activated(last: Layer | undefined, given: Activation, name: string): Layer[] {
  if (!last) return notCarried('keras-layer', { name, got: given })
  if (last.kind === 'dense' && last.activation === 'linear') return [{ ...last, activation: given }]
  const size = widthOf(last)
  const w = new Float64Array(size * size)
  for (let i = 0; i < size; i++) w[i * size + i] = 1
  return [last, { kind: 'dense', name, inputs: size, size, w, b: undefined, activation: given }]
}

function layersOf(kind: string, config: Config, name: string, place: string, file: KerasFile): readonly Layer[] {
  const inner = (of: unknown): { readonly kind: string; readonly config: Config } =>
    isObject(of) && typeof of.class_name === 'string' && isObject(of.config) ? { kind: of.class_name, config: of.config } : unreadable('keras-config')
  switch (kind) {
    case 'Dense':
      return [dense(config, name, file.weights(name, [place]))]
    case 'TimeDistributed': {
      const { kind: of, config: own } = inner(config.layer)
      return of === 'Dense'
        ? [dense(own, name, file.weights(name, [`${place}/layer`]))]
        : notCarried('keras-layer', { name, got: `TimeDistributed(${of.slice(0, 100)})` })
    }
    case 'Embedding': {
      // With `mask_zero`, the following layers would skip the steps of word 0.
      if (config.mask_zero === true) return notCarried('keras-layer', { name, got: 'mask_zero' })
      const [table] = file.weights(name, [place])
      const [inputs = 0, size = 0] = table?.shape ?? []
      if (table?.shape.length !== 2) return unreadable('import-part-missing', { name })
      return [{ kind: 'dense', name, inputs, size, w: turned(table.values, inputs, size, 0, size), b: undefined, activation: 'linear' }]
    }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      if (config.go_backwards === true) return notCarried('keras-layer', { name, got: 'go_backwards' })
      return [recurrent(kind, config, name, [file.weights(name, [`${place}/cell`])], file.version)]
    case 'RNN': {
      if (config.go_backwards === true) return notCarried('keras-layer', { name, got: 'go_backwards' })
      const cell = inner(config.cell)
      const stacked = cell.kind === 'StackedRNNCells' && Array.isArray(cell.config.cells)
      const cells = stacked ? (cell.config.cells as unknown[]).map(inner) : [cell]
      const places = stacked ? placesOf(cells.map((one) => one.kind)).map((one) => `${place}/cell/cells/${one}`) : [`${place}/cell`]
      const alien = cells.find((one) => !/^(SimpleRNN|LSTM|GRU)Cell$/.test(one.kind))
      if (alien) return notCarried('keras-layer', { name, got: `RNN(${alien.kind.slice(0, 100)})` })
      const weights = file.weights(name, places)
      let first = 0
      return cells.map((one, k) => {
        const of = one.kind.replace(/Cell$/, '') as keyof typeof KINDS
        const own = weights.slice(first, (first += one.config.use_bias === false ? 2 : 3))
        return recurrent(of, one.config, stacked ? `${name}/${k + 1}` : name, [own], file.version)
      })
    }
    case 'Bidirectional': {
      const { kind: of, config: own } = inner(config.layer)
      if (!isRecurrent(of)) return notCarried('keras-layer', { name, got: `Bidirectional(${of.slice(0, 100)})` })
      if ((config.merge_mode ?? 'concat') !== 'concat') return notCarried('keras-layer', { name, got: `merge_mode ${text(config.merge_mode) ?? ''}` })
      // Without sequences, Keras returns the backward output of the first step together with the forward output of the last.
      if (own.return_sequences !== true) return notCarried('keras-layer', { name, got: 'return_sequences=False' })
      const both = file.weights(name, [`${place}/forward_layer/cell`, `${place}/backward_layer/cell`])
      const half = both.length / 2
      return [recurrent(of, own, name, [both.slice(0, half), both.slice(half)], file.version)]
    }
    default:
      return notCarried('keras-layer', { name, got: kind })
  }
}

function shaped(tensor: Tensor | undefined, name: string, shape: readonly number[]): Float64Array {
  if (!tensor) return unreadable('import-part-missing', { name })
  if (tensor.shape.join() !== shape.join()) return unreadable('import-weights-shape', { name, got: tensor.shape.join(' × '), expected: shape.join(' × ') })
  return tensor.values
}

/** Returns columns [first, first + count) of a matrix of `rows` × `columns`, transposed. */
function turned(values: Float64Array, rows: number, columns: number, first: number, count: number): Float64Array {
  return Float64Array.from({ length: count * rows }, (_, k) => values[(k % rows) * columns + first + Math.floor(k / rows)]!)
}

function dense(config: Config, name: string, [kernel, bias]: readonly Tensor[]): DenseLayer {
  const [inputs = 0, size = 0] = kernel?.shape ?? []
  const values = shaped(kernel, name, [inputs, size])
  const b = config.use_bias === false ? undefined : shaped(bias, name, [size])
  return { kind: 'dense', name, inputs, size, w: turned(values, inputs, size, 0, size), b, activation: activation(config, name) }
}

function recurrent(of: keyof typeof KINDS, config: Config, name: string, weights: readonly (readonly Tensor[])[], version: number): RecurrentLayer {
  const kind = KINDS[of]
  const own = activation(config, name)
  const hard = kind !== 'rnn' && config.recurrent_activation === 'hard_sigmoid'
  if (kind !== 'rnn' && !hard && activation(config, name, 'recurrent_activation') !== 'logistic')
    notCarried('keras-layer', { name, got: `recurrent_activation ${text(config.recurrent_activation) ?? ''}` })
  if (own === 'softmax') notCarried('keras-layer', { name, got: `activation ${own}` })
  const inputs = weights[0]?.[0]?.shape[0] ?? 0
  const size = weights[0]?.[1]?.shape[0] ?? 0
  // Files of Keras 1, and some of Keras 2, lack this key; their GRU resets before the product.
  const resetAfter = kind === 'gru' && config.reset_after === true
  const columns = GATES[kind] * size
  const directions = weights.map(([kernel, inner, bias], d): Direction => {
    const wx = shaped(kernel, name, [inputs, columns])
    const wh = shaped(inner, name, [size, columns])
    const b = config.use_bias === false ? new Float64Array(2 * columns) : shaped(bias, name, resetAfter ? [2, columns] : [columns])
    const part = (half: number, gate: number): Float64Array => b.slice(half * columns + gate * size, half * columns + (gate + 1) * size)
    const sum = (gate: number): Float64Array => part(0, gate).map((value, i) => value + part(1, gate)[i]!)
    return {
      backward: d === 1,
      wx: ORDER[kind].map((gate) => turned(wx, inputs, columns, gate * size, size)),
      wh: ORDER[kind].map((gate) => turned(wh, size, columns, gate * size, size)),
      b: ORDER[kind].map((gate) => (resetAfter && gate < 2 ? sum(gate) : part(0, gate))),
      ...(resetAfter ? { bn: part(1, 2) } : {}),
    }
  })
  // Keras 3 changed the slope of `hard_sigmoid`.
  return { kind, name, inputs, size, activation: own, ...(hard ? { slope: version < 3 ? 0.2 : 1 / 6 } : {}), resetAfter, directions }
}
