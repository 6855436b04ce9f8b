import type { TFunction } from 'i18next'
import { resolveTraining } from '../../engine/compile/network'
import type { ObjectSchema, Schema } from '../../engine/document/schema'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { setTraining } from '../editing/commands'
import { edit } from '../editing/store'
import { typeOf } from '../document/ports'
import { choicesOf } from './choices'
import type { Control, Field } from './field'
import { boundsOf, trainingKeys, variantsOf } from './schema'

type TrainingKey = keyof TrainingSpec

/** The order in which training is told, and which keys stand together. */
export const trainingSections: readonly { readonly name: string; readonly keys: readonly TrainingKey[] }[] = [
  { name: 'algorithm', keys: ['algorithm', 'washout', 'teacherForcing'] },
  { name: 'optimizer', keys: ['optimizer', 'schedule', 'clip', 'regularize', 'noise'] },
  { name: 'run', keys: ['epochs', 'batchSize', 'shuffle', 'stop', 'precision', 'seed'] },
]

/** What the schema does not say of a key: its default where `resolveTraining` has none, what stands in an empty field, its unit. */
interface Facts {
  readonly standard?: (training: TrainingSpec) => unknown
  /** A phrase that stands where nothing is set. */
  readonly empty?: (training: TrainingSpec) => string | undefined
  readonly unit?: string
}

const scheduleStandards = {
  step: { factor: 0.1, period: 30 }, exponential: { factor: 0.95, period: 1 }, cosine: { factor: 0, period: undefined },
  plateau: { factor: 0.5, period: 10 },
} as const
const ofSchedule = (training: TrainingSpec, key: 'factor' | 'period'): number | undefined => training.schedule ? scheduleStandards[training.schedule.kind][key] : undefined

const horizonOf = ({ algorithm }: TrainingSpec): number | null => (algorithm === undefined || algorithm.kind === 'bptt' ? (algorithm?.horizon ?? null) : null)

const facts: Readonly<Record<string, Facts>> = {
  'algorithm.horizon': { standard: () => null, unit: 'steps' },
  'algorithm.every': {
    standard: (training) => (horizonOf(training) === null ? undefined : 1), unit: 'steps',
    empty: (training) => (horizonOf(training) === null ? 'inspector.whole-sequence' : undefined),
  },
  'algorithm.recompute': { standard: () => false },
  'algorithm.variant': { standard: () => 'exact' },
  'algorithm.method': { standard: () => 'ridge' },
  'algorithm.ridge': { standard: () => 1e-6 },
  'algorithm.forgetting': { standard: () => 1 },
  washout: { unit: 'steps' },
  'schedule.factor': { standard: (training) => ofSchedule(training, 'factor') },
  'schedule.period': {
    standard: (training) => ofSchedule(training, 'period'), unit: 'epochs',
    empty: ({ schedule }) => (schedule?.kind === 'cosine' ? 'inspector.rest-of-run' : undefined),
  },
  'schedule.warmup': { standard: () => 0, unit: 'epochs' },
  'clip.threshold': { standard: () => 1 },
  'clip.scope': { standard: () => 'global' },
  'regularize.weightDecay': { standard: () => 0 },
  'regularize.gradientNorm': { standard: () => 0 },
  epochs: { unit: 'epochs' },
  batchSize: { unit: 'sequences' },
  'stop.patience': { unit: 'epochs', empty: () => 'inspector.never' },
  'stop.loss': { empty: () => 'inspector.never' },
}

type Path = readonly [TrainingKey, ...string[]]

const read = (training: TrainingSpec, path: Path): unknown => {
  let at: unknown = training
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined
  return at
}

/** The kind that holds where the document names none. */
const standardKinds: Readonly<Partial<Record<TrainingKey, string>>> = { algorithm: 'bptt', optimizer: 'adam' }

function write(path: Path, value: unknown): void {
  edit(
    'inspector.edit.training',
    (draft) => {
      const [top, ...rest] = path
      const kind = standardKinds[top]
      // An object with kinds is never written without its kind.
      if (rest.length > 0 && kind !== undefined && draft.training?.[top] === undefined) setTraining(draft, [top], { kind })
      setTraining(draft, path, value)
      const left = draft.training?.[top]
      if (typeof left === 'object' && left !== null && !Array.isArray(left) && Object.keys(left).length === 0) setTraining(draft, [top], undefined)
      if (draft.training && Object.keys(draft.training).length === 0) delete draft.training
    },
    { merge: `inspector training ${path.join('.')}` },
  )
}

/** The rows of some keys of the training settings, walked from the schema. */
export function trainingFields(document: GraphDocument, keys: readonly TrainingKey[], t: TFunction): readonly Field[] {
  const training = document.training ?? {}
  const resolved = resolveTraining({ algorithm: training.algorithm, optimizer: training.optimizer && ({ kind: training.optimizer.kind } as TrainingSpec['optimizer']) })

  const standardOf = (path: Path): unknown => {
    const own = facts[path.join('.')]?.standard
    if (own) return own(training)
    return read(resolved as unknown as TrainingSpec, path)
  }

  const field = (path: Path, control: Control, extra: Partial<Field> = {}): Field => {
    const name = path.join('.')
    const unit = facts[name]?.unit
    return {
      name, label: t(`inspector.training.${name}`), help: t(`inspector.training.${name}.help`), unit: unit && t(`inspector.unit.${unit}`), control,
      values: [read(training, path)], standard: standardOf(path), set: (value) => write(path, value), ...extra,
    }
  }

  const kindField = (path: Path, names: readonly string[], standard: string, change: (kind: string) => unknown): Field =>
    field(path, { is: 'choice', choices: choicesOf(t, names) }, {
      values: [read(training, [...path, 'kind'])], standard,
      set: (kind) => write(path, kind === undefined || kind === 'none' ? undefined : change(String(kind))),
    })

  /** Keys of the old kind that the new one has too are kept. */
  const changed = (path: Path, kind: string, next: ObjectSchema | undefined): Record<string, unknown> => {
    const old = read(training, path)
    const kept = Object.entries(typeof old === 'object' && old !== null ? old : {}).filter(([key]) => key !== 'kind' && next && Object.hasOwn(next.keys, key))
    return { kind, ...Object.fromEntries(kept) }
  }

  const walk = (path: Path, schema: Schema | undefined): readonly Field[] => {
    const name = path.join('.')
    const empty = facts[name]?.empty?.(training)
    if (name === 'teacherForcing') {
      const outputs = Object.keys(document.nodes).filter((id) => typeOf(document, id)?.isOutput)
      return [field(path, { is: 'names', known: outputs, add: t('inspector.outputs.add'), none: t('inspector.outputs.none') }, { standard: [] })]
    }
    if (name === 'algorithm.horizon')
      return [
        field(path, {
          is: 'number-or', bounds: { whole: true, min: 1 }, word: null, wordLabel: t('inspector.whole-sequence'), numberLabel: t('inspector.horizon.steps'), start: 10,
        }),
      ]
    switch (schema?.is) {
      case 'number': {
        const bounds = boundsOf(schema)
        const horizon = name === 'algorithm.every' ? horizonOf(training) : null
        return [
          field(path, {
            is: 'number', bounds: horizon === null ? bounds : { ...bounds, max: horizon }, ...(empty === undefined ? {} : { placeholder: t(empty) }),
          }),
        ]
      }
      case 'numbers':
        return [field(path, { is: 'numbers', bounds: boundsOf(schema.of) })]
      case 'boolean':
        return [field(path, { is: 'boolean' })]
      case 'choice':
        return [field(path, { is: 'choice', choices: choicesOf(t, schema.choices) })]
      case 'object':
        return Object.entries(schema.keys).flatMap(([key, part]) => walk([...path, key], part))
      case 'variant': {
        const variants = variantsOf(schema)
        const standard = standardKinds[path[0]] ?? ''
        const kind = String(read(training, [...path, 'kind']) ?? standard)
        return [
          kindField(path, Object.keys(variants), standard, (next) => changed(path, next, variants[next])),
          ...Object.entries(variants[kind]?.keys ?? {}).flatMap(([key, part]) => walk([...path, key], part)),
        ]
      }
      case 'nullable': {
        const inner = schema.of
        if (inner.is !== 'object') return walk(path, inner)
        const kinds = inner.keys.kind
        if (kinds?.is !== 'choice') return walk(path, inner)
        const on = read(training, path)
        return [
          kindField(path, ['none', ...kinds.choices], 'none', (next) => changed(path, next, inner)),
          ...(on === undefined || on === null ? [] : Object.entries(inner.keys).filter(([key]) => key !== 'kind').flatMap(([key, part]) => walk([...path, key], part))),
        ]
      }
      default:
        return []
    }
  }
  return keys.flatMap((key) => walk([key], trainingKeys[key]))
}
