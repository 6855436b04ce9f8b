import { jsonText } from '../../engine/base/json-text'
import type { Resumable } from '../../engine/base/resumable'
import { stepText } from '../editing/learned'
import type { KeptDocument } from '../editing/state'
import type { HistoryEntry } from '../editing/entry'

function* stepsText(steps: readonly HistoryEntry[]): Resumable<string> {
  const texts: string[] = []
  for (const step of steps) {
    texts.push(stepText(step))
    yield
  }
  return `[${texts.join(',')}]`
}

/** The journal's text of a document, without its weights, which have a file of their own. */
export function* journalText({ past, future, document: { weights: _, ...drawn }, ...rest }: KeptDocument): Resumable<string> {
  const behind = yield* stepsText(past)
  const ahead = yield* stepsText(future)
  return `${JSON.stringify(rest).slice(0, -1)},"past":${behind},"future":${ahead},"document":${yield* jsonText(drawn)}}`
}
