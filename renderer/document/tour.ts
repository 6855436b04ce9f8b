import type { Part } from '../../engine/data/types'
import { limits } from '../../engine/document/limits'
import type { GraphDocument, TourStepSpec, Words } from '../../engine/document/types'
import type { Moment } from '../../engine/run/moment'
import type { DocumentDraft } from './types'

/** A step of a tour, without references to what does not exist. */
export interface TourStep {
  readonly title: Words
  readonly text: Words
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  /** The panel under the canvas to show. */
  readonly panel: string | undefined
  readonly view: string | undefined
  /** The command that the step offers. */
  readonly action: string | undefined
  /** The step of the data that all views should show. */
  readonly moment?: Moment | undefined
}

const parts: readonly Part[] = ['train', 'validation', 'test']
const none: readonly TourStep[] = []
const known = new WeakMap<object, readonly TourStep[]>()

/** The tour of a document; returns the same array until it changes. */
export function tourOf(document: GraphDocument): readonly TourStep[] {
  const specs = document.view?.tour
  if (!Array.isArray(specs)) return none
  let steps = known.get(specs)
  if (!steps)
    known.set(
      specs,
      (steps = specs
        .slice(0, limits.tourSteps)
        .filter((spec) => typeof spec === 'object')
        .map(read)),
    )
  return steps
}

const read = (spec: TourStepSpec): TourStep => ({
  title: spec.title ?? '',
  text: spec.text ?? '',
  nodes: spec.nodes ?? [],
  edges: spec.edges ?? [],
  panel: spec.panel,
  view: spec.view,
  action: spec.action,
  moment: momentIn(spec.moment),
})

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** A moment as text; undefined if there is none. */
function momentIn(value: unknown): Moment | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { part = 'train', sequence = 0, step = 0 } = value as { readonly part?: unknown; readonly sequence?: unknown; readonly step?: unknown }
  const known = parts.find((name) => name === part)
  return known && (sequence === 'worst' || isCount(sequence)) && isCount(step) ? { part: known, sequence, step } : undefined
}

/** The text in a language, otherwise in English, otherwise in any language. */
export function wordsIn(words: Words, language: string): string {
  if (typeof words === 'string') return words
  return words[language] ?? words.en ?? Object.values(words)[0] ?? ''
}

/** Replaces the text of one language. Text without languages stays so while it is the only one. */
export function withWords(words: Words, language: string, text: string): Words {
  return typeof words === 'string' ? text : { ...words, [language]: text }
}

const stepsOf = (draft: DocumentDraft): TourStepSpec[] => {
  draft.view ??= {}
  return (draft.view.tour ??= [])
}

/** Inserts a step after the one at `after` (−1: first); returns its index. */
export function addStep(draft: DocumentDraft, after: number, step: TourStepSpec): number {
  const steps = stepsOf(draft)
  const at = Math.min(steps.length, after + 1)
  steps.splice(at, 0, step)
  return at
}

/** Changes a step; undefined deletes a property. */
export function setStep(draft: DocumentDraft, at: number, change: Partial<Record<keyof TourStepSpec, unknown>>): void {
  const step = draft.view?.tour?.[at]
  if (!step) return
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) delete step[key]
    else step[key] = value
  }
}

export function moveStep(draft: DocumentDraft, from: number, to: number): void {
  const steps = draft.view?.tour
  const [step] = steps?.splice(from, 1) ?? []
  if (step) steps!.splice(to, 0, step)
}

/** Removes a step; without steps, removes the tour. */
export function removeStep(draft: DocumentDraft, at: number): void {
  draft.view?.tour?.splice(at, 1)
  if (draft.view?.tour?.length === 0) delete draft.view.tour
}

/** Updates the steps after a node or an edge got another id. */
export function renameInTour(draft: DocumentDraft, id: string, to: string): void {
  for (const step of draft.view?.tour ?? [])
    for (const key of ['nodes', 'edges'] as const) if (step[key]?.includes(id)) step[key] = step[key].map((other) => (other === id ? to : other))
}
