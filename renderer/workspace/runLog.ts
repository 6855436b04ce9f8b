import type { GraphDocument } from '../../engine/document/types'
import type { ReportMessage } from '../../engine/run/protocol'
import type { Scores } from '../../engine/run/streams'
import type { Difference } from '../../engine/document/differences'

/** An edit of what is computed while a run went on. */
export interface Change {
  /** The last epoch before it. */
  readonly epoch: number
  /** None where the same data were read once more, or the arithmetic was another one. */
  readonly found: readonly Difference[]
  /** Fused multiply-add from then on, where that has changed. */
  readonly fastMath?: boolean
}

/** One training from epoch 0 on. */
export interface Run {
  /** 1 for the first since the document was opened. */
  readonly number: number
  /** The document as it was when the run began, weights that it started from included. */
  readonly document: GraphDocument
  /** Milliseconds since 1970. */
  readonly started: number
  readonly reports: readonly ReportMessage[]
  /** How well its weights do, as last evaluated. */
  readonly scores?: Scores
  /** Fused multiply-add, as it was when the run began. */
  readonly fastMath: boolean
  /** Edits of what is computed while it ran: without any it can be run again exactly. */
  readonly changes: readonly Change[]
  /** Edits since the last report: they are of this run if it goes on. */
  readonly pending: readonly Change[]
  /** Whether training has left it since: to begin anew, or for where history has led. */
  readonly ended: false | 'anew' | 'elsewhere'
}

/** Runs that are kept; older ones go. */
const RUNS = 24
/** Most points of a curve that are kept; beyond them every other one of the older half goes. */
const POINTS = 8_192

/** Every other point of the older half of a long curve goes. */
export const thinned = (all: readonly ReportMessage[]): readonly ReportMessage[] =>
  all.length <= POINTS ? all : all.filter((_, i) => i % 2 === 0 || i > all.length / 2)

/** The runs with reports that have come; the first one after a new beginning opens a run. */
export function withReports(runs: readonly Run[], told: readonly ReportMessage[], document: GraphDocument, now: number, fastMath = false): readonly Run[] {
  if (told.length === 0) return runs
  const last = runs.at(-1)
  if (last && !last.ended) return changeLast(runs, { reports: thinned([...last.reports, ...told]), changes: [...last.changes, ...last.pending], pending: [] })
  // What comes first may still have been on its way from the run before.
  const first = last?.ended === 'anew' ? told.findIndex(({ epoch }) => epoch <= (last.reports.at(-1)?.epoch ?? 0)) : 0
  if (first < 0) return runs
  const run: Run = {
    number: (last?.number ?? 0) + 1,
    document,
    started: now,
    fastMath,
    reports: thinned(told.slice(first)),
    changes: [],
    pending: [],
    ended: false,
  }
  return [...runs, run].slice(-RUNS)
}

const changeLast = (runs: readonly Run[], change: Partial<Run>): readonly Run[] =>
  runs.length === 0 ? runs : [...runs.slice(0, -1), { ...runs.at(-1)!, ...change }]

/** The runs with scores that have come: they are of the run that training is at, and of one of its epochs. */
export function withScores(runs: readonly Run[], scores: Scores | undefined): readonly Run[] {
  const last = runs.at(-1)
  const [first, newest] = [last?.reports[0], last?.reports.at(-1)]
  if (!last || !scores || last.ended || last.scores === scores || !first || !newest || scores.epoch < first.epoch || scores.epoch > newest.epoch) return runs
  return changeLast(runs, { scores })
}

/** Training leaves the run that it was at. */
export const ended = (runs: readonly Run[], how: 'anew' | 'elsewhere'): readonly Run[] => changeLast(runs, { ended: how })

/** Why a run cannot be repeated exactly, with the arithmetic of now; undefined where it can. */
export function unrepeatable({ changes, reports, fastMath }: Run, fastNow: boolean): 'edited' | 'continued' | 'fast' | 'exact' | undefined {
  if ((reports[0]?.epoch ?? 1) > 1) return 'continued'
  if (changes.length > 0) return 'edited'
  if (fastMath === fastNow) return undefined
  return fastMath ? 'fast' : 'exact'
}

/** What is computed has been edited; edits of the same settings that follow one another are one. */
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
