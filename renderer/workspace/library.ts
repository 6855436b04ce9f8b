import type { RunSource } from '../../electron/contract'
import { all, anyObject, list, number } from '../../engine/contract/schema'
import { acceptedJson, recovered } from '../../engine/document/accept'
import { variationSchema, type Variation } from '../../engine/sweep/plan'
import { rowOf, type RunRow } from '../../engine/sweep/row'
import type { Run } from './runLog'

/** The plan of a sweep. */
interface Plan {
  readonly document: Record<string, unknown>
  readonly runs: readonly Record<string, unknown>[]
  readonly vary: readonly Variation[]
  readonly seeds: readonly number[]
}

/** The runs of one folder. */
export interface Source extends Pick<RunSource, 'name' | 'title'> {
  readonly rows: readonly RunRow[]
  /** Null if the folder is not a sweep. */
  readonly plan: Plan | null
}

/** The runs kept of one document. */
export interface Library {
  /** Undefined until they were read. */
  readonly sources: readonly Source[] | undefined
  /** Number under which a run of this session is kept, by its number in the session. */
  readonly numbers: ReadonlyMap<number, number>
  /** Why runs cannot be read or written. */
  readonly failed?: string
  /** Runs that were read whole, by key. */
  readonly whole: ReadonlyMap<string, Run>
}

/** Identifies a run among those of a document. */
export const keyOf = (source: string, run: number): string => `${source}/${run}`

const planSchema = all({ document: anyObject, runs: list({ is: 'anything' }) }, { vary: { is: 'anything' }, seeds: { is: 'anything' } })
const listsSchema = all({ runs: list(anyObject), vary: list(variationSchema), seeds: list(number()) })

/** Reads the plan of a sweep, without the entries that are not as declared. Its runs are there without a plan too. */
function planIn(text: string | null): Plan | null {
  const found = text === null ? undefined : acceptedJson(planSchema, text)
  return found ? { document: found.document, ...recovered(listsSchema, found) } : null
}

/** Reads the content of a folder that the main process sent; a sweep also has runs that have not started. */
export function sourceOf({ name, title, rows: found, plan: text }: RunSource): Source {
  const rows = JSON.parse(found) as readonly RunRow[]
  const plan = planIn(text)
  const there = new Set(rows.map(({ run }) => run))
  const waiting = plan ? plan.runs.flatMap((settings, i) => (there.has(i + 1) ? [] : [rowOf(i + 1, undefined, undefined, settings)])) : []
  return { name, title, rows: [...rows, ...waiting], plan }
}
