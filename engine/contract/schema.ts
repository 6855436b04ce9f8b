import type { ProblemCode } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { limits } from '../document/limits'

/**
 * A declaration describes a value of the document as plain data: the allowed values, and the default. The
 * types of documents (`Value`), their check, the defaults (`filled`), the inspector, the command line and
 * docs/reference.md are all made from it.
 */
export type Schema =
  | NumberSchema
  | BooleanSchema
  | TextSchema
  | ChoiceSchema
  | ListSchema
  | ObjectSchema
  | VariantSchema
  | RecordSchema
  | NullableSchema
  | NumbersSchema
  /** A number, or the word "trainable". */
  | ({ readonly is: 'initial' } & Setting)
  /** The steps of one signal: vectors, with null for a step without a target. */
  | ({ readonly is: 'signal' } & Setting)
  /** A text, or texts by language tag, none longer than `longest`. */
  | ({ readonly is: 'words'; readonly longest: number } & Setting)
  /** A formula, over these names or any. */
  | ({ readonly is: 'formula'; readonly names?: readonly string[] } & Setting)
  /** One of these names, or an object with a formula over x. */
  | ({ readonly is: 'activation'; readonly choices: readonly string[] } & Setting)
  /** Anything, kept as it is. */
  | ({ readonly is: 'anything' } & Setting)

/** Properties of a setting besides its allowed values. */
interface Setting {
  /** The default: a value, or a function of the settings around it. */
  readonly default?: unknown
  /** The phrase for a default that is not a number: `inspector.default.WORD` of the language files. */
  readonly word?: 'whole-sequence' | 'rest-of-run' | 'never'
  readonly unit?: 'units' | 'steps' | 'epochs' | 'sequences'
  /** The initial value that the editor writes for a new setting. */
  readonly start?: number
}

export interface NumberSchema extends Setting {
  readonly is: 'number'
  readonly whole?: boolean
  readonly min?: number
  readonly max?: number
  /** `min` or `max` themselves are excluded. */
  readonly aboveMin?: boolean
  readonly belowMax?: boolean
  /** The code of a wrong value, if it has a code and message of its own. */
  readonly code?: ProblemCode
  readonly message?: MessageKey
  /** A larger number is `limit-exceeded`. */
  readonly limit?: number
  /** A number farther from 0 is `limit-exceeded`. */
  readonly reach?: number
}

interface BooleanSchema extends Setting {
  readonly is: 'boolean'
}

/** `filled`: not empty; `pattern` with the message for what does not match it; longer than `longest` UTF-16 units is `limit-exceeded`. */
interface TextSchema extends Setting {
  readonly is: 'text'
  readonly filled?: boolean
  readonly pattern?: RegExp
  readonly mismatch?: MessageKey
  readonly longest?: number
}

interface ChoiceSchema extends Setting {
  readonly is: 'choice'
  readonly choices: readonly string[]
}

/** More than `most` entries are `limit-exceeded`. */
interface ListSchema extends Setting {
  readonly is: 'list'
  readonly of: Schema
  readonly length?: number
  readonly mismatch?: MessageKey
  readonly most?: number
}

export interface ObjectSchema extends Setting {
  readonly is: 'object'
  readonly keys: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** Unknown keys are kept as they are. */
  readonly open?: boolean
}

/** An object whose `kind` determines its keys. */
interface VariantSchema extends Setting {
  readonly is: 'variant'
  readonly variants: Readonly<Record<string, ObjectSchema>>
}

/** An object with free keys, of which more than `most` are `limit-exceeded`. */
interface RecordSchema extends Setting {
  readonly is: 'record'
  readonly of: Schema
  readonly most?: number
}

interface NullableSchema extends Setting {
  readonly is: 'nullable'
  readonly of: Schema
}

/** A number, or a list of at least one. */
interface NumbersSchema extends Setting {
  readonly is: 'numbers'
  readonly of: NumberSchema
}

type NumberRest = Omit<NumberSchema, 'is'>
const nothing = {}
/** The constraint on parts of a declaration; no narrower, so that parts keep their own types. */
interface Part {
  readonly is: Schema['is']
}

export const number = <const R extends NumberRest = object>(rest: R = nothing as R) => ({ is: 'number', ...rest }) as const
export const whole = <const R extends Omit<NumberRest, 'min' | 'whole'> = object>(min?: number, rest: R = nothing as R) =>
  ({ is: 'number', whole: true, min, ...rest }) as const
/** From 0 to below 1. */
export const share = <const R extends NumberRest = object>(rest: R = nothing as R) => number({ min: 0, max: 1, belowMax: true, ...rest })
export const positive = <const R extends NumberRest = object>(rest: R = nothing as R) => number({ min: 0, aboveMin: true, ...rest })
export const notNegative = <const R extends NumberRest = object>(rest: R = nothing as R) => number({ min: 0, ...rest })
export const choice = <const C extends readonly string[], const R extends Setting = object>(choices: C, rest: R = nothing as R) =>
  ({ is: 'choice', choices, ...rest }) as const
export const flag = <const R extends Setting = object>(rest: R = nothing as R) => ({ is: 'boolean', ...rest }) as const
export const nullable = <const S extends Part, const R extends Setting = object>(of: S, rest: R = nothing as R) => ({ is: 'nullable', of, ...rest }) as const
/** A list of any length, or of `length`. */
export const list = <const S extends Part>(of: S, length?: number) => ({ is: 'list', of, length }) as const
export const atMost = <const S extends Part, const R extends Setting = object>(most: number, of: S, rest: R = nothing as R) =>
  ({ is: 'list', of, most, ...rest }) as const
export const record = <const S extends Part>(of: S, most?: number) => ({ is: 'record', of, most }) as const
export const object = <
  const K extends Readonly<Record<string, Part>>,
  const Q extends readonly string[] = readonly [],
  const R extends Setting & { readonly open?: boolean } = object,
>(
  keys: K,
  required: Q = [] as unknown as Q,
  rest: R = nothing as R,
) => ({ is: 'object', keys, required, ...rest }) as const
/** An object with all of `keys`, and optionally `others`. */
export const all = <const K extends Readonly<Record<string, Part>>, const O extends Readonly<Record<string, Part>> = Record<never, Part>>(
  keys: K,
  others: O = nothing as O,
) => ({ is: 'object', keys: { ...keys, ...others }, required: Object.keys(keys) as unknown as readonly (keyof K)[] }) as const
export const variant = <const V extends Readonly<Record<string, Part>>, const R extends Setting = object>(variants: V, rest: R = nothing as R) =>
  ({ is: 'variant', variants, ...rest }) as const

export const boolean = flag()
/** A name or a word; longer texts declare their own limit. */
export const text = { is: 'text', longest: limits.name } as const
export const filledText = { is: 'text', filled: true, longest: limits.name } as const
/** A coordinate on the canvas. */
export const coordinate = number({ reach: limits.coordinate })
export const anyObject = object({}, [], { open: true })

type Plain<T> = { [K in keyof T]: T[K] }

/** The type of the values that a schema allows. */
export type Value<S> = S extends { readonly is: 'number' }
  ? number
  : S extends { readonly is: 'boolean' }
    ? boolean
    : S extends { readonly is: 'text' }
      ? string
      : S extends { readonly is: 'choice'; readonly choices: readonly (infer C)[] }
        ? C
        : S extends { readonly is: 'numbers' }
          ? number | number[]
          : S extends { readonly is: 'nullable'; readonly of: infer O }
            ? Value<O> | null
            : S extends { readonly is: 'list'; readonly of: infer O }
              ? Value<O>[]
              : S extends { readonly is: 'record'; readonly of: infer O }
                ? Record<string, Value<O>>
                : S extends { readonly is: 'variant'; readonly variants: infer V }
                  ? { [N in keyof V]: Plain<{ kind: N } & Value<V[N]>> }[keyof V]
                  : S extends { readonly is: 'object'; readonly open: true }
                    ? Record<string, unknown>
                    : S extends { readonly is: 'object'; readonly keys: infer K; readonly required: readonly (infer Q)[] }
                      ? Plain<
                          { -readonly [N in keyof K as N extends Q ? N : never]: Value<K[N]> } & {
                            -readonly [N in keyof K as N extends Q ? never : N]?: Value<K[N]>
                          }
                        >
                      : unknown

type Given<S> = S extends { readonly default: (around: never) => infer D } ? D : S extends { readonly default: null } ? null : never
type Said<K, Q> = { readonly [N in keyof K as N extends Q ? N : K[N] extends { readonly default: unknown } ? N : never]: Filled<K[N]> | Given<K[N]> }
type Unsaid<K, Q> = { readonly [N in keyof K as N extends Q ? never : K[N] extends { readonly default: unknown } ? never : N]?: Filled<K[N]> }

/** The type of a valid value of a schema, with every default filled in. */
export type Filled<S> = S extends { readonly is: 'nullable'; readonly of: infer O }
  ? Filled<O> | null
  : S extends { readonly is: 'variant'; readonly variants: infer V }
    ? { [N in keyof V]: Plain<{ readonly kind: N } & Filled<V[N]>> }[keyof V]
    : S extends { readonly is: 'object'; readonly keys: infer K; readonly required: readonly (infer Q)[] }
      ? Plain<Said<K, Q> & Unsaid<K, Q>>
      : Readonly<Value<S>>

/** The default of a setting. @param around The settings that some defaults depend on. */
export function defaultOf(schema: Schema, around: object): unknown {
  return typeof schema.default === 'function' ? (schema.default as (around: object) => unknown)(around) : schema.default
}

/** A valid value with every default filled in, also of the values inside it. */
export function filled<S extends Schema>(schema: S, value: object | undefined, around: object): Filled<S> {
  return fill(schema, value, around) as Filled<S>
}

/** `filled` for a schema whose type is not known at compile time. */
export function fill(schema: Schema, value: unknown, around: object): unknown {
  const given = value === undefined ? defaultOf(schema, around) : value
  if (typeof given !== 'object' || given === null) return given
  if (schema.is === 'nullable') return fill(schema.of, given, around)
  const keys = schema.is === 'object' ? schema.keys : schema.is === 'variant' ? schema.variants[(given as { kind: string }).kind]!.keys : undefined
  if (!keys) return given
  const parts: Record<string, unknown> = { ...given }
  for (const [key, part] of Object.entries(keys)) {
    const found = fill(part, parts[key], around)
    if (found !== undefined) parts[key] = found
  }
  return parts
}
