import type { Example, Expectation, Published } from './examples'
import type { RunResult } from './fulfil'

export interface Row {
  readonly name: string
  readonly measure: string
  readonly ours: number
  readonly published?: number
  /** Undefined if nothing is published in this measure. */
  readonly good?: boolean
  /** Whether the document's own stated bound holds. */
  readonly stated: boolean
  readonly seconds: number
}

/** The median; of an even number of values the higher one in the middle. Infinity and NaN sort last. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b))
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** The result of all runs of one example. */
export function rowOf({ name, expect, published }: Example, runs: readonly RunResult[]): Row {
  const bound: Pick<Expectation, 'atMost' | 'atLeast'> = expect.until ? { atMost: expect.until.atMost } : expect
  const keeps = (value: number): boolean => value <= (bound.atMost ?? Infinity) && value >= (bound.atLeast ?? -Infinity)
  const values = runs.map(({ value }) => value)
  const ours = expect.share ? values.filter(keeps).length / values.length : median(values)
  const stated = expect.share ? ours >= 0.95 : keeps(ours)
  const higher = expect.share === true || (!expect.until && expect.atLeast !== undefined)
  const value = published?.value
  return {
    name,
    ours,
    stated,
    seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
    measure: expect.until
      ? 'sequences until solved'
      : expect.share
        ? `share of runs: ${expect.measure} ${bound.atMost === undefined ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`}`
        : expect.measure,
    ...(value === undefined ? {} : { published: value, good: higher ? ours >= value : ours <= value }),
  }
}

/** Three digits; more if they would round to a whole number, as 49.999 to a bound of 50. */
function figure(value: number): string {
  const short = Number(value.toPrecision(3))
  return String(Number.isInteger(short) && short !== value ? Number(value.toPrecision(5)) : short)
}

const sourceOf = ({ source, unverified }: Published): string => (unverified ? `${source} (quoted from memory)` : source)

/** The table in Markdown: our results beside the published ones, which seldom come from the same experiment. */
export function tableText(rows: readonly Row[], examples: readonly Example[]): string {
  const by = new Map(examples.map((example) => [example.name, example]))
  const lines = rows.map((row) => {
    const { published, expect } = by.get(row.name)!
    const state =
      row.good === undefined
        ? row.stated
          ? 'as stated'
          : 'NOT AS STATED'
        : published?.words
          ? row.good
            ? 'as said'
            : 'not as said'
          : row.good
            ? 'as good'
            : 'not as good'
    return `| ${row.name} | ${row.measure} | ${figure(row.ours)} (${expect.seeds ?? 5}) | ${published?.text ?? '–'} | ${published ? sourceOf(published) : '–'} | ${state} | ${row.seconds.toFixed(1)} |`
  })
  const held = rows.filter(({ good }) => good !== undefined)
  // A source's words are not a figure that could be reached.
  const compared = held.filter(({ name }) => !by.get(name)!.published!.words)
  const said = held.filter((row) => !compared.includes(row))
  const good = compared.filter((row) => row.good)
  const lookedUp = good.filter(({ name }) => !by.get(name)!.published!.unverified && !by.get(name)!.published!.quoted)
  const worse = held.filter((row) => !row.good).map(({ name }) => `- ${name}: ${by.get(name)!.published!.reason ?? 'no reason is known'}`)
  const conventions = rows.flatMap(({ name }) => {
    const convention = by.get(name)!.published?.convention
    return convention ? [`- ${name}: ${convention}`] : []
  })
  return [
    '| example | measure | ours, median (runs) | published | source | | s |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    '',
    `${good.length} of ${compared.length} as good as published (${lookedUp.length} by figures that were looked up in the source or its abstract); ${said.length > 0 ? `${said.filter((row) => row.good).length} of ${said.length} as their sources say in words; ` : ''}${rows.filter(({ stated }) => stated).length} of ${rows.length} as their documents state. Optimizer, data and success criterion are seldom those of the source.`,
    ...(worse.length > 0 ? ['', 'Not as good:', ...worse] : []),
    ...(conventions.length > 0 ? ['', 'What the published figures measure:', ...conventions] : []),
    '',
  ].join('\n')
}
