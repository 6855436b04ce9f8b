import {
  anyObject,
  atMost,
  choice,
  filledText,
  flag,
  list,
  nullable,
  notNegative,
  number,
  object,
  positive,
  share,
  text,
  variant,
  whole,
  type ObjectSchema,
} from '../contract/schema'
import { algorithms } from '../kinds/algorithms'
import { initializers } from '../kinds/initializers'
import { optimizers } from '../kinds/optimizers'
import { schedules } from '../kinds/schedules'
import { limits } from './limits'

type Settings<K> = { readonly [N in keyof K]: K[N] extends { readonly settings: infer S } ? S : never }

/** Returns the schema of each kind's settings, by name. */
const settingsOf = <const K extends Readonly<Record<string, { readonly settings: ObjectSchema }>>>(kinds: K): Settings<K> =>
  Object.fromEntries(Object.entries(kinds).map(([name, { settings }]) => [name, settings])) as Settings<K>

const optimizer = variant(settingsOf(optimizers), { default: { kind: 'adam' } })
const schedule = variant(settingsOf(schedules))
const initializer = variant(settingsOf(initializers))

interface Around {
  readonly algorithm?: { readonly kind: string }
}

/** Schema of a document's `training`. */
export const trainingSchema = object({
  algorithm: variant(algorithms, { default: { kind: 'bptt' } }),
  optimizer,
  schedule: nullable(schedule, { default: null }),
  clip: nullable(
    object({ kind: choice(['norm', 'value']), threshold: positive({ default: 1 }), scope: choice(['global', 'parameter'], { default: 'global' }) }, ['kind']),
    { default: null },
  ),
  regularize: object({ weightDecay: notNegative({ default: 0 }), l1: notNegative({ default: 0 }), gradientNorm: notNegative({ default: 0 }) }, [], {
    default: {},
  }),
  // A readout needs only one pass, unless the document sets more.
  epochs: whole(0, { unit: 'epochs', default: ({ algorithm }: Around) => (algorithm?.kind === 'readout' ? 1 : 100) }),
  batchSize: whole(1, { default: 1, unit: 'sequences' }),
  shuffle: flag({ default: false }),
  washout: whole(0, { default: 0, unit: 'steps' }),
  carry: flag({ default: false }),
  noise: notNegative({ default: 0 }),
  teacherForcing: atMost(limits.nodes, text, { default: [] }),
  stop: nullable(object({ patience: whole(1, { unit: 'epochs', word: 'never' }), loss: number({ word: 'never' }) }), { default: null }),
  precision: choice(['float32', 'float64'], { default: 'float64' }),
  seed: whole(undefined, { default: 0 }),
})

const kinds = ['dense', 'sparse', 'diagonal', 'identity'] as const

/** The values on which defaults of an edge depend: the type of its target. */
interface EdgeContext {
  readonly to?: { readonly fixedInputs?: boolean } | undefined
}

/** Schema of an edge. */
export const edgeSchema = object(
  {
    from: text,
    to: text,
    kind: choice(kinds),
    scale: number({ default: 1 }),
    shares: filledText,
    transpose: flag({ default: false }),
    trainable: flag({ default: ({ to }: EdgeContext) => to?.fixedInputs !== true }),
    frozen: atMost(limits.frozen, list(whole(0, { limit: limits.size }), 3)),
    init: initializer,
    rate: notNegative({ default: 1 }),
    dropout: share({ default: 0 }),
    dropoutKind: choice(['each-step', 'variational'], { default: 'each-step' }),
    density: number({ min: 0, aboveMin: true, max: 1, default: 0.1 }),
    extensions: anyObject,
  },
  ['from', 'to'],
)

/** Returns the default initializer of an edge: Glorot's or, for a target with fixed inputs, uniform within its input scaling. */
export const usualInitializer = (to: EdgeContext['to'], kind: (typeof kinds)[number]): 'input-scaling' | 'glorot-uniform' =>
  to?.fixedInputs && kind !== 'diagonal' ? 'input-scaling' : 'glorot-uniform'
