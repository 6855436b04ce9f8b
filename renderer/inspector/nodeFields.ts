import type { TFunction } from 'i18next'
import type { NodeType, Parameter } from '../../engine/contract/node-type'
import { limits } from '../../engine/document/limits'
import { ablations, type GraphDocument } from '../../engine/document/types'
import { ablatable, setAblation } from '../editing/ablation'
import { setColumns } from '../editing/columns'
import { setNodeParameter } from '../editing/commands'
import { typeOf } from '../document/ports'
import { edit } from '../editing/store'
import { nodeText, type Language } from '../drawing/words'
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

const defaultOf = (parameter: Parameter): unknown => ('default' in parameter ? parameter.default : undefined)

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
  const rows = commonParameters(types).map((parameter): Field => {
    const words = text?.parameters[parameter.name]
    return {
      name: parameter.name,
      label: words?.label ?? parameter.name,
      help: words?.help,
      unit: parameter.unit && t(`inspector.unit.${parameter.unit}`),
      control: controlOf(parameter, ids, facts, t),
      values: ids.map((id) => document.nodes[id]?.[parameter.name]),
      standard: parameter.kind === 'size' ? undefined : sharedDefault(types, parameter),
      required: parameter.kind === 'size' && !parameter.inferred,
      set: (value) =>
        edit(
          'inspector.edit.node',
          (draft) => {
            for (const id of ids) {
              // Types may have different defaults; delete the value where it equals that type's own.
              const own = typeOf(draft as GraphDocument, id)?.parameters.find((p) => p.name === parameter.name)
              const next = own && 'default' in own && own.default === value ? undefined : value
              if (parameter.kind === 'columns') setColumns(draft, id, Array.isArray(next) ? next.map(String) : [])
              else setNodeParameter(draft, id, parameter.name, next)
            }
          },
          { merge: `inspector ${ids.join(' ')} ${parameter.name}` },
        ),
    }
  })
  return [...rows, ablationField(document, ids, t)]
}

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

function controlOf(parameter: Parameter, ids: readonly string[], facts: NodeFacts, t: TFunction): Control {
  switch (parameter.kind) {
    case 'size': {
      const sizes = [...new Set(ids.map((id) => facts.sizes[id]))]
      const [size] = sizes
      const inferred = sizes.length === 1 && size !== undefined ? t('inspector.inferred-size', { size }) : t('inspector.inferred')
      return { is: 'number', bounds: { whole: true, min: 1, limit: limits.size }, ...(parameter.inferred ? { placeholder: inferred } : {}) }
    }
    case 'number': {
      const { whole, min, max, aboveMin, belowMax } = parameter
      return { is: 'number', bounds: { whole, min, max, aboveMin, belowMax } }
    }
    case 'boolean':
      return { is: 'boolean' }
    case 'choice':
      return { is: 'choice', choices: choicesOf(t, parameter.choices) }
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
