import type { GraphDocument } from '../../engine/document/types'
import type { ReportMessage } from '../../engine/run/protocol'

/** One training from epoch 0 on. */
export interface Run {
  /** 1 for the first since the document was opened. */
  readonly number: number
  /** The document as it was when the run began, weights that it started from included. */
  readonly document: GraphDocument
  /** Milliseconds since 1970. */
  readonly started: number
  readonly reports: readonly ReportMessage[]
  /** Fused multiply-add, as it was when the run began. */
  readonly fastMath: boolean
  /** Edits of what is computed while it ran: without any it can be run again exactly. */
  readonly edits: number
  /** Edits since the last report: they are of this run if it goes on. */
  readonly pending: number
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
  if (last && !last.ended) return changeLast(runs, { reports: thinned([...last.reports, ...told]), edits: last.edits + last.pending, pending: 0 })
  // What comes first may still have been on its way from the run before.
  const first = last?.ended === 'anew' ? told.findIndex(({ epoch }) => epoch <= (last.reports.at(-1)?.epoch ?? 0)) : 0
  if (first < 0) return runs
  const run: Run = { number: (last?.number ?? 0) + 1, document, started: now, fastMath, reports: thinned(told.slice(first)), edits: 0, pending: 0, ended: false }
  return [...runs, run].slice(-RUNS)
}

const changeLast = (runs: readonly Run[], change: Partial<Run>): readonly Run[] =>
  runs.length === 0 ? runs : [...runs.slice(0, -1), { ...runs.at(-1)!, ...change }]

/** Training leaves the run that it was at. */
export const ended = (runs: readonly Run[], how: 'anew' | 'elsewhere'): readonly Run[] => changeLast(runs, { ended: how })

/** Why a run cannot be repeated exactly, with the arithmetic of now; undefined where it can. */
export function unrepeatable({ edits, reports, fastMath }: Run, fastNow: boolean): 'edited' | 'continued' | 'fast' | 'exact' | undefined {
  if ((reports[0]?.epoch ?? 1) > 1) return 'continued'
  if (edits > 0) return 'edited'
  if (fastMath === fastNow) return undefined
  return fastMath ? 'fast' : 'exact'
}

/** What is computed has been edited. */
export const edited = (runs: readonly Run[]): readonly Run[] =>
  runs.at(-1)?.ended === false ? changeLast(runs, { pending: runs.at(-1)!.pending + 1 }) : runs
