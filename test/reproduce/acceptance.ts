import { median } from './table'
import type { RunRequest, RunResult } from './fulfil'

/** A criterion over many runs of one gallery document. */
export interface Acceptance {
  readonly what: string
  readonly example: string
  /** Number of runs: the document's own seeds and the following ones. */
  readonly runs: number
  readonly figure: (values: readonly number[]) => number
  readonly atMost?: number
  readonly atLeast?: number
  /** Text for the figure, if a number alone is unclear. */
  readonly text?: (figure: number, values: readonly number[]) => string
}

/** Returns a function that counts the runs within a bound. */
const count =
  (keeps: (value: number) => boolean) =>
  (values: readonly number[]): number =>
    values.filter(keeps).length
const ofRuns = (figure: number, values: readonly number[]): string => `${figure} of ${values.length}`
const least = (values: readonly number[]): number => Math.min(...values)
const learnt = count((nmse) => nmse <= 0.05)

/**
 * The acceptance criteria: results reported in the literature, or reached by a first prototype, in the conventions of
 * docs/tasks.md. A document that counts sequences reports Infinity if it never solved its task.
 */
export const acceptances: readonly Acceptance[] = [
  { what: 'XOR of two steps before, RTRL: runs that learn it', example: 'delayed-xor-rtrl', runs: 20, figure: learnt, atLeast: 19, text: ofRuns },
  { what: 'the same, BPTT(1): runs that learn it', example: 'delayed-xor-bptt-1', runs: 20, figure: learnt, atMost: 0, text: ofRuns },
  { what: 'the same, BPTT(2): runs that learn it', example: 'delayed-xor-bptt-2', runs: 20, figure: learnt, atLeast: 19, text: ofRuns },
  {
    what: 'embedded Reber, LSTM: runs in which every string of both parts is right within 20,000 strings',
    example: 'lstm-reber',
    runs: 10,
    figure: count((shown) => shown <= 20_000),
    atLeast: 9,
    text: ofRuns,
  },
  {
    what: 'embedded Reber, Elman network with BPTT(1): runs that solve it',
    example: 'embedded-reber-elman',
    runs: 10,
    figure: count((legal) => legal === 1),
    atMost: 0,
    text: ofRuns,
  },
  { what: 'temporal order, LSTM: sequences until solved, median', example: 'temporal-order', runs: 5, figure: median, atMost: 31_390 },
  { what: 'adding, T = 100, after 74,000 sequences: mean absolute error, median', example: 'adding', runs: 5, figure: median, atMost: 0.015 },
  { what: 'Mackey–Glass τ = 17, 400 units: NRMSE₈₄, median', example: 'mackey-glass', runs: 10, figure: median, atMost: 8e-4 },
  { what: 'the same, best of ten reservoirs', example: 'mackey-glass', runs: 10, figure: least, atMost: 2.8e-4 },
  { what: 'Mackey–Glass τ = 30, 400 units, state noise: NRMSE₈₄, median', example: 'mackey-glass-30', runs: 10, figure: median, atMost: 0.12 },
  { what: 'NARMA-10, 100 units: NMSE, median', example: 'echo-state-narma', runs: 5, figure: median, atMost: 0.1 },
  { what: 'NARMA-10, 200 units: NMSE, median', example: 'narma-200', runs: 5, figure: median, atMost: 0.06 },
  {
    what: 'NARMA-10, a linear readout of the last 20 inputs, to be beaten by both: NMSE, median',
    example: 'narma-delay-line',
    runs: 5,
    figure: median,
    atLeast: 0.1,
  },
  {
    what: 'memory capacity of a linear cycle of 50 units, lag 0 counted: distance from 50, largest',
    example: 'memory-capacity',
    runs: 5,
    figure: (values) => Math.max(...values.map((value) => Math.abs(value - 50))),
    atMost: 0.3,
  },
]

/** The runs needed for these criteria. */
export const requestsOf = (asked: readonly Acceptance[]): RunRequest[] =>
  asked.flatMap(({ example, runs }) => Array.from({ length: runs }, (_, seed): RunRequest => ({ name: example, seed })))

export interface Judgement {
  readonly what: string
  readonly example: string
  readonly ours: string
  readonly bar: string
  readonly kept: boolean
}

/** Applies a criterion to the finished runs; a run that failed has no value and satisfies no bound. */
export function judge({ what, example, runs, figure, text, atMost, atLeast }: Acceptance, results: readonly RunResult[]): Judgement {
  const values = results.filter(({ name, seed }) => name === example && seed < runs).map(({ value }) => value)
  const ours = figure(values)
  return {
    what,
    example,
    ours: text?.(ours, values) ?? `${Number(ours.toPrecision(3))}`,
    bar: atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`,
    kept: values.length === runs && !values.some(Number.isNaN) && ours <= (atMost ?? Infinity) && ours >= (atLeast ?? -Infinity),
  }
}

export const acceptanceText = (judgements: readonly Judgement[]): string =>
  [
    '| criterion | document | bound | ours | |',
    '|---|---|---|---|---|',
    ...judgements.map(({ what, example, bar, ours, kept }) => `| ${what} | ${example} | ${bar} | ${ours} | ${kept ? 'kept' : 'NOT KEPT'} |`),
    '',
  ].join('\n')
