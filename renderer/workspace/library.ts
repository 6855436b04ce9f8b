import type { RunSource } from '../../electron/contract'
import { isObject } from '../../engine/document/pointer'
import type { Variation } from '../../engine/sweep/plan'
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
  /** Null where the folder is no sweep. */
  readonly plan: Plan | null
}

/** The runs kept of one document. */
export interface Library {
  /** Undefined until they were read. */
  readonly sources: readonly Source[] | undefined
  /** Number under which a run of this session is kept, by its number in the session. */
  readonly numbers: ReadonlyMap<number, number>
  /** Why runs can not be read or written. */
  readonly failed?: string
  /** Runs that were read whole, by key. */
  readonly whole: ReadonlyMap<string, Run>
}

/** Identifies a run among those of a document. */
export const keyOf = (source: string, run: number): string => `${source}/${run}`

const isVariation = (value: unknown): value is Variation =>
  isObject(value) && typeof value.path === 'string' && Array.isArray(value.values) && (value.between === undefined || isObject(value.between))

function planIn(text: string | null): Plan | null {
  try {
    const found = text === null ? undefined : (JSON.parse(text) as unknown)
    if (isObject(found) && isObject(found.document) && Array.isArray(found.runs)) {
      const { vary, seeds } = found
      return {
        document: found.document,
        runs: found.runs.filter(isObject),
        vary: Array.isArray(vary) ? vary.filter(isVariation) : [],
        seeds: Array.isArray(seeds) ? seeds.filter((seed): seed is number => typeof seed === 'number') : [],
      }
    }
  } catch {
    // Without a plan, its runs are still there.
  }
  return null
}

/** Reads the content of a folder that the main process sent; a sweep also has runs that have not started. */
export function sourceOf({ name, title, rows: found, plan: text }: RunSource): Source {
  const rows = JSON.parse(found) as readonly RunRow[]
  const plan = planIn(text)
  const there = new Set(rows.map(({ run }) => run))
  const waiting = plan ? plan.runs.flatMap((settings, i) => (there.has(i + 1) ? [] : [rowOf(i + 1, undefined, undefined, settings)])) : []
  return { name, title, rows: [...rows, ...waiting], plan }
}
