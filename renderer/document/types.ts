import type { Draft } from 'immer'
import type { GraphDocument } from '../../engine/document/types'

/** A key of the language files. */
export type TextKey = string

/** A document while a recipe changes it. */
export type DocumentDraft = Draft<GraphDocument>

/** What is selected, by ids. */
export interface Selection {
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  readonly notes?: readonly string[]
}
