import type { Problem } from '../../engine/base/problem'
import type { GraphDocument } from '../../engine/document/types'
import type { RunReport } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import type { Difference } from '../../engine/document/differences'

/** An edit that changed the computation during a run. */
export interface Change {
  /** The last epoch before it. */
  readonly epoch: number
  /** Empty if the same data were read again, or if only the arithmetic changed. */
  readonly found: readonly Difference[]
  /** Whether fused multiply-add is used from then on, if that changed. */
  readonly fastMath?: boolean
}

/** One training from epoch 0 on. */
export interface Run {
  /** 1 for the first since the document was opened. */
  readonly number: number
  /** The document at the start of the run, including initial weights. */
  readonly document: GraphDocument
  /** Milliseconds since 1970. */
  readonly started: number
  readonly reports: readonly RunReport[]
  /** Scores of its weights, as last evaluated. */
  readonly scores?: Scores
  /** Whether fused multiply-add was used at the start of the run. */
  readonly fastMath: boolean
  /** Edits that changed the computation during the run; without any it can be repeated exactly. */
  readonly changes: readonly Change[]
  /** Edits since the last report; they belong to this run if it continues. */
  readonly pending: readonly Change[]
  /** Whether training has left the run: it was restarted, or undo led elsewhere. */
  readonly ended: false | 'anew' | 'elsewhere'
  /** Why it failed, if it did and was not continued since. */
  readonly failed?: Problem | undefined
}

/** Number of runs to keep. */
const RUNS = 24
/** Most points of a curve to keep; beyond, every other point of its older half is dropped. */
const POINTS = 8_192

/** Drops every other point of the older half of a long curve. */
export const thinned = (all: readonly RunReport[]): readonly RunReport[] =>
  all.length <= POINTS ? all : all.filter((_, i) => i % 2 === 0 || i > all.length / 2)

/** Adds reports to the current run; the first report after a start begins a new one. */
export function withReports(runs: readonly Run[], added: readonly RunReport[], document: GraphDocument, now: number, fastMath = false): readonly Run[] {
  if (added.length === 0) return runs
  const last = runs.at(-1)
  if (last && !last.ended) return changeLast(runs, { reports: thinned([...last.reports, ...added]), changes: [...last.changes, ...last.pending], pending: [] })
  // The first reports may still belong to the previous run.
  const first = last?.ended === 'anew' ? added.findIndex(({ epoch }) => epoch <= (last.reports.at(-1)?.epoch ?? Infinity)) : 0
  if (first < 0) return runs
  return begun(runs, { document, started: now, fastMath, reports: thinned(added.slice(first)) })
}

const begun = (runs: readonly Run[], run: Pick<Run, 'document' | 'started' | 'fastMath' | 'reports' | 'failed'>): readonly Run[] =>
  [...runs, { number: (runs.at(-1)?.number ?? 0) + 1, changes: [], pending: [], ended: false as const, ...run }].slice(-RUNS)

/** Marks the current run as failed, which may be before its first report; without a problem, as continued. */
export function withFailure(runs: readonly Run[], failed: Problem | undefined, document: GraphDocument, now: number, fastMath = false): readonly Run[] {
  const last = runs.at(-1)
  if (!failed) return last?.failed && !last.ended ? changeLast(runs, { failed }) : runs
  return last && !last.ended ? changeLast(runs, { failed }) : begun(runs, { document, started: now, fastMath, reports: [], failed })
}

const changeLast = (runs: readonly Run[], change: Partial<Run>): readonly Run[] =>
  runs.length === 0 ? runs : [...runs.slice(0, -1), { ...runs.at(-1)!, ...change }]

/** Adds scores to the current run, if they belong to one of its epochs. */
export function withScores(runs: readonly Run[], scores: Scores | undefined): readonly Run[] {
  const last = runs.at(-1)
  const [first, newest] = [last?.reports[0], last?.reports.at(-1)]
  if (!last || !scores || last.ended || last.scores === scores || !first || !newest || scores.epoch < first.epoch || scores.epoch > newest.epoch) return runs
  return changeLast(runs, { scores })
}

/** Ends the current run. */
export const ended = (runs: readonly Run[], how: 'anew' | 'elsewhere'): readonly Run[] => changeLast(runs, { ended: how })

/** Why a run cannot be repeated exactly with the current arithmetic; undefined if it can. */
export function unrepeatable({ changes, reports, fastMath }: Run, fastNow: boolean): 'edited' | 'continued' | 'fast' | 'exact' | undefined {
  if ((reports[0]?.epoch ?? 1) > 1) return 'continued'
  if (changes.length > 0) return 'edited'
  if (fastMath === fastNow) return undefined
  return fastMath ? 'fast' : 'exact'
}

/** Adds an edit of the computation; consecutive edits of the same settings are merged. */
export function edited(runs: readonly Run[], change: Omit<Change, 'epoch'>): readonly Run[] {
  const last = runs.at(-1)
  if (!last || last.ended !== false) return runs
  const before = last.pending.at(-1)
  const paths = ({ found }: Omit<Change, 'epoch'>): string => JSON.stringify(found.map(({ path }) => path))
  if (before && change.found.length > 0 && paths(before) === paths(change)) {
    const found = change.found.map((difference, i) => ({ ...difference, from: before.found[i]!.from }))
    return changeLast(runs, { pending: [...last.pending.slice(0, -1), { ...before, found }] })
  }
  return changeLast(runs, { pending: [...last.pending, { ...change, epoch: last.reports.at(-1)?.epoch ?? 0 }] })
}
