import type { TFunction } from 'i18next'
import { defaultOf, type ObjectSchema, type Schema } from '../../engine/contract/schema'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { setTraining } from '../editing/commands'
import { edit } from '../editing/store'
import { typeOf } from '../document/ports'
import { choicesOf } from './choices'
import type { Control, Field } from './field'
import { boundsOf, trainingKeys, variantsOf } from './schema'

type TrainingKey = keyof TrainingSpec

/** The sections of the training form and the keys in each. */
export const trainingSections: readonly { readonly name: string; readonly keys: readonly TrainingKey[] }[] = [
  { name: 'algorithm', keys: ['algorithm', 'washout', 'teacherForcing'] },
  { name: 'optimizer', keys: ['optimizer', 'schedule', 'clip', 'regularize', 'noise'] },
  { name: 'run', keys: ['epochs', 'batchSize', 'shuffle', 'stop', 'precision', 'seed'] },
]

type Path = readonly [TrainingKey, ...string[]]

const read = (training: TrainingSpec, path: Path): unknown => {
  let at: unknown = training
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined
  return at
}

/** The default kind. An object with kinds is never written without its kind. */
const standardKind = (top: TrainingKey): string | undefined => (defaultOf(trainingKeys[top]!, {}) as { readonly kind?: string } | null | undefined)?.kind

function write(path: Path, value: unknown): void {
  edit(
    'inspector.edit.training',
    (draft) => {
      const [top, ...rest] = path
      const kind = standardKind(top)
      if (rest.length > 0 && kind !== undefined && draft.training?.[top] === undefined) setTraining(draft, [top], { kind })
      setTraining(draft, path, value)
      const left = draft.training?.[top]
      if (typeof left === 'object' && left !== null && !Array.isArray(left) && Object.keys(left).length === 0) setTraining(draft, [top], undefined)
      if (draft.training && Object.keys(draft.training).length === 0) delete draft.training
    },
    { merge: `inspector training ${path.join('.')}` },
  )
}

/** The fields of some keys of the training settings, generated from the schema. */
export function trainingFields(document: GraphDocument, keys: readonly TrainingKey[], t: TFunction): readonly Field[] {
  const training = document.training ?? {}
  const field = (path: Path, schema: Schema, control: Control, extra: Partial<Field> = {}): Field => {
    const name = path.join('.')
    const { unit } = schema
    return {
      name,
      // Seeds have a field of their own in a sweep.
      ...(name === 'seed' ? {} : { path: `training.${name}` }),
      label: t(`inspector.training.${name}`),
      help: t(`inspector.training.${name}.help`),
      unit: unit && t(`inspector.unit.${unit}`),
      control,
      values: [read(training, path)],
      standard: defaultOf(schema, training) ?? undefined,
      set: (value) => write(path, value),
      ...extra,
    }
  }

  const kindField = (path: Path, schema: Schema, names: readonly string[], standard: string, change: (kind: string) => unknown): Field =>
    field(
      path,
      schema,
      { is: 'choice', choices: choicesOf(t, names) },
      {
        values: [read(training, [...path, 'kind'])],
        path: `training.${path.join('.')}.kind`,
        standard,
        set: (kind) => write(path, kind === undefined || kind === 'none' ? undefined : change(String(kind))),
      },
    )

  /** Keeps the keys that both kinds have. */
  const changed = (path: Path, kind: string, next: ObjectSchema | undefined): Record<string, unknown> => {
    const old = read(training, path)
    const kept = Object.entries(typeof old === 'object' && old !== null ? old : {}).filter(([key]) => key !== 'kind' && next && Object.hasOwn(next.keys, key))
    return { kind, ...Object.fromEntries(kept) }
  }

  const keysOf = (path: Path, { keys }: ObjectSchema): readonly Field[] =>
    Object.entries(keys).flatMap(([key, part]) => (key === 'kind' ? [] : walk([...path, key], part)))

  const walk = (path: Path, schema: Schema): readonly Field[] => {
    const name = path.join('.')
    const placeholder = schema.word && (defaultOf(schema, training) ?? undefined) === undefined ? t(`inspector.default.${schema.word}`) : undefined
    if (name === 'teacherForcing') {
      const outputs = Object.keys(document.nodes).filter((id) => typeOf(document, id)?.isOutput)
      return [field(path, schema, { is: 'names', known: outputs, add: t('inspector.outputs.add'), none: t('inspector.outputs.none') })]
    }
    switch (schema.is) {
      case 'number': {
        const bounds = boundsOf(schema)
        const { algorithm } = training
        const horizon = name === 'algorithm.every' && algorithm?.kind === 'bptt' ? algorithm.horizon : undefined
        return [field(path, schema, { is: 'number', bounds: horizon ? { ...bounds, max: horizon } : bounds, placeholder })]
      }
      case 'numbers':
        return [field(path, schema, { is: 'numbers', bounds: boundsOf(schema.of) })]
      case 'boolean':
        return [field(path, schema, { is: 'boolean' })]
      case 'choice':
        return [field(path, schema, { is: 'choice', choices: choicesOf(t, schema.choices) })]
      case 'object':
        return keysOf(path, schema)
      case 'variant': {
        const standard = standardKind(path[0]) ?? ''
        const kind = String(read(training, [...path, 'kind']) ?? standard)
        const variants = variantsOf(schema)
        return [
          kindField(path, schema, Object.keys(variants), standard, (next) => changed(path, next, variants[next])),
          ...(variants[kind] ? keysOf(path, variants[kind]) : []),
        ]
      }
      case 'nullable': {
        const inner = schema.of
        if (inner.is === 'number' && schema.word)
          return [
            field(
              path,
              schema,
              {
                is: 'number-or',
                bounds: boundsOf(inner),
                word: null,
                wordLabel: t(`inspector.default.${schema.word}`),
                numberLabel: t('inspector.horizon.steps'),
                start: inner.start ?? 1,
              },
              { standard: defaultOf(schema, training), unit: inner.unit && t(`inspector.unit.${inner.unit}`) },
            ),
          ]
        const kinds =
          inner.is === 'variant' ? Object.keys(inner.variants) : inner.is === 'object' && inner.keys.kind?.is === 'choice' ? inner.keys.kind.choices : undefined
        if (!kinds) return walk(path, inner)
        const objectOf = (kind: string): ObjectSchema | undefined => (inner.is === 'variant' ? inner.variants[kind] : inner.is === 'object' ? inner : undefined)
        const on = objectOf(String(read(training, [...path, 'kind'])))
        return [
          kindField(path, schema, ['none', ...kinds], 'none', (next) => changed(path, next, objectOf(next))),
          ...(on && read(training, path) ? keysOf(path, on) : []),
        ]
      }
      default:
        return []
    }
  }
  return keys.flatMap((key) => walk([key], trainingKeys[key]!))
}
