import { defaultOf, type ObjectSchema, type Schema } from '../engine/contract/schema'
import type { Parameter } from '../engine/contract/node-type'
import { tasks } from '../engine/data/tasks'
import { rangeOf } from '../engine/document/check'
import { edgeSchema, trainingSchema } from '../engine/document/settings'
import { parameterSchema } from '../engine/document/tables'
import { activations } from '../engine/kinds/activations'
import { losses } from '../engine/kinds/losses'
import { registry, texts } from '../nodes'
import choices from '../renderer/languages/en/choices.json'
import inspector from '../renderer/languages/en/inspector.json'

const words: Readonly<Record<string, string | undefined>> = { ...inspector, ...choices }
const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`).join('\n')

/** The allowed values of a setting. */
function valuesOf(schema: Schema): string {
  switch (schema.is) {
    case 'number':
      return `${schema.whole ? 'whole number' : 'number'}${rangeOf(schema)}`
    case 'numbers':
      return `number, or a list of numbers${rangeOf(schema.of)}`
    case 'boolean':
      return '`true`, `false`'
    case 'choice':
      return schema.choices.map(code).join(', ')
    case 'nullable':
      return `${valuesOf(schema.of)}, or \`null\``
    case 'list':
      return 'list'
    case 'initial':
      return 'number, or `trainable`'
    case 'formula':
      return 'formula'
    case 'activation':
      return `${schema.choices.map(code).join(', ')}, or \`{"formula": "…"}\``
    case 'variant':
      return Object.keys(schema.variants).map(code).join(', ')
    case 'object':
      return schema.keys.kind?.is === 'choice' ? valuesOf(schema.keys.kind) : Object.keys(schema.keys).map(code).join(', ')
    default:
      return 'text'
  }
}

/** The default of a setting. */
function defaultText(schema: Schema): string {
  const value = defaultOf(schema, {})
  const worded = schema.word && (value ?? undefined) === undefined ? words[`inspector.default.${schema.word}`] : undefined
  const shown = worded ?? (value === undefined ? '' : code((value as { kind?: string } | null)?.kind ?? value))
  return typeof schema.default === 'function' && shown !== '' ? `${shown}, or as other settings ask` : shown
}

const row = (name: string, schema: Schema, help: string): readonly string[] => [
  code(name),
  valuesOf(schema),
  defaultText(schema),
  (schema.is === 'nullable' ? schema.of : schema).unit ?? '',
  help,
]
const HEAD = ['setting', 'values', 'default', 'unit', 'what it does']

/** The rows of a setting and of the settings inside it. */
function rowsOf(name: string, schema: Schema, key: string): readonly (readonly string[])[] {
  const inner = schema.is === 'nullable' ? schema.of : schema
  const keysOf = ({ keys }: ObjectSchema, kind?: string): readonly (readonly string[])[] =>
    Object.entries(keys).flatMap(([part, of]) => (part === 'kind' ? [] : rowsOf(`${name}${kind ? ` ${kind}` : ''}.${part}`, of, `${key}.${part}`)))
  const own = row(name, schema, words[`${key}.help`] ?? '')
  if (inner.is === 'variant') return [own, ...Object.entries(inner.variants).flatMap(([kind, object]) => keysOf(object, kind))]
  return inner.is === 'object' ? [...(words[`${key}.help`] === undefined ? [] : [own]), ...keysOf(inner)] : [own]
}

const keysTable = (keys: ObjectSchema['keys'], key: string): string =>
  table(
    HEAD,
    Object.entries(keys).flatMap(([name, schema]) => rowsOf(name, schema, `${key}.${name}`)),
  )

const nodeRow = (type: string, parameter: Parameter): readonly string[] =>
  row(
    parameter.name,
    {
      ...parameterSchema(parameter),
      ...('default' in parameter ? { default: parameter.default } : {}),
      ...(parameter.unit === undefined ? {} : { unit: parameter.unit }),
    } as Schema,
    texts.en[type]?.parameters[parameter.name]?.help ?? '',
  )

/** docs/reference.md: every setting of a document, as it is declared. */
export function referencePage(): string {
  const { from: _from, to: _to, extensions: _extensions, ...wire } = edgeSchema.keys
  return [
    '# Every setting',
    'Written by `npm run --silent unfold -- settings` from the declarations that the check of documents, the defaults and the inspector are made from; a test holds it. What each means for the mathematics is in [the format of documents](format.md).',
    '## `training`',
    keysTable(trainingSchema.keys, 'inspector.training'),
    '## Edges',
    keysTable(wire, 'inspector.edge'),
    '## Nodes',
    ...registry.types.flatMap(({ type, parameters }) => [
      `### \`${type}\``,
      texts.en[type]?.summary ?? '',
      table(
        HEAD,
        parameters.map((parameter) => nodeRow(type, parameter)),
      ),
    ]),
    '## Activations',
    table(
      ['name', 'called', 'in PyTorch'],
      Object.entries(activations).map(([name, { label, torch }]) => [code(name), label.en, code(torch.write('x'))]),
    ),
    '## Losses',
    table(
      ['name', 'called', 'targets', 'activations'],
      Object.entries(losses).map(([name, { targets, ...loss }]) => [
        code(name),
        words[`inspector.choice.${name}`] ?? name,
        targets,
        'activations' in loss ? (loss.activations as readonly string[]).map(code).join(', ') : 'all',
      ]),
    ),
    '## Tasks',
    ...Object.entries(tasks).flatMap(([name, { text, source, options }]) => [
      `### \`${name}\``,
      text.en.about,
      `${source}.`,
      table(
        ['option', 'values', 'default'],
        Object.entries(options.keys).map(([option, schema]) => [code(option), valuesOf(schema), defaultText(schema)]),
      ),
    ]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}
