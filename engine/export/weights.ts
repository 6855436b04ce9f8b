import type { ParameterDeclaration } from '../contract/lowering'
import type { Model } from '../learn/model/model'
import { scatter } from '../learn/model/initialize'
import type { ExportFile } from './file'
import { npz, type NamedArray } from './npz'

/** A parameter in its full shape; `mask` marks the entries of a sparse one. */
export interface FullParameter {
  readonly declaration: ParameterDeclaration
  readonly values: Float64Array
  readonly mask?: Uint8Array
}

/** Returns all parameters of a model in their full shapes, with zeros outside the mask of a sparse one. */
export function fullParameters({ network, store }: Model): FullParameter[] {
  return network.parameters.map((declaration) => {
    const values = store.read(declaration.name)
    const indices = store.indices(declaration.name)
    if (!indices) return { declaration, values }
    const count = declaration.shape.reduce((a, b) => a * b, 1)
    const mask = new Uint8Array(count)
    for (const at of indices) mask[at] = 1
    return { declaration, values: scatter(values, indices, count), mask }
  })
}

/** Returns weights as NumPy arrays by their names in the document, with `NAME.mask` for a sparse one. */
export function weightArrays(model: Model): NamedArray[] {
  const type = model.network.training.precision
  return fullParameters(model).flatMap(({ declaration: { name, shape }, values, mask }): NamedArray[] => [
    { name, shape, data: values, type },
    ...(mask ? [{ name: `${name}.mask`, shape, data: mask, type: 'uint8' as const }] : []),
  ])
}

/** Returns all weights, fixed ones included, as one file for `numpy.load`. */
export const weightsNpz = (model: Model): ExportFile[] => [{ suffix: '_weights.npz', content: npz(weightArrays(model)) }]

/** Returns all weights as JSON: shape and rows by name. */
export function weightsJson(model: Model): ExportFile[] {
  const rows = fullParameters(model).map(
    ({ declaration: { name, shape }, values }) =>
      `  ${JSON.stringify(name)}: {"shape": ${JSON.stringify(shape)}, "data": ${JSON.stringify(Array.from(values))}}`,
  )
  return [{ suffix: '_weights.json', content: `{\n${rows.join(',\n')}\n}\n` }]
}
