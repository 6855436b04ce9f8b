import type { Bounds, Reason } from '../controls/bounds'
import type { Choice } from '../controls/Select'

/** The control that edits a value. */
export type Control =
  | {
      readonly is: 'number'
      readonly bounds: Bounds
      /** Shown in the empty field in place of a default. */
      readonly placeholder?: string
      /** How many numbers, one per unit, may replace the single one. */
      readonly units?: number | undefined
    }
  | { readonly is: 'boolean' }
  | { readonly is: 'choice'; readonly choices: readonly Choice[] }
  | { readonly is: 'text'; readonly placeholder?: string; readonly refuse?: (text: string) => Reason | undefined }
  /** A formula over these names, or any. */
  | { readonly is: 'formula'; readonly placeholder?: string; readonly names?: readonly string[] }
  | { readonly is: 'names'; readonly known: readonly string[]; readonly add: string; readonly none: string }
  | { readonly is: 'window' }
  /** A number, or `word` instead. */
  | {
      readonly is: 'number-or'
      readonly bounds: Bounds
      readonly word: unknown
      readonly wordLabel: string
      readonly numberLabel: string
      readonly start: number
    }
  /** A number or a list of numbers; with `list`, always a list. */
  | { readonly is: 'numbers'; readonly bounds: Bounds; readonly list?: boolean }
  /** Fractions of training, validation and test part. */
  | { readonly is: 'split' }

/** One setting of one or several elements. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly help?: string
  readonly unit?: string
  readonly control: Control
  /** One per element; undefined if not set. */
  readonly values: readonly unknown[]
  /** The default of all elements. */
  readonly standard?: unknown
  /** Its path in the document, where a sweep can vary it. */
  readonly path?: string
  /** Whether the value cannot be deleted. */
  readonly required?: boolean
  /** Sets the value of every element as one undo step; undefined deletes it. */
  readonly set: (value: unknown) => void
}

/** Deep equality by JSON. */
export function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)
}
