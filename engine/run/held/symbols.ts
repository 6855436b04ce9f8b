import type { Dataset, Sequence } from '../../data/types'
import type { Network } from '../../compile/network'
import type { SymbolAt } from '../streams'

/** Names of the units of a one-hot input or output; undefined for others. */
function namesOf({ symbols, classes, units }: Dataset, id: string, size: number): readonly string[] | undefined {
  const columns = symbols?.[id] ?? classes?.[id]
  if (columns) return columns.length === 1 && columns[0]!.categories.length === size ? columns[0]!.categories : undefined
  const found = units[id]
  return found && size > 1 && found.length === size ? found.map(({ column }) => column) : undefined
}

/** The unit that is 1 while all others are 0, in the units of the data; undefined if there is none. */
function only({ units }: Dataset, id: string, values: Float64Array, at: number, size: number): number | undefined {
  let one: number | undefined
  for (let i = 0; i < size; i++) {
    const { mean = 0, deviation = 1 } = units[id]?.[i] ?? {}
    const value = values[at + i]! * deviation + mean
    if (Math.abs(value) < 1e-9) continue
    if (Math.abs(value - 1) > 1e-9 || one !== undefined) return undefined
    one = i
  }
  return one
}

/** The symbols at a step: of inputs and targets in which one unit is 1 and all others are 0. */
export function symbolsAt(dataset: Dataset, { inputs, outputs }: Network, sequence: Sequence, step: number): SymbolAt[] {
  const read = (node: string, kind: SymbolAt['kind'], values: Float64Array | undefined, size: number): SymbolAt[] => {
    const names = values && namesOf(dataset, node, size)
    const one = names && only(dataset, node, values, step * size, size)
    return one === undefined ? [] : [{ node, kind, text: names![one]! }]
  }
  return [
    ...inputs.flatMap(({ id, size }) => read(id, 'input', sequence.inputs[id], size)),
    ...outputs.flatMap(({ id, size }) => {
      const target = sequence.targets[id]
      return target?.present[step] ? read(id, 'target', target.values, size) : []
    }),
  ]
}
