import type { TFunction } from 'i18next'
import { isRead, type NodeType, type Parameter } from '../../engine/contract/node-type'
import { formulaText, NET } from '../../engine/contract/formula'
import { signalIds } from '../../engine/data/signals'
import { limits } from '../../engine/document/limits'
import { ablations, type GraphDocument } from '../../engine/document/types'
import { ablatable, setAblation } from '../editing/ablation'
import { feeders, feeding, setFeeding } from '../editing/closedLoop'
import { setColumns } from '../editing/columns'
import { setNodeParameter } from '../editing/commands'
import { typeOf } from '../document/ports'
import { labelOf } from '../document/selectors'
import { edit } from '../editing/store'
import { nodeText, type Language } from '../drawing/words'
import { registry } from '../../nodes'
import { choicesOf } from './choices'
import { same, type Control, type Field } from './field'

/** Parameters that all of these types have, as declared by the first. */
function commonParameters(types: readonly NodeType[]): readonly Parameter[] {
  const [first, ...others] = types
  if (!first) return []
  return first.parameters.flatMap((parameter): Parameter[] => {
    let common = parameter
    for (const type of others) {
      const other = type.parameters.find((p) => p.name === parameter.name)
      if (other?.kind !== parameter.kind) return []
      if (common.kind === 'choice' && other.kind === 'choice') {
        const choices = common.choices.filter((choice) => other.choices.includes(choice))
        common = { ...common, choices }
      }
    }
    return [common]
  })
}

const defaultOf = (parameter: Parameter): unknown => ('default' in parameter ? parameter.default : parameter.kind === 'node' ? '' : undefined)

/** The default that all types share; undefined if they differ. */
function sharedDefault(types: readonly NodeType[], parameter: Parameter): unknown {
  const all = types.map((type) => {
    const own = type.parameters.find((p) => p.name === parameter.name)
    return own && defaultOf(own)
  })
  return all.every((value) => same(value, all[0])) ? all[0] : undefined
}

export interface NodeFacts {
  /** Sizes by node, including inferred ones. */
  readonly sizes: Readonly<Record<string, number>>
  /** Columns of the data. */
  readonly columns: readonly string[]
}

/** The fields of one or several nodes, from the declarations of their types. */
export function nodeFields(document: GraphDocument, ids: readonly string[], facts: NodeFacts, language: Language, t: TFunction): readonly Field[] {
  const types = ids.map((id) => typeOf(document, id)).filter((type) => type !== undefined)
  const [first] = types
  if (!first || types.length < ids.length) return []
  const text = nodeText(language, first.type)
  const shown = commonParameters(types).filter((parameter) =>
    ids.every((id, i) => document.nodes[id]?.[parameter.name] !== undefined || isRead(types[i]!, document.nodes[id]!, parameter)),
  )
  const rows = shown.flatMap((parameter): readonly Field[] => {
    if (parameter.kind === 'activation') return activationFields(document, ids, parameter, text?.parameters[parameter.name], sharedDefault(types, parameter), t)
    if (parameter.kind === 'parts') return partFields(document, ids, parameter, text?.parameters)
    return [rowOf(parameter)]
  })
  function rowOf(parameter: Parameter): Field {
    const words = text?.parameters[parameter.name]
    return {
      name: parameter.name,
      ...(ids.length === 1 ? { path: `nodes.${ids[0]}.${parameter.name}` } : {}),
      label: words?.label ?? parameter.name,
      help: words?.help,
      unit: parameter.unit && t(`inspector.unit.${parameter.unit}`),
      control: controlOf(parameter, document, ids, facts, t),
      values: ids.map((id) => document.nodes[id]?.[parameter.name]),
      standard: parameter.kind === 'size' ? undefined : sharedDefault(types, parameter),
      set: (value) =>
        edit(
          'inspector.edit.node',
          (draft) => {
            for (const id of ids) {
              // Types may have different defaults; delete the value where it equals that type's own.
              const own = typeOf(draft as GraphDocument, id)?.parameters.find((p) => p.name === parameter.name)
              const next = value === '' || (own && 'default' in own && own.default === value) ? undefined : value
              if (parameter.kind === 'columns') setColumns(draft, id, Array.isArray(next) ? next.map(String) : [])
              else setNodeParameter(draft, id, parameter.name, next)
            }
          },
          { merge: `inspector ${ids.join(' ')} ${parameter.name}` },
        ),
    }
  }
  return [...rows, ...feedingField(document, ids, facts, t), ablationField(document, ids, t)]
}

/** The output whose values an input takes beyond the data. */
function feedingField(document: GraphDocument, ids: readonly string[], { sizes }: NodeFacts, t: TFunction): readonly Field[] {
  const [id, ...others] = ids
  if (id === undefined || others.length > 0 || !document.data || !signalIds(document, registry).inputs.includes(id)) return []
  const { standard, given } = feeding(document, sizes, id)
  const outputs = feeders(document, sizes, id)
  if (outputs.length === 0) return []
  return [
    {
      name: 'closedLoop',
      label: t('forecast.field'),
      help: t('forecast.field.help'),
      standard: standard ?? NO_FEED,
      control: {
        is: 'choice',
        choices: [...outputs.map((value) => ({ value, label: labelOf(document, value) })), { value: NO_FEED, label: t('forecast.field.none') }],
      },
      values: [given === null ? NO_FEED : given === standard ? undefined : given],
      set: (value) =>
        edit('forecast.edit.feed', (draft) => setFeeding(draft, sizes, id, value === NO_FEED ? null : typeof value === 'string' ? value : undefined), {
          merge: `inspector ${id} closedLoop`,
        }),
    },
  ]
}

/** The choice of no output; an id is never empty. */
const NO_FEED = ''

/** Whether nodes take part in the computation. */
function ablationField(document: GraphDocument, ids: readonly string[], t: TFunction): Field {
  const choices = ablations.filter((ablation) => ablatable(document, ids, ablation).length === ids.length)
  return {
    name: 'ablation',
    label: t('ablation.field'),
    help: t('ablation.field.help'),
    standard: 'active',
    control: { is: 'choice', choices: ['active', ...choices].map((value) => ({ value, label: t(`ablation.choice.${value}`) })) },
    values: ids.map((id) => document.nodes[id]?.ablation),
    set: (value) =>
      edit(
        'inspector.edit.node',
        (draft) =>
          setAblation(
            draft,
            ids,
            ablations.find((ablation) => ablation === value),
          ),
        { merge: `inspector ${ids.join(' ')} ablation` },
      ),
  }
}

function controlOf(parameter: Parameter, document: GraphDocument, ids: readonly string[], facts: NodeFacts, t: TFunction): Control {
  switch (parameter.kind) {
    case 'size': {
      const sizes = [...new Set(ids.map((id) => facts.sizes[id]))]
      const [size] = sizes
      const inferred = sizes.length === 1 && size !== undefined ? t('inspector.inferred-size', { size }) : t('inspector.inferred')
      return { is: 'number', bounds: { whole: true, min: 1, limit: limits.size }, placeholder: inferred }
    }
    case 'number': {
      const { whole, min, max, aboveMin, belowMax, perUnit } = parameter
      const list = perUnit && ids.some((id) => Array.isArray(document.nodes[id]?.[parameter.name]))
      const bounds = { whole, min, max, aboveMin, belowMax }
      if (list) return { is: 'numbers', bounds }
      const [size, ...others] = new Set(ids.map((id) => facts.sizes[id]))
      return { is: 'number', bounds, units: perUnit && others.length === 0 ? size : undefined }
    }
    case 'boolean':
      return { is: 'boolean' }
    case 'choice':
      return { is: 'choice', choices: choicesOf(t, parameter.choices) }
    case 'node': {
      const biased = Object.entries(document.nodes).filter(
        ([id, { bias, shares }]) =>
          !ids.includes(id) && bias !== false && shares === undefined && typeOf(document, id)?.parameters.some(({ kind }) => kind === 'node'),
      )
      return { is: 'choice', choices: [{ value: '', label: t('inspector.shares.none') }, ...biased.map(([value]) => ({ value, label: value }))] }
    }
    case 'formula':
      return { is: 'formula', placeholder: parameter.default }
    case 'activation':
    case 'parts':
      throw new Error(`${parameter.kind} has fields of its own`)
    case 'numbers':
      return { is: 'numbers', bounds: { min: parameter.min }, list: true }
    case 'columns':
      return { is: 'names', known: facts.columns, add: t('inspector.columns.add'), none: t('inspector.columns.none') }
    case 'window':
      return { is: 'window' }
    case 'initial':
      return {
        is: 'number-or',
        bounds: {},
        word: 'trainable',
        wordLabel: t('inspector.initial.trainable'),
        numberLabel: t('inspector.initial.number'),
        start: parameter.default,
      }
  }
}

type Words = { readonly label: string; readonly help: string } | undefined

/** The initial formula when formulas are chosen: the smooth step of Hendrycks and Gimpel 2016. */
const FIRST = 'x * logistic(1.702 * x)'

/** The fields of an activation: its name, and for a formula its text. */
function activationFields(
  document: GraphDocument,
  ids: readonly string[],
  { name, choices }: Extract<Parameter, { kind: 'activation' }>,
  words: Words,
  standard: unknown,
  t: TFunction,
): readonly Field[] {
  const given = ids.map((id) => document.nodes[id]?.[name])
  const set = (value: unknown): void =>
    edit(
      'inspector.edit.node',
      (draft) => {
        for (const id of ids) {
          const own = typeOf(draft as GraphDocument, id)?.parameters.find((p) => p.name === name)
          setNodeParameter(draft, id, name, own && 'default' in own && own.default === value ? undefined : value)
        }
      },
      { merge: `inspector ${ids.join(' ')} ${name}` },
    )
  const common = { help: words?.help, standard }
  const choice: Field = {
    ...common,
    name,
    label: words?.label ?? name,
    control: { is: 'choice', choices: [...choicesOf(t, choices), { value: 'formula', label: t('inspector.activation.formula') }] },
    values: given.map((value) => (formulaText(value) === undefined ? value : 'formula')),
    set: (value) => set(value === 'formula' ? { formula: FIRST } : value),
  }
  if (given.some((value) => formulaText(value) === undefined)) return [choice]
  return [
    choice,
    {
      name: `${name}.formula`,
      label: t('inspector.activation.formula-of'),
      help: t('inspector.activation.formula-help'),
      control: { is: 'formula', names: [NET] },
      values: given.map(formulaText),
      required: true,
      set: (value) => {
        if (typeof value === 'string') set({ formula: value })
      },
    },
  ]
}

/** A field for each number of an object. */
function partFields(
  document: GraphDocument,
  ids: readonly string[],
  { name, parts }: Extract<Parameter, { kind: 'parts' }>,
  texts: Readonly<Record<string, Words>> = {},
): readonly Field[] {
  const given = (id: string): Readonly<Record<string, unknown>> => (document.nodes[id]?.[name] ?? {}) as Readonly<Record<string, unknown>>
  return parts.map((part) => ({
    name: `${name}.${part.name}`,
    label: texts[`${name}.${part.name}`]?.label ?? `${name}.${part.name}`,
    help: texts[`${name}.${part.name}`]?.help,
    control: { is: 'number', bounds: { min: part.min, aboveMin: part.aboveMin } },
    standard: part.default,
    values: ids.map((id) => given(id)[part.name]),
    set: (value) =>
      edit(
        'inspector.edit.node',
        (draft) => {
          for (const id of ids) {
            const { [part.name]: _, ...rest } = given(id)
            const next = value === undefined ? rest : { ...rest, [part.name]: value }
            setNodeParameter(draft, id, name, Object.keys(next).length > 0 ? next : undefined)
          }
        },
        { merge: `inspector ${ids.join(' ')} ${name}` },
      ),
  }))
}
