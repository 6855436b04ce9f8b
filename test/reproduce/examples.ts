import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import type { MeasureName } from '../../engine/learn/evaluate/measures'
import { registry } from '../../nodes'

/** What a document of the gallery says that it reaches: `extensions.expect`. */
export interface Expectation {
  readonly measure: MeasureName
  /** Test where nothing is said. */
  readonly part?: 'train' | 'validation' | 'test'
  /** For measures that count errors below it as right. */
  readonly tolerance?: number
  /** One of both: the bound that the median of the seeds keeps. */
  readonly atMost?: number
  readonly atLeast?: number
  /** A shorter training and what it reaches, where the whole takes long. */
  readonly short?: { readonly epochs: number; readonly atMost?: number; readonly atLeast?: number }
  /** What is told is the number of sequences shown until the parts are solved by this rule, not the measure. */
  readonly until?: { readonly rule: 'legal' | 'within' | 'whole'; readonly parts: readonly ('train' | 'validation' | 'test')[]; readonly atMost: number }
  /** What is told is the share of runs that keep the bound. */
  readonly share?: boolean
  /** 5 where nothing is said. */
  readonly seeds?: number
  /** Codes of warnings that belong to what the example shows. */
  readonly warnings?: readonly string[]
}

/** What the literature says: `extensions.published`. */
export interface Published {
  /** In the measure of the expectation, where it can be compared. */
  readonly value?: number
  /** What the source says, in its words or with its figure. */
  readonly text: string
  /** Whether the source says it in words alone: `value` is then what these come to in the measure of the expectation, and no published figure. */
  readonly words?: boolean
  readonly source: string
  /** Of what the figure is: its measure, its data, its rule of success. */
  readonly convention?: string
  /** Quoted from memory: nobody has looked it up in the source. */
  readonly unverified?: boolean
  /** Why ours is not as good, where it is not. */
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

/** @throws Error where the document does not parse or says nothing of what it reaches. */
export function readExample(name: string): Example {
  const { document, errors } = parseDocument(readFileSync(join(folder, `${name}.unfold`), 'utf8'), registry)
  if (!document) throw new Error(`${name}: ${errors.map((error) => error.message).join('\n')}`)
  const { expect, published } = document.extensions ?? {}
  if (typeof expect !== 'object' || expect === null || !('measure' in expect)) throw new Error(`${name} does not say what it reaches`)
  return { name, document, expect: expect as Expectation, ...(published ? { published: published as Published } : {}) }
}

/** The document with this many added to every seed: of training, of the data of a task, of reservoirs. */
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
