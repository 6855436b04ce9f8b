import type { TFunction } from 'i18next'
import type { NodeType } from '../../engine/contract/node-type'
import { defaultOf, type NumberSchema } from '../../engine/contract/schema'
import { usualInitializer } from '../../engine/document/settings'
import type { EdgeSpec, GraphDocument, Initializer, ProjectionKind } from '../../engine/document/types'
import { setEdgeParameter } from '../editing/commands'
import { resolveEnd, typeOf } from '../document/ports'
import { edit } from '../editing/store'
import { usualKind } from '../drawing/rules'
import { choicesOf } from './choices'
import { same, type Control, type Field } from './field'
import { boundsOf, edgeKeys, variantsOf } from './schema'

type EdgeKey = 'kind' | 'scale' | 'trainable' | 'init' | 'rate' | 'dropout' | 'dropoutKind' | 'density' | 'shares' | 'transpose'

export const kindOf = (document: GraphDocument, id: string): ProjectionKind => {
  const edge = document.edges[id]
  return edge?.kind ?? usualKind(document, resolveEnd(document, edge?.to ?? '', 'to'))
}

const targetOf = (document: GraphDocument, id: string): NodeType | undefined => typeOf(document, resolveEnd(document, document.edges[id]?.to ?? '', 'to').node)

const declared =
  (key: EdgeKey) =>
  (document: GraphDocument, id: string): unknown =>
    defaultOf(edgeKeys[key]!, { to: targetOf(document, id) })

/**
 * What the declaration of edges does not specify: defaults that depend on the edge, and the kinds of projection that
 * have a key.
 */
const table: readonly {
  readonly key: EdgeKey
  readonly standard: (document: GraphDocument, id: string) => unknown
  readonly kinds?: readonly ProjectionKind[]
  /** Only for edges that share the weights of another one (true), or that do not (false). */
  readonly shared?: boolean
  /** Only for edges with dropout. */
  readonly dropped?: boolean
}[] = [
  { key: 'kind', standard: () => undefined },
  { key: 'scale', standard: declared('scale') },
  { key: 'density', standard: declared('density'), kinds: ['sparse'] },
  { key: 'trainable', standard: declared('trainable'), kinds: ['dense', 'sparse', 'diagonal'], shared: false },
  {
    key: 'init',
    kinds: ['dense', 'sparse', 'diagonal'],
    shared: false,
    standard: (document, id) => usualInitializer(targetOf(document, id), kindOf(document, id)),
  },
  { key: 'shares', standard: () => '', kinds: ['dense', 'diagonal'] },
  { key: 'transpose', standard: declared('transpose'), kinds: ['dense'], shared: true },
  { key: 'rate', standard: declared('rate'), kinds: ['dense', 'sparse', 'diagonal'], shared: false },
  { key: 'dropout', standard: declared('dropout') },
  { key: 'dropoutKind', standard: declared('dropoutKind'), dropped: true },
]

const initializers = variantsOf(edgeKeys.init)

/** An initializer with its required parameters, as when it is chosen. */
const chosen = (kind: string): Initializer =>
  ({ kind, ...Object.fromEntries((initializers[kind]?.required ?? []).map((key) => [key, initializers[kind]?.keys[key]?.start])) }) as Initializer

const initOf = (document: GraphDocument, id: string): Readonly<Record<string, unknown>> | undefined =>
  document.edges[id]?.init as Readonly<Record<string, unknown>> | undefined

/** Edges with weights of their own of the same kind, which these could use. */
const owners = (document: GraphDocument, ids: readonly string[]): readonly string[] =>
  Object.entries(document.edges).flatMap(([id, { shares }]) =>
    shares === undefined && !ids.includes(id) && kindOf(document, id) === kindOf(document, ids[0]!) ? [id] : [],
  )

/** The fields of one or several edges. */
export function edgeFields(document: GraphDocument, ids: readonly string[], t: TFunction): readonly Field[] {
  const change = (name: string, recipe: (id: string, set: <K extends keyof EdgeSpec>(key: K, value: EdgeSpec[K] | undefined) => void) => void): void =>
    edit(
      'inspector.edit.edge',
      (draft) => {
        for (const id of ids) recipe(id, (key, value) => setEdgeParameter(draft, id, key, value))
      },
      { merge: `inspector ${ids.join(' ')} ${name}` },
    )
  const words = (name: string) => ({ name, label: t(`inspector.edge.${name}`), help: t(`inspector.edge.${name}.help`) })

  return table.flatMap(({ key, standard, kinds, shared: only, dropped }): Field[] => {
    if (dropped && !ids.every((id) => (document.edges[id]?.dropout ?? 0) > 0)) return []
    if (only !== undefined && ids.some((id) => (document.edges[id]?.shares !== undefined) !== only)) return []
    if (kinds && !ids.every((id) => kinds.includes(kindOf(document, id)))) return []
    const standards = ids.map((id) => standard(document, id))
    const shared = standards.every((value) => same(value, standards[0])) ? standards[0] : undefined
    if (key === 'init') return initFields(document, ids, shared, words, change, t)
    const schema = edgeKeys[key]
    const control: Control =
      key === 'shares'
        ? { is: 'choice', choices: [{ value: '', label: t('inspector.shares.none') }, ...owners(document, ids).map((value) => ({ value, label: value }))] }
        : schema?.is === 'number'
          ? { is: 'number', bounds: boundsOf(schema) }
          : schema?.is === 'choice'
            ? {
                is: 'choice',
                choices: key === 'kind' ? schema.choices.map((kind) => ({ value: kind, label: t(`canvas.kind.${kind}`) })) : choicesOf(t, schema.choices),
              }
            : { is: 'boolean' }
    return [
      {
        ...words(key),
        ...(ids.length === 1 ? { path: `edges.${ids[0]}.${key}` } : {}),
        control,
        standard: shared,
        required: key === 'kind',
        values: ids.map((id) =>
          key === 'kind' ? kindOf(document, id) : (document.edges[id]?.[key] ?? (shared === undefined ? standard(document, id) : undefined)),
        ),
        set: (value) =>
          change(key, (id, set) => set(key, ((key !== 'kind' && same(value, standard(document, id))) || value === '' ? undefined : value) as never)),
      },
    ]
  })
}

function initFields(
  document: GraphDocument,
  ids: readonly string[],
  standard: unknown,
  words: (name: string) => Pick<Field, 'name' | 'label' | 'help'>,
  change: (name: string, recipe: (id: string, set: <K extends keyof EdgeSpec>(key: K, value: EdgeSpec[K] | undefined) => void) => void) => void,
  t: TFunction,
): Field[] {
  const kinds = ids.map((id) => initOf(document, id)?.kind)
  const [kind] = kinds
  const names = [...(standard === 'input-scaling' ? ['input-scaling'] : []), ...Object.keys(initializers)]
  const rows: Field[] = [
    {
      ...words('init'),
      control: { is: 'choice', choices: choicesOf(t, names) },
      values: kinds,
      standard,
      set: (value) =>
        change('init', (_, set) => {
          if (value === undefined || value === 'input-scaling') set('init', undefined)
          else set('init', chosen(String(value)))
        }),
    },
  ]
  if (typeof kind !== 'string' || kinds.some((other) => other !== kind)) return rows
  const parts = initializers[kind]
  for (const [name, schema] of Object.entries(parts?.keys ?? {})) {
    const values = ids.map((id) => initOf(document, id)?.[name])
    rows.push({
      ...words(`init.${name}`),
      values,
      standard: schema.default,
      required: parts?.required?.includes(name),
      control: { is: 'number', bounds: initBounds(document, ids, name, schema as NumberSchema) },
      set: (value) =>
        change(`init.${name}`, (id, set) => {
          const { [name]: _, ...rest } = initOf(document, id) ?? {}
          set('init', { ...rest, ...(value === undefined ? {} : { [name]: value }) } as unknown as Initializer)
        }),
    })
  }
  return rows
}

/** Bounds that keep `low` below `high`. */
function initBounds(document: GraphDocument, ids: readonly string[], name: string, schema: NumberSchema) {
  const others = (key: string): number[] => ids.map((id) => initOf(document, id)?.[key]).filter((value) => typeof value === 'number')
  const bounds = boundsOf(schema)
  if (name === 'low') return { ...bounds, max: Math.min(...others('high')) }
  if (name === 'high') return { ...bounds, min: Math.max(...others('low')) }
  return bounds
}
