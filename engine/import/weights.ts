import type { Network } from '../compile/network'
import { withLearned } from '../document/learned'
import { storeTensor } from '../document/tensor'
import type { GraphDocument, StoredTensor } from '../document/types'
import { Attributes } from '../export/python/names'
import { Model } from '../learn/model/model'
import { unreadable, type Tensors } from './file'

/** A document with imported weights. */
export interface WithWeights {
  readonly document: GraphDocument
  /** Parameters with values from the file. */
  readonly taken: readonly string[]
  /** Parameters that the file lacks, which keep their values. */
  readonly kept: readonly string[]
}

/**
 * Returns the document with these weights. Tensors have the names of parameters, or of attributes of an exported PyTorch
 * module; all of them may share a prefix, such as `module.`.
 * @param fitted Scaling of columns to store with the weights.
 * @throws ImportError if a name or a shape does not fit, or a number is not finite.
 */
export function withWeights(network: Network, tensors: Tensors, fitted: GraphDocument['fitted'], epoch: number): WithWeights {
  const { parameters, document } = network
  const attributes = new Attributes()
  const names = new Map<string, string>()
  for (const { name, density, idle } of parameters) {
    names.set(name, name)
    names.set(`${name}.mask`, `${name}.mask`)
    if (idle) continue
    names.set(attributes.of(name), name)
    if (density !== undefined) names.set(attributes.of(`${name}.mask`), `${name}.mask`)
  }
  const prefix = prefixOf([...tensors.keys()], names)
  const found = new Map([...tensors].map(([key, tensor]) => [names.get(key.slice(prefix.length)), { key, tensor }] as const))
  const unknown = [...tensors.keys()].filter((key) => !names.has(key.slice(prefix.length)))
  if (unknown.length > 0) unreadable('import-weights-unknown', { names: list(unknown), known: list(parameters.map(({ name }) => name)) })
  const model = new Model(network)
  const weights: Record<string, StoredTensor> = model.weights()
  const taken: string[] = []
  for (const { name, shape, density } of parameters) {
    const entry = found.get(name)
    if (!entry) continue
    const { key, tensor } = entry
    if (tensor.shape.join('×') !== shape.join('×'))
      unreadable('import-weights-shape', { name: key, got: tensor.shape.join(' × ') || '1', expected: shape.join(' × ') })
    const bad = tensor.values.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0) unreadable('import-weights-finite', { name: key, got: String(tensor.values[bad]), position: bad })
    const mask = found.get(`${name}.mask`)?.tensor.values
    const indices = density === undefined ? undefined : mask ? Int32Array.from(positions(mask)) : model.store.indices(name)
    const values = indices ? Float64Array.from(indices, (i) => tensor.values[i]!) : tensor.values
    weights[name] = storeTensor([...shape], values, 'float64', indices)
    taken.push(name)
  }
  if (taken.length === 0) unreadable('import-weights-none', { known: list(parameters.map(({ name }) => name)) })
  const kept = parameters.map(({ name }) => name).filter((name) => !taken.includes(name))
  return { document: withLearned(document, { weights, fitted, epoch }), taken, kept }
}

const positions = (mask: Float64Array): number[] => [...mask.keys()].filter((i) => mask[i] !== 0)

/** Returns the prefix that all names share, such as `module.`; empty if there is none. */
function prefixOf(keys: readonly string[], names: ReadonlyMap<string, string>): string {
  const [first] = keys
  if (first === undefined || names.has(first)) return ''
  for (let dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
    const prefix = first.slice(0, dot + 1)
    if (keys.every((key) => key.startsWith(prefix) && names.has(key.slice(prefix.length)))) return prefix
  }
  return ''
}

const list = (names: readonly string[]): string => `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`
