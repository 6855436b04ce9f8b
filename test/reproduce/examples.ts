import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import type { MeasureName } from '../../engine/learn/evaluate/measures'
import { registry } from '../../nodes'

/** The result that a gallery document states: `extensions.expect`. */
export interface Expectation {
  readonly measure: MeasureName
  /** Default: test. */
  readonly part?: 'train' | 'validation' | 'test'
  /** Errors below it count as correct, in measures that count. */
  readonly tolerance?: number
  /** Exactly one of these: the bound on the median of the seeds. */
  readonly atMost?: number
  readonly atLeast?: number
  /** A shorter training run with its own bound, if the whole takes long. */
  readonly short?: { readonly epochs: number; readonly atMost?: number; readonly atLeast?: number }
  /**
   * If present, the result is not the measure but the number of sequences shown until these parts are solved by this
   * rule.
   */
  readonly until?: { readonly rule: 'legal' | 'within' | 'whole'; readonly parts: readonly ('train' | 'validation' | 'test')[]; readonly atMost: number }
  /** True: it takes too long for the tests; `npm run reproduce` alone trains it. */
  readonly slow?: boolean
  /** True: the result is the share of runs within the bound. */
  readonly share?: boolean
  /** Default: 5. */
  readonly seeds?: number
  /** Codes of warnings that are expected in this example. */
  readonly warnings?: readonly string[]
}

/** The published result: `extensions.published`. */
export interface Published {
  /** In the measure of the expectation, if the two can be compared. */
  readonly value?: number
  /** The result in the source's words, or its figure. */
  readonly text: string
  /** True if the source has only words; `value` is then their translation into the measure, not a published figure. */
  readonly words?: boolean
  readonly source: string
  /** What the figure measures: its measure, data and success criterion. */
  readonly convention?: string
  /** Quoted from memory, not yet looked up in the source. */
  readonly unverified?: boolean
  /** Looked up in a work that quotes the source, not in the source; `source` names both. */
  readonly quoted?: boolean
  /** Why our result is worse, if it is. */
  readonly reason?: string
}

export interface Example {
  readonly name: string
  readonly document: GraphDocument
  readonly expect: Expectation
  readonly published?: Published
}

export const folder = join(process.cwd(), 'examples')

export const exampleNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.unfold'))
    .map((file) => file.slice(0, -7))
    .sort()

/** @throws Error if the document does not parse or states no result. */
export function readExample(name: string): Example {
  const { document, errors } = parseDocument(readFileSync(join(folder, `${name}.unfold`), 'utf8'), registry)
  if (!document) throw new Error(`${name}: ${errors.map((error) => error.message).join('\n')}`)
  const { expect, published } = document.extensions ?? {}
  if (typeof expect !== 'object' || expect === null || !('measure' in expect)) throw new Error(`${name} does not say what it reaches`)
  return { name, document, expect: expect as Expectation, ...(published ? { published: published as Published } : {}) }
}

/** Returns the document with `add` added to every seed: of training, of the data of a task, of reservoirs. */
export function reseeded(document: GraphDocument, add: number): GraphDocument {
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]) => [id, node.type === 'reservoir' ? { ...node, seed: Number(node.seed ?? 0) + add } : node]),
  )
  const { data, training } = document
  return {
    ...document,
    nodes,
    training: { ...training, seed: (training?.seed ?? 0) + add },
    ...(data?.kind === 'task' ? { data: { ...data, seed: (data.seed ?? 0) + add } } : {}),
  }
}
