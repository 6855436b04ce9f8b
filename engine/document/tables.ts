import { passedPort, type NodeType, type Parameter } from '../contract/node-type'
import { limits } from './limits'
import { ablations, groupColours, tableEncodings } from './types'
import { anyObject, boolean, choice, coordinate, filled, number, object, text, whole, type ObjectSchema, type Schema } from './schema'

/** What each part of a document may hold (docs/format.md). */

const share = number({ min: 0, max: 1, belowMax: true })
const positive = number({ min: 0, aboveMin: true })
const notNegative = number({ min: 0 })

const variant = (variants: Readonly<Record<string, ObjectSchema>>): Schema => ({ is: 'variant', variants })
const nullable = (of: Schema): Schema => ({ is: 'nullable', of })
const list = (of: Schema, length?: number): Schema => ({ is: 'list', of, length })
const atMost = (most: number, of: Schema): Schema => ({ is: 'list', of, most })
const record = (of: Schema, most?: number): Schema => ({ is: 'record', of, most })
const keys = (...names: readonly string[]): readonly string[] => names

const initializer = variant({
  'glorot-uniform': object({}),
  'glorot-normal': object({}),
  'he-normal': object({}),
  'lecun-normal': object({}),
  orthogonal: object({ gain: number() }),
  identity: object({ gain: number() }),
  uniform: object({ low: number(), high: number() }, keys('low', 'high')),
  normal: object({ mean: number(), deviation: notNegative }, keys('deviation')),
  constant: object({ value: number() }, keys('value')),
})

export const edgeSchema: ObjectSchema = object(
  {
    from: text,
    to: text,
    kind: choice('dense', 'sparse', 'diagonal', 'identity'),
    scale: number(),
    trainable: boolean,
    init: initializer,
    dropout: share,
    density: number({ min: 0, aboveMin: true, max: 1 }),
    extensions: anyObject,
  },
  keys('from', 'to'),
)

const closedLoop = record(filled, limits.nodes)

const dataSchema = variant({
  inline: object({ closedLoop, sequences: list(record({ is: 'signal' })) }, keys('sequences')),
  file: object(
    {
      closedLoop,
      path: { is: 'text', filled: true, longest: limits.dataPath },
      format: choice('csv', 'tsv', 'json', 'text'),
      sequenceColumn: filled,
      sequenceLength: whole(1),
      normalize: choice('none', 'standard', 'range'),
      split: list(number({ min: 0, max: 1 }), 3),
      sha256: { is: 'text', pattern: /^[0-9a-fA-F]{64}$/, mismatch: 'expected-digest' },
      header: whole(0),
      separator: { is: 'text', pattern: /^[^\r\n"]$/u, mismatch: 'expected-separator' },
      decimal: choice('.', ','),
      thousands: { is: 'text', pattern: /^[^\r\n"\d]?$/u, mismatch: 'expected-thousands' },
      encoding: choice(...tableEncodings),
      missing: atMost(limits.missingWords, { is: 'text', longest: limits.missingWord }),
      missingWords: choice('usual', 'listed'),
    },
    keys('path'),
  ),
  task: object({ closedLoop, task: filled, options: anyObject, seed: whole() }, keys('task')),
})

const horizon = { code: 'horizon-invalid', message: 'horizon-invalid' } as const
const every = { code: 'horizon-invalid', message: 'every-invalid' } as const

const trainingSchema = object({
  algorithm: variant({
    bptt: object({ horizon: nullable(whole(1, horizon)), every: whole(1, every), recompute: boolean }),
    rtrl: object({ variant: choice('exact', 'snap-1', 'rflo', 'e-prop', 'uoro', 'hybrid'), every: nullable(whole(1, every)) }),
    readout: object({
      method: choice('ridge', 'recursive-least-squares'),
      ridge: { is: 'numbers', of: notNegative },
      forgetting: number({ min: 0, aboveMin: true, max: 1 }),
    }),
  }),
  optimizer: variant({
    sgd: object({ learningRate: notNegative, momentum: share, nesterov: boolean }),
    adam: object({ learningRate: notNegative, beta1: share, beta2: share, epsilon: notNegative }),
    adamw: object({ learningRate: notNegative, beta1: share, beta2: share, epsilon: notNegative, weightDecay: notNegative }),
    rmsprop: object({ learningRate: notNegative, decay: share, epsilon: notNegative }),
    rprop: object({
      learningRate: notNegative, increase: number({ min: 1 }), decrease: number({ min: 0, aboveMin: true, max: 1, belowMax: true }),
    }),
  }),
  schedule: nullable(
    object(
      { kind: choice('step', 'exponential', 'cosine', 'plateau'), factor: positive, period: whole(1), warmup: whole(0) },
      keys('kind'),
    ),
  ),
  clip: nullable(object({ kind: choice('norm', 'value'), threshold: positive, scope: choice('global', 'parameter') }, keys('kind'))),
  regularize: object({ weightDecay: notNegative, gradientNorm: notNegative }),
  epochs: whole(0),
  batchSize: whole(1),
  shuffle: boolean,
  washout: whole(0),
  noise: notNegative,
  teacherForcing: atMost(limits.nodes, text),
  stop: nullable(object({ patience: whole(1), loss: number() })),
  precision: choice('float32', 'float64'),
  seed: whole(),
})

const fittedSchema = object({
  columns: record(
    object({ mean: number(), deviation: notNegative, minimum: number(), maximum: number(), categories: atMost(limits.categories, { is: 'text', longest: limits.category }) }),
    limits.columns,
  ),
})

const groupSchema = object(
  {
    label: text, nodes: atMost(limits.nodes, text), parent: text, color: choice(...groupColours), collapsed: boolean, link: filled,
    parts: record(text, limits.nodes + limits.edges + limits.groups), ports: record(text, limits.edges),
  },
  keys('nodes'),
  true,
)

const noteSchema = object(
  {
    x: coordinate, y: coordinate, width: positive, height: positive, text: { is: 'text', longest: limits.noteText }, color: choice(...groupColours), group: text,
  },
  [],
  true,
)

const tourStepSchema = object(
  {
    title: { is: 'words', longest: limits.tourTitle }, text: { is: 'words', longest: limits.tourText }, nodes: atMost(limits.nodes, text),
    edges: atMost(limits.edges, text), panel: text, view: text, action: text,
  },
  [],
  true,
)

const viewSchema = object(
  {
    nodes: record(object({ x: coordinate, y: coordinate, label: text }, keys('x', 'y'), true)),
    edges: record(object({ hidden: boolean, bends: atMost(limits.bends, object({ x: coordinate, y: coordinate }, keys('x', 'y'))) }, [], true)),
    groups: record(groupSchema, limits.groups),
    notes: record(noteSchema, limits.notes),
    tour: atMost(limits.tourSteps, tourStepSchema),
    viewport: object({ x: number(), y: number(), zoom: positive }, keys('x', 'y', 'zoom'), true),
  },
  [],
  true,
)

/** The document but for its nodes, edges and weights, which are checked one by one. */
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
  keys('nodes', 'edges'),
)

/** The keys of a stored tensor; `decodeTensor` says whether its numbers fit. */
export const tensorSchema: ObjectSchema = object(
  {
    shape: list(whole(0)),
    data: { is: 'anything' },
    dtype: choice('float32', 'float64'),
    indices: { is: 'anything' },
  },
  keys('shape', 'data'),
)

const schemas = new WeakMap<NodeType, ObjectSchema>()

/** The schema of a node, from the parameters that its type declares. */
export function nodeSchema(type: NodeType): ObjectSchema {
  let schema = schemas.get(type)
  if (!schema) {
    const parameters = type.parameters.map((parameter) => [parameter.name, parameterSchema(parameter)] as const)
    const ablation = choice(...ablations.filter((kind) => kind === 'muted' || passedPort(type) !== undefined))
    schema = object({ type: text, ...Object.fromEntries(parameters), ablation, extensions: anyObject }, keys('type'))
    schemas.set(type, schema)
  }
  return schema
}

function parameterSchema(parameter: Parameter): Schema {
  switch (parameter.kind) {
    case 'size':
      return whole(1, { limit: limits.size })
    case 'number':
      return number({
        whole: parameter.whole, min: parameter.min, max: parameter.max, aboveMin: parameter.aboveMin, belowMax: parameter.belowMax,
      })
    case 'boolean':
      return boolean
    case 'choice':
      return choice(...parameter.choices)
    case 'columns':
      return { is: 'list', of: filled, mismatch: 'expected-columns', most: limits.columns }
    case 'window':
      return object({ past: whole(0), future: whole(0) })
    case 'initial':
      return { is: 'initial' }
  }
}
