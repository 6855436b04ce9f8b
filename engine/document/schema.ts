import type { ProblemCode } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { limits } from './limits'

/** What a value of the document may be, as plain data: the check, the JSON schema and the docs come from it. */
export type Schema =
  | NumberSchema
  | { readonly is: 'boolean' }
  /** `filled`: not empty; `pattern` with the message for what does not match it; longer than `longest` UTF-16 units is `limit-exceeded`. */
  | { readonly is: 'text'; readonly filled?: boolean; readonly pattern?: RegExp; readonly mismatch?: MessageKey; readonly longest?: number }
  | { readonly is: 'choice'; readonly choices: readonly string[] }
  /** More than `most` entries are `limit-exceeded`. */
  | { readonly is: 'list'; readonly of: Schema; readonly length?: number; readonly mismatch?: MessageKey; readonly most?: number }
  | ObjectSchema
  /** An object whose `kind` says which keys it may hold. */
  | { readonly is: 'variant'; readonly variants: Readonly<Record<string, ObjectSchema>> }
  /** An object with free keys, of which more than `most` are `limit-exceeded`. */
  | { readonly is: 'record'; readonly of: Schema; readonly most?: number }
  | { readonly is: 'nullable'; readonly of: Schema }
  /** A number, or a list of at least one. */
  | { readonly is: 'numbers'; readonly of: NumberSchema }
  /** A number, or the word "trainable". */
  | { readonly is: 'initial' }
  /** The steps of one signal: vectors, with null for a step without a target. */
  | { readonly is: 'signal' }
  /** A text, or texts by language tag, none longer than `longest`. */
  | { readonly is: 'words'; readonly longest: number }
  /** Anything, kept as it is. */
  | { readonly is: 'anything' }

export interface NumberSchema {
  readonly is: 'number'
  readonly whole?: boolean
  readonly min?: number
  readonly max?: number
  /** `min` or `max` themselves are excluded. */
  readonly aboveMin?: boolean
  readonly belowMax?: boolean
  /** Where a wrong value has a code and a message of its own. */
  readonly code?: ProblemCode
  readonly message?: MessageKey
  /** Above this number it is `limit-exceeded`. */
  readonly limit?: number
  /** Farther from 0 than this it is `limit-exceeded`. */
  readonly reach?: number
}

export interface ObjectSchema {
  readonly is: 'object'
  readonly keys: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** Unknown keys are kept as they are. */
  readonly open?: boolean
}

export const number = (rest: Omit<NumberSchema, 'is'> = {}): NumberSchema => ({ is: 'number', ...rest })
export const whole = (min?: number, rest: Omit<NumberSchema, 'is' | 'min' | 'whole'> = {}): NumberSchema => ({
  is: 'number', whole: true, min, ...rest,
})
export const object = (keys: ObjectSchema['keys'], required: readonly string[] = [], open = false): ObjectSchema => ({
  is: 'object', keys, required, open,
})
export const choice = (...choices: readonly string[]): Schema => ({ is: 'choice', choices })
export const boolean: Schema = { is: 'boolean' }
/** A name or a word; a longer text says how long it may be. */
export const text: Schema = { is: 'text', longest: limits.name }
export const filled: Schema = { is: 'text', filled: true, longest: limits.name }
/** A place on the canvas. */
export const coordinate: Schema = number({ reach: limits.coordinate })
export const anyObject: ObjectSchema = object({}, [], true)
