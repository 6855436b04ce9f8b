import { expect } from 'vitest'
import type { Sequence } from '../../engine/data/types'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import type { Model } from '../../engine/learn/model/model'
import { compiled, modelOf } from '../documents'
import { randomGraph, type RandomGraphOptions } from '../random-graphs'
import type { Drawing } from '../reference/drawing'
import { diverges } from '../reference/evaluation'
import type { Rewritten } from '../rewrites'
import { farthest } from './compare'
import { inlineSequences } from './sequences'

export const full: Method = { horizon: null, every: null, recompute: false }
export const rtrl: Method = { variant: 'exact' }

/** A document and the engine's results for it; compiled once, on first use. */
export class Subject {
  readonly sequences: Sequence[]
  private made: Model | undefined
  private stored: GraphDocument | undefined
  private whole: GradientResult | undefined

  constructor(
    readonly seed: number,
    readonly drawn: GraphDocument,
  ) {
    this.sequences = inlineSequences(drawn)
  }

  get model(): Model {
    return (this.made ??= modelOf(this.drawn, { precision: 'float64', plain: this.seed % 4 === 3 }))
  }

  /** The document with all of its weights. */
  get document(): GraphDocument {
    return (this.stored ??= { ...this.drawn, weights: this.model.weights() })
  }

  get drawing(): Drawing {
    return JSON.parse(JSON.stringify(this.document)) as Drawing
  }

  get full(): GradientResult {
    return (this.whole ??= this.gradient(full))
  }

  get longest(): number {
    return Math.max(...this.sequences.map((s) => s.length))
  }

  /** Another document on the same kernels. */
  other(document: GraphDocument): Subject {
    return new Subject(this.seed, document)
  }

  gradient(method: Method, sequences: readonly Sequence[] = this.sequences): GradientResult {
    const result = gradient(this.model, sequences, method)
    if (!('gradients' in result)) throw new Error(result.message)
    return result
  }
}

/**
 * Draws `count` documents, from the seeds on from `first`, and tests each; fails with the seeds that fail. Seeds do
 * not count if the test returns 'skip', if a loop has both directions of time, or if values diverge.
 */
export function onSubjects(first: number, count: number, options: RandomGraphOptions, test: (subject: Subject) => string | undefined): void {
  const failures: string[] = []
  for (let seed = first, tested = 0; tested < count; seed++) {
    const drawn = randomGraph(seed, options)
    if (options.backward && compiled(drawn).errors.length > 0) continue
    const subject = new Subject(seed, drawn)
    const fault = test(subject)
    if (fault === 'skip' || (fault !== undefined && diverges(subject.drawing))) continue
    tested++
    if (fault !== undefined) failures.push(`seed ${seed}: ${fault}`)
  }
  expect(failures).toEqual([])
}

/** Differences between two gradients that should be equal. */
export function apart(found: GradientResult, wanted: GradientResult, limit: number, what = 'gradients'): string | undefined {
  const distance = farthest(found, wanted)
  return distance <= limit ? undefined : `${what} ${distance} apart`
}

/** Differences between outputs that should be equal. */
export function valuesApart(found: GradientResult, wanted: GradientResult, limit: number): string | undefined {
  for (const [s, outputs] of wanted.outputs.entries())
    for (const [id, y] of Object.entries(outputs))
      for (const [i, v] of y.entries()) {
        const distance = Math.abs(v - found.outputs[s]![id]![i]!) / Math.max(1, Math.abs(v))
        if (!(distance <= limit)) return `${id}(${i}) of sequence ${s} ${distance} apart`
      }
  return undefined
}

/** The gradient of a rewritten document, by the parameters of the original one. */
export function asBefore(found: GradientResult, wanted: GradientResult, { renamed }: Pick<Rewritten, 'renamed'>): GradientResult {
  const gradients = Object.fromEntries(
    Object.entries(wanted.gradients).map(([name, { shape, data }]) => [name, { shape, data: new Float64Array(data.length) }]),
  )
  for (const [name, { data }] of Object.entries(found.gradients)) {
    const [before, factor] = renamed.get(name) ?? [name, 1]
    const sum = gradients[before]
    if (!sum) throw new Error(`the gradient of ${name} belongs to nothing`)
    data.forEach((g, i) => (sum.data[i]! += factor * g))
  }
  return { ...found, gradients }
}

export function cosine(a: GradientResult, b: GradientResult): number {
  let [dot, aa, bb] = [0, 0, 0]
  for (const [name, { data }] of Object.entries(b.gradients))
    data.forEach((g, i) => {
      const f = a.gradients[name]!.data[i]!
      dot += f * g
      aa += f * f
      bb += g * g
    })
  return dot / Math.sqrt(aa * bb)
}
