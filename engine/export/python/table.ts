import type { Network } from '../../compile/network'
import { scalingOf, type Normalize } from '../../data/encode'
import type { FittedColumn, NodeSpec } from '../../document/types'
import { normalizeOf } from '../../document/tables'
import type { Library } from './library'
import { literal } from './names'

/** Writes the columns of a node, with their scaling and categories. */
function signalOf(id: string, node: NodeSpec, output: boolean): string | undefined {
  const { columns, encoding } = node as { readonly columns?: readonly string[]; readonly encoding?: string }
  if (!columns || columns.length === 0) return undefined
  const { past = 0, future = 0 } = (node.window ?? {}) as { readonly past?: number; readonly future?: number }
  const steps = output ? `"ahead": ${typeof node.ahead === 'number' ? node.ahead : 0}` : `"past": ${past}, "future": ${future}`
  return `${literal(id)}: {"columns": [${columns.map(literal).join(', ')}], "one_hot": ${encoding === 'one-hot' ? 'True' : 'False'}, ${steps}},`
}

/** Writes the encoding of a column, equal to the engine's. */
function fittedOf(name: string, fit: FittedColumn, normalize: Normalize): string | undefined {
  const scaling = scalingOf(fit, normalize)
  const numbers = scaling && normalize !== 'none' ? [`"shift": ${scaling.shift}`, `"scale": ${scaling.scale}`] : []
  const entries = [...numbers, ...(fit.categories ? [`"categories": [${fit.categories.map(literal).join(', ')}]`] : [])]
  return entries.length > 0 ? `${literal(name)}: {${entries.join(', ')}},` : undefined
}

const dictionary = (name: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [`${name} = {}`] : [`${name} = {`, ...rows.map((row) => `    ${row}`), '}']

const sure = (row: string | undefined): row is string => row !== undefined

/** Code that converts between a table and the network: attributes of its class, and functions. Empty for a network without columns. */
export interface TableCode {
  readonly attributes: readonly string[]
  readonly functions: readonly string[]
}

/** Writes the conversion. @param inputs ids, in the order of the network's arguments. */
export function tableCode({ document, training: { precision } }: Network, inputs: readonly string[], outputs: readonly string[], library: Library): TableCode {
  const normalizing = normalizeOf(document.data)
  const fitted = Object.entries(document.fitted?.columns ?? {})
    .map(([name, fit]) => fittedOf(name, fit, normalizing))
    .filter(sure)
  const taken = inputs.map((id) => signalOf(id, document.nodes[id]!, false)).filter(sure)
  const given = outputs.map((id) => signalOf(id, document.nodes[id]!, true)).filter(sure)
  if (fitted.length + taken.length + given.length === 0) return { attributes: [], functions: [] }
  // Without fitted categories, no text can be encoded.
  const known = (ids: readonly string[]): boolean =>
    ids.every((id) => {
      const { columns, encoding } = document.nodes[id]! as { readonly columns?: readonly string[]; readonly encoding?: string }
      return columns !== undefined && (encoding !== 'one-hot' || columns.every((name) => document.fitted?.columns?.[name]?.categories !== undefined))
    })
  const wrap = (text: string): string => (library.name === 'torch' ? `torch.from_numpy(${text})` : text)
  const scaling = ['def scaling(column):', '    fit = Network.columns.get(column, {})', '    return fit.get("shift", 0.0), fit.get("scale", 1.0)', '', '']
  const encode = [
    '# The cells of one sequence by column, as what Network takes: call it with *encode(table).values().',
    'def encode(table):',
    '    taken = {}',
    '    for name, signal in Network.inputs.items():',
    '        parts = []',
    '        for column in signal["columns"]:',
    '            if signal["one_hot"]:',
    '                categories = Network.columns[column]["categories"]',
    '                codes = np.array([categories.index(normalize("NFC", str(cell))) for cell in table[column]], dtype=int)',
    '                parts.append(np.eye(len(categories))[codes])',
    '            else:',
    '                shift, scale = scaling(column)',
    '                parts.append(((np.asarray(table[column], dtype=np.float64) - shift) / scale)[:, None])',
    '        rows = np.concatenate(parts, axis=1)',
    '        # The values from `past` steps before to `future` steps after, oldest first, zeros beyond the ends.',
    '        padded = np.pad(rows, ((signal["past"], signal["future"]), (0, 0)))',
    '        window = [padded[i:i + len(rows)] for i in range(signal["past"] + 1 + signal["future"])]',
    `        taken[name] = ${wrap(`np.concatenate(window, axis=1).astype(np.${precision})`)}`,
    '    return taken',
    '',
    '',
  ]
  const decode = [
    '# The outputs of Network [steps, size] by output and column: the most probable category, or the value in the units of the data, `ahead` steps later.',
    'def decode(found):',
    '    decoded = {}',
    '    for name, signal in Network.outputs.items():',
    `        values, at = ${library.name === 'torch' ? 'found[name].detach().numpy()' : 'found[name]'}, 0`,
    '        decoded[name] = {}',
    '        for column in signal["columns"]:',
    '            if signal["one_hot"]:',
    '                categories = Network.columns[column]["categories"]',
    '                decoded[name][column] = [categories[i] for i in values[:, at:at + len(categories)].argmax(axis=1)]',
    '                at += len(categories)',
    '            else:',
    '                shift, scale = scaling(column)',
    '                decoded[name][column] = values[:, at] * scale + shift',
    '                at += 1',
    '    return decoded',
    '',
    '',
  ]
  const encodes = taken.length > 0 && taken.length === inputs.length && known(inputs)
  const decodes = given.length > 0 && known(outputs.filter((id) => document.nodes[id]!.columns !== undefined))
  return {
    attributes: [
      '# How the columns of the data become what the network takes, and what it gives becomes columns.',
      ...dictionary('columns', fitted),
      ...dictionary('inputs', taken),
      ...dictionary('outputs', given),
      '',
    ],
    functions: [...(encodes || decodes ? scaling : []), ...(encodes ? encode : []), ...(decodes ? decode : [])],
  }
}
