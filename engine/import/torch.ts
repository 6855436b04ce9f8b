import type { Activation } from '../kinds/activations'
import { limits } from '../document/limits'
import { notCarried, over, unreadable, type Tensor, type Tensors } from './file'
import type { Direction, Layer } from './layers'
import { widthOf } from './layers'

const RECURRENT = /^(?:(.*)\.)?(weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)_l(\d{1,3})(_reverse)?$/

/** Facts that a `state_dict` does not contain. */
export interface TorchOptions {
  /** The nonlinearity of RNN layers; PyTorch's own default is tanh. */
  readonly nonlinearity: 'tanh' | 'relu'
}

/** A module of a `state_dict`: the tensors under one prefix. */
type Module = (Layer & { readonly order: number })[]

/**
 * Makes layers from a PyTorch `state_dict`: `nn.RNN`, `nn.LSTM`, `nn.GRU` (stacked, bidirectional) and `nn.Linear`. A
 * `state_dict` contains neither the order of modules nor activations: takes the first order in which sizes fit, recurrent
 * modules first and then as in the file, and assumes no activations between linear layers.
 * @throws ImportError
 */
export function torchLayers(tensors: Tensors, { nonlinearity }: TorchOptions): Layer[] {
  const recurrent = new Map<string, Map<string, Tensor>>()
  const linear = new Map<string, { weight?: Tensor; bias?: Tensor }>()
  const prefixes: string[] = []
  for (const [key, tensor] of tensors) {
    const found = RECURRENT.exec(key)
    if (found) {
      const [, prefix = '', kind, layer, reverse = ''] = found
      if (kind === 'weight_hr') notCarried('import-projection', { name: key })
      if (!recurrent.has(prefix)) prefixes.push(prefix)
      recurrent.set(prefix, (recurrent.get(prefix) ?? new Map<string, Tensor>()).set(`${kind}_${layer}${reverse}`, tensor))
      continue
    }
    const dot = key.lastIndexOf('.')
    const [prefix, part] = [dot < 0 ? '' : key.slice(0, dot), key.slice(dot + 1)]
    if ((part !== 'weight' || tensor.shape.length !== 2) && (part !== 'bias' || tensor.shape.length !== 1))
      notCarried('import-part', { name: key.slice(0, 100) })
    if (!linear.has(prefix)) prefixes.push(prefix)
    linear.set(prefix, { ...linear.get(prefix), [part]: tensor })
  }
  const modules = prefixes.map((prefix): Module => {
    const order = prefixes.indexOf(prefix)
    const parts = recurrent.get(prefix)
    if (parts) return stacked(prefix, parts, nonlinearity).map((layer) => ({ ...layer, order }))
    const { weight, bias } = linear.get(prefix)!
    if (!weight) return unreadable('import-part-missing', { name: `${prefix}.weight` })
    const [size, inputs] = weight.shape as [number, number]
    if (bias && bias.values.length !== size) shapeFault(`${prefix}.bias`, bias, [size])
    return [{ kind: 'dense', name: prefix, inputs, size, w: weight.values, b: bias?.values, activation: 'linear', order }]
  })
  if (modules.length === 0) unreadable('import-nothing')
  if (modules.length > limits.importModules) over('import-modules-over', { limit: limits.importModules, got: modules.length })
  return ordered(modules).flat()
}

const shapeFault = (name: string, { shape }: Tensor, expected: readonly number[]): never =>
  unreadable('import-weights-shape', { name, got: shape.join(' × ') || '1', expected: expected.join(' × ') })

/** Returns the layers of one `nn.RNN`, `nn.LSTM` or `nn.GRU`. */
function stacked(prefix: string, parts: ReadonlyMap<string, Tensor>, nonlinearity: Activation): Layer[] {
  const layers: Layer[] = []
  for (let k = 0; parts.has(`weight_ih_${k}`); k++) {
    const of = (reverse: string): { direction: Direction; gates: number; size: number; inputs: number } => {
      const part = (kind: string): Tensor =>
        parts.get(`${kind}_${k}${reverse}`) ?? unreadable('import-part-missing', { name: `${prefix}.${kind}_l${k}${reverse}` })
      const [wx, wh] = [part('weight_ih'), part('weight_hh')]
      const size = wh.shape[1] ?? 0
      const [rows = 0, inputs = 0] = wx.shape
      const gates = rows / size
      if (![1, 3, 4].includes(gates) || wx.shape.length !== 2) shapeFault(`${prefix}.weight_ih_l${k}${reverse}`, wx, [4 * size, inputs])
      if (wh.shape.length !== 2 || wh.shape[0] !== rows) shapeFault(`${prefix}.weight_hh_l${k}${reverse}`, wh, [rows, size])
      const bias = (kind: string): Float64Array => {
        if (!parts.has(`bias_ih_${k}${reverse}`)) return new Float64Array(rows)
        const found = part(kind)
        return found.values.length === rows ? found.values : shapeFault(`${prefix}.${kind}_l${k}${reverse}`, found, [rows])
      }
      const [bi, bh] = [bias('bias_ih'), bias('bias_hh')]
      const cut = (values: Float64Array, gate: number): Float64Array => values.slice((gate * values.length) / gates, ((gate + 1) * values.length) / gates)
      const all = Array.from({ length: gates }, (_, gate) => gate)
      const b = all.map((gate) => (gates === 3 && gate === 2 ? cut(bi, 2) : cut(bi, gate).map((value, i) => value + cut(bh, gate)[i]!)))
      return {
        gates,
        size,
        inputs,
        direction: {
          backward: reverse !== '',
          wx: all.map((gate) => cut(wx.values, gate)),
          wh: all.map((gate) => cut(wh.values, gate)),
          b,
          ...(gates === 3 ? { bn: cut(bh, 2) } : {}),
        },
      }
    }
    const forward = of('')
    const backward = parts.has(`weight_ih_${k}_reverse`) ? of('_reverse') : undefined
    const { gates, size, inputs } = forward
    if (backward && (backward.gates !== gates || backward.size !== size || backward.inputs !== inputs))
      unreadable('import-part-missing', { name: `${prefix}.weight_ih_l${k}_reverse` })
    layers.push({
      kind: ({ 1: 'rnn', 3: 'gru', 4: 'lstm' } as const)[gates as 1 | 3 | 4],
      name: `${prefix || 'layer'} ${k}`,
      inputs,
      size,
      activation: gates === 1 ? nonlinearity : 'tanh',
      resetAfter: true,
      directions: [forward.direction, ...(backward ? [backward.direction] : [])],
    })
    const before = layers.at(-2)
    if (before && widthOf(before) !== inputs) unreadable('import-chain', { name: `${prefix}.weight_ih_l${k}`, got: inputs, expected: widthOf(before) })
  }
  if (layers.length === 0) unreadable('import-part-missing', { name: `${prefix}.weight_ih_l0` })
  return layers
}

/** Returns the modules in the first order in which each output size fits the next input. */
function ordered(modules: readonly Module[]): Module[] {
  const search = (chain: readonly Module[], left: readonly Module[]): Module[] | undefined => {
    if (left.length === 0) return [...chain]
    const width = chain.length === 0 ? undefined : widthOf(chain.at(-1)!.at(-1)!)
    for (const next of left) {
      if (width !== undefined && next[0]!.inputs !== width) continue
      const found = search(
        [...chain, next],
        left.filter((one) => one !== next),
      )
      if (found) return found
    }
    return undefined
  }
  // A readout comes last, so try orders with recurrent modules first.
  const recurrentFirst = [...modules].sort((a, b) => (a[0]!.kind === 'dense' ? 1 : 0) - (b[0]!.kind === 'dense' ? 1 : 0) || a[0]!.order - b[0]!.order)
  const inFile = [...modules].sort((a, b) => a[0]!.order - b[0]!.order)
  const fits = (list: readonly Module[]): boolean => list.every((one, i) => i === 0 || widthOf(list[i - 1]!.at(-1)!) === one[0]!.inputs)
  if (fits(inFile) && modules.length < 2) return inFile
  return (
    search([], recurrentFirst)
    ?? unreadable('import-chain-none', {
      names: inFile
        .map(([first]) => `${first!.name} (${first!.inputs} → ${first!.size})`)
        .join(', ')
        .slice(0, 500),
    })
  )
}
