import type { Draft } from 'immer'
import type { GraphDocument } from '../../engine/document/types'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A key of the language files. */
export type TextKey = string

/** A document inside an immer recipe. */
export type DocumentDraft = Draft<GraphDocument>

/** The selected elements, by id. */
export interface Selection {
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  readonly notes?: readonly string[]
}
