import type { Bounds, Reason } from '../controls/bounds'
import type { Choice } from '../controls/Select'

/** How a value is edited. */
export type Control =
  | { readonly is: 'number'; readonly bounds: Bounds /** Shown in the empty field in place of a default. */; readonly placeholder?: string }
  | { readonly is: 'boolean' }
  | { readonly is: 'choice'; readonly choices: readonly Choice[] }
  | { readonly is: 'text'; readonly placeholder?: string; readonly refuse?: (text: string) => Reason | undefined }
  | { readonly is: 'names'; readonly known: readonly string[]; readonly add: string; readonly none: string }
  | { readonly is: 'window' }
  /** A number, or `word` in its place. */
  | {
      readonly is: 'number-or'
      readonly bounds: Bounds
      readonly word: unknown
      readonly wordLabel: string
      readonly numberLabel: string
      readonly start: number
    }
  /** A number, or a list of them. */
  | { readonly is: 'numbers'; readonly bounds: Bounds }
  /** Shares of training, validation and test. */
  | { readonly is: 'split' }

/** One value of one or several elements. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly help?: string
  readonly unit?: string
  readonly control: Control
  /** One an element; undefined where nothing is set. */
  readonly values: readonly unknown[]
  /** What holds where nothing is set; one for all elements. */
  readonly standard?: unknown
  /** Whether the value can be taken out; a required one can not. */
  readonly required?: boolean
  /** Applies to every element as one undo step; undefined takes the value out. */
  readonly set: (value: unknown) => void
}

/** The same value, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)
}
