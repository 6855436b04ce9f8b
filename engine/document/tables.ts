import { passedPort, type NodeType, type Parameter } from '../contract/node-type'
import {
  anyObject,
  atMost,
  boolean,
  choice,
  coordinate,
  filledText,
  list,
  notNegative,
  number,
  object,
  positive,
  record,
  text,
  variant,
  whole,
  type ObjectSchema,
  type Schema,
} from '../contract/schema'
import { limits } from './limits'
import { trainingSchema } from './settings'
import { ablations, dateOrders, groupColours, tableEncodings, type GraphDocument } from './types'

// Schemas of the parts of a document (docs/format.md).

const closedLoop = record(filledText, limits.nodes)

const dataSchema = variant({
  inline: object({ closedLoop, sequences: list(record({ is: 'signal' })) }, ['sequences']),
  file: object(
    {
      closedLoop,
      path: { is: 'text', filled: true, longest: limits.dataPath },
      format: choice(['csv', 'tsv', 'json', 'text']),
      sequenceColumn: filledText,
      sequenceLength: whole(1),
      normalize: choice(['none', 'standard', 'range'], { default: 'none' }),
      split: { ...list(number({ min: 0, max: 1 }), 3), default: [0.7, 0.15, 0.15] },
      sha256: { is: 'text', pattern: /^[0-9a-fA-F]{64}$/, mismatch: 'expected-digest' },
      header: whole(0),
      separator: { is: 'text', pattern: /^[^\r\n"]$/u, mismatch: 'expected-separator' },
      decimal: choice(['.', ',']),
      thousands: { is: 'text', pattern: /^[^\r\n"\d]?$/u, mismatch: 'expected-thousands' },
      encoding: choice(tableEncodings),
      missing: atMost(limits.missingWords, { is: 'text', longest: limits.missingWord }),
      missingWords: choice(['usual', 'listed']),
      dates: choice(dateOrders),
      footer: { ...whole(0), max: limits.footer },
      steps: atMost(limits.stepColumns, filledText),
    },
    ['path'],
  ),
  task: object({ closedLoop, task: filledText, options: anyObject, seed: whole() }, ['task']),
})

type Data = GraphDocument['data']
const file = dataSchema.variants.file.keys

/** Returns the normalization of the data's columns. */
export const normalizeOf = (data: Data) => (data?.kind === 'file' ? data.normalize : undefined) ?? file.normalize.default
/** Returns the fractions of the data for training, validation and test. */
export const splitOf = (data: Data): readonly number[] => (data?.kind === 'file' ? data.split : undefined) ?? file.split.default

const fittedSchema = object({
  columns: record(
    object({
      mean: number(),
      deviation: notNegative(),
      minimum: number(),
      maximum: number(),
      categories: atMost(limits.categories, { is: 'text', longest: limits.category }),
    }),
    limits.columns,
  ),
})

const groupSchema = object(
  {
    label: text,
    nodes: atMost(limits.nodes, text),
    parent: text,
    color: choice(groupColours),
    collapsed: boolean,
    link: filledText,
    parts: record(text, limits.nodes + limits.edges + limits.groups),
    ports: record(text, limits.edges),
  },
  ['nodes'],
  { open: true },
)

const noteSchema = object(
  {
    x: coordinate,
    y: coordinate,
    width: positive(),
    height: positive(),
    text: { is: 'text', longest: limits.noteText },
    color: choice(groupColours),
    group: text,
  },
  [],
  { open: true },
)

const tourStepSchema = object(
  {
    title: { is: 'words', longest: limits.tourTitle },
    text: { is: 'words', longest: limits.tourText },
    nodes: atMost(limits.nodes, text),
    edges: atMost(limits.edges, text),
    panel: text,
    view: text,
    action: text,
  },
  [],
  { open: true },
)

const viewSchema = object(
  {
    nodes: record(object({ x: coordinate, y: coordinate, label: text, large: boolean }, ['x', 'y'], { open: true }), limits.viewEntries),
    edges: record(
      object({ hidden: boolean, bends: atMost(limits.bends, object({ x: coordinate, y: coordinate }, ['x', 'y'])) }, [], { open: true }),
      limits.viewEntries,
    ),
    groups: record(groupSchema, limits.groups),
    notes: record(noteSchema, limits.notes),
    tour: atMost(limits.tourSteps, tourStepSchema),
    viewport: object({ x: number(), y: number(), zoom: positive() }, ['x', 'y', 'zoom'], { open: true }),
  },
  [],
  { open: true },
)

/** Schema of a document without nodes, edges and weights, which are checked separately. */
export const documentSchema: ObjectSchema = object(
  {
    format: { is: 'anything' },
    version: { is: 'anything' },
    name: text,
    description: { is: 'text', longest: limits.description },
    nodes: anyObject,
    edges: anyObject,
    data: dataSchema,
    training: trainingSchema,
    weights: anyObject,
    fitted: fittedSchema,
    view: viewSchema,
    extensions: anyObject,
  },
  ['nodes', 'edges'],
)

/** Schema of a stored tensor; `decodeTensor` checks its numbers. */
export const tensorSchema: ObjectSchema = object(
  { shape: list(whole(0)), data: { is: 'anything' }, dtype: choice(['float32', 'float64']), indices: { is: 'anything' } },
  ['shape', 'data'],
)

const schemas = new WeakMap<NodeType, ObjectSchema>()

/** Schema of a node, from the parameters that its type declares. */
export function nodeSchema(type: NodeType): ObjectSchema {
  let schema = schemas.get(type)
  if (!schema) {
    const parameters = type.parameters.map((parameter) => [parameter.name, parameterSchema(parameter)] as const)
    const ablation = choice(ablations.filter((kind) => kind === 'muted' || passedPort(type) !== undefined))
    schema = object({ type: text, rate: notNegative(), ...Object.fromEntries(parameters), ablation, extensions: anyObject }, ['type'])
    schemas.set(type, schema)
  }
  return schema
}

/** Schema of a node's parameter. */
export function parameterSchema(parameter: Parameter): Schema {
  switch (parameter.kind) {
    case 'size':
      return whole(1, { limit: limits.size })
    case 'number': {
      const { whole, min, max, aboveMin, belowMax, perUnit } = parameter
      const one = number({ whole, min, max, aboveMin, belowMax })
      return perUnit ? { is: 'numbers', of: one } : one
    }
    case 'boolean':
      return boolean
    case 'choice':
      return choice(parameter.choices)
    case 'activation':
      return { is: 'activation', choices: parameter.choices }
    case 'formula':
      return { is: 'formula' }
    case 'parts':
      return object(Object.fromEntries(parameter.parts.map(({ name, ...bounds }) => [name, number(bounds)])))
    case 'node':
      return filledText
    case 'numbers':
      return atMost(limits.size, number({ min: parameter.min }))
    case 'columns':
      return { is: 'list', of: filledText, mismatch: 'expected-columns', most: limits.columns }
    case 'window':
      return object({ past: whole(0), future: whole(0) })
    case 'initial':
      return { is: 'initial' }
  }
}
