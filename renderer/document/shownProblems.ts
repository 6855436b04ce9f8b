import { isUnfinished, type Problem } from '../../engine/base/problem'
import type { CompiledMessage } from '../../engine/run/protocol'

/** Decides which problems of a document are shown. */
export interface Stage {
  /** Whether the document has any nodes; without, nothing can be wrong. */
  readonly drawn: boolean
  /** Whether the user has asked the document to learn, or opened it from a file. */
  readonly asked: boolean
}

/** Problems of unfinished work stay hidden until the user asks the document to learn. */
const isShown = (problem: Pick<Problem, 'key'>, { drawn, asked }: Stage): boolean => drawn && (asked || !isUnfinished(problem))

type Problems = Pick<CompiledMessage, 'errors' | 'warnings'>

const known = new WeakMap<Problems, { readonly stage: Stage; readonly shown: Problems }>()

/** The engine's report with only the problems to show; returns the same object until something changes. */
export function shownProblems<T extends Problems>(found: T, stage: Stage): T {
  const last = known.get(found)
  if (last?.stage.drawn === stage.drawn && last.stage.asked === stage.asked) return last.shown as T
  const [errors, warnings] = [found.errors, found.warnings].map((problems) => problems.filter((problem) => isShown(problem, stage))) as [Problem[], Problem[]]
  const shown = errors.length + warnings.length === found.errors.length + found.warnings.length ? found : { ...found, errors, warnings }
  known.set(found, { stage, shown })
  return shown
}
