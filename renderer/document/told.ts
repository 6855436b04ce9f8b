import { isUnfinished, type Problem } from '../../engine/base/problem'
import type { CompiledMessage } from '../../engine/run/protocol'

/** What decides whether a document's problems are told. */
export interface Stage {
  /** Whether anything is drawn: nothing is wrong with what has not been begun. */
  readonly drawn: boolean
  /** Whether it was asked to learn, or came whole. */
  readonly asked: boolean
}

/** Whether a problem is told: what is unfinished is quiet until the document is asked to learn. */
const isTold = (problem: Pick<Problem, 'key'>, { drawn, asked }: Stage): boolean => drawn && (asked || !isUnfinished(problem))

type Problems = Pick<CompiledMessage, 'errors' | 'warnings'>

const known = new WeakMap<Problems, { readonly stage: Stage; readonly told: Problems }>()

/** What the engine has found, with no problems but those that are told; the same object where nothing has changed. */
export function toldOf<T extends Problems>(found: T, stage: Stage): T {
  const last = known.get(found)
  if (last?.stage.drawn === stage.drawn && last.stage.asked === stage.asked) return last.told as T
  const [errors, warnings] = [found.errors, found.warnings].map((problems) => problems.filter((problem) => isTold(problem, stage))) as [Problem[], Problem[]]
  const told = errors.length + warnings.length === found.errors.length + found.warnings.length ? found : { ...found, errors, warnings }
  known.set(found, { stage, told })
  return told
}
