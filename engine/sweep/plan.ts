import { largest, least } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import { stream, type RandomStream } from '../base/random'
import { all, boolean, list } from '../contract/schema'
import { limits } from '../document/limits'
import type { Settings } from './settings'

/** A setting and the values that it takes. */
export interface Variation {
  readonly path: string
  readonly values: readonly unknown[]
  /** For a random search: any number between the two values, an integer if both are; with `log`, uniform in the logarithm. */
  readonly between?: { readonly log: boolean }
}

/** Declares `Variation`, for files. */
export const variationSchema = all({ path: { is: 'text' }, values: list({ is: 'anything' }) }, { between: all({ log: boolean }) })

/** The settings that a sweep varies. */
export interface Varied {
  readonly vary: readonly Variation[]
  /** Seeds of each combination; empty: the document's own. */
  readonly seeds: readonly number[]
}

/** Path under which seeds are varied. */
const SEED = 'training.seed'

/** Returns every combination; the first setting changes slowest, the seed fastest. Returns a problem if there are too many, or a setting occurs twice. */
export function combinations({ vary, seeds }: Varied): readonly Settings[] | { readonly problem: Problem } {
  const settings = [...vary, ...(seeds.length > 0 ? [{ path: SEED, values: seeds }] : [])]
  const twice = settings.find(({ path }, i) => settings.findIndex((other) => other.path === path) !== i)
  if (twice) return { problem: problem('document-invalid', 'sweep-twice', { path: twice.path }) }
  const count = settings.reduce((product, { values }) => product * values.length, 1)
  if (count > limits.runs) return { problem: problem('limit-exceeded', 'sweep-runs', { limit: limits.runs, got: count }) }
  return settings.reduce<readonly Settings[]>((made, { path, values }) => made.flatMap((one) => values.map((value) => ({ ...one, [path]: value }))), [{}])
}

const keyOf = (settings: Settings): string => JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Returns the runs that a sweep does not have yet. */
export function freshRuns(runs: readonly Settings[], known: readonly Settings[]): readonly Settings[] {
  const there = new Set(known.map(keyOf))
  return runs.filter((settings) => !there.has(keyOf(settings)))
}

/** Merges the settings that a sweep varies with added ones. */
export function merged(old: readonly Variation[], more: readonly Variation[]): readonly Variation[] {
  const paths = [...new Set([...old, ...more].map(({ path }) => path))]
  return paths.map((path) => {
    const same = [...old, ...more].filter((one) => one.path === path)
    const values = same.flatMap((one) => one.values)
    const between = same.find((one) => one.between)?.between
    if (between) return { path, values: [least(values as number[]), largest(values as number[])], between }
    const texts = values.map((value) => JSON.stringify(value))
    return { path, values: values.filter((_, i) => texts.indexOf(texts[i]!) === i) }
  })
}

/** Formats the values of a setting as text that `readVariation` reads. */
export function variationText({ values, between }: Variation): string {
  if (between) return `${between.log ? 'log ' : ''}${String(values[0])}..${String(values[1])}`
  return values
    .map((value) => (typeof value === 'string' && JSON.stringify(valueOf(value)) === JSON.stringify(value) ? value : JSON.stringify(value)))
    .join(', ')
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** Reads one value as typed: a number, or JSON; anything else is plain text. */
function valueOf(text: string): unknown {
  if (NUMBER.test(text)) return Number(text)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** Splits at commas outside brackets and quotation marks. */
function splitValues(text: string): readonly string[] {
  const pieces: string[] = ['']
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    if (quoted && letter === '\\') {
      pieces[pieces.length - 1] += letter + (text[++i] ?? '')
      continue
    }
    if (letter === '"') quoted = !quoted
    else if (!quoted) depth += '[{'.includes(letter) ? 1 : ']}'.includes(letter) ? -1 : 0
    if (letter === ',' && depth === 0 && !quoted) pieces.push('')
    else pieces[pieces.length - 1] += letter
  }
  return pieces.map((piece) => piece.trim())
}

const RANGE = /^(log\s+)?(\S+?)\.\.([^/\s]+)(?:\s*\/\s*(\d+))?$/

/**
 * Returns the values of one piece: the value itself; for a range `A..B` every integer, for `A..B/N` N numbers at equal
 * distances, for `log A..B/N` N numbers at equal ratios. Undefined for an invalid range, or one with too many values.
 */
function spread(piece: string): readonly unknown[] | undefined {
  const [, log, first, last, count] = RANGE.exec(piece) ?? []
  if (first === undefined || last === undefined || !NUMBER.test(first) || !NUMBER.test(last)) return [valueOf(piece)]
  const [a, b] = [Number(first), Number(last)]
  const n = count === undefined ? b - a + 1 : Number(count)
  const whole = Number.isSafeInteger(a) && Number.isSafeInteger(b)
  if (!(b >= a) || !(n >= 1 && n <= limits.runs) || (count === undefined && (!whole || log !== undefined)) || (log !== undefined && a <= 0)) return undefined
  if (n === 1) return [a]
  // The ends are exact. Round the values between, to remove digits from rounding errors.
  return Array.from({ length: n }, (_, i) => {
    const share = i / (n - 1)
    if (i === 0) return a
    if (i === n - 1) return b
    return Number((log === undefined ? a + (b - a) * share : a * (b / a) ** share).toPrecision(12))
  })
}

/**
 * Draws `count` different combinations at random, and combines each with every seed: any value of a list, any number in a
 * range. The same settings and seed give the same combinations; a larger count adds further ones at the end.
 */
export function drawn({ vary, seeds }: Varied, count: number, seed: number): readonly Settings[] | { readonly problem: Problem } {
  const random = stream(seed, 'sweep')
  const found = new Map<string, Settings>()
  for (let i = 0; i < count * TRIES && found.size < count; i++) {
    const settings = Object.fromEntries(vary.map((one) => [one.path, pick(one, random)]))
    found.set(JSON.stringify(settings), settings)
  }
  const all = combinations({ vary: [], seeds })
  if ('problem' in all) return all
  const runs = [...found.values()].flatMap((settings) => all.map((more) => ({ ...settings, ...more })))
  const twice = vary.find(({ path }, i) => (path === SEED && seeds.length > 0) || vary.findIndex((other) => other.path === path) !== i)
  if (twice) return { problem: problem('document-invalid', 'sweep-twice', { path: twice.path }) }
  return runs.length > limits.runs ? { problem: problem('limit-exceeded', 'sweep-runs', { limit: limits.runs, got: runs.length }) } : runs
}

/** Most draws per combination, because few new ones may be left. */
const TRIES = 20

function pick({ values, between }: Variation, random: RandomStream): unknown {
  if (!between) return values[random.integer(values.length)]
  const [low, high] = values as readonly [number, number]
  const whole = Number.isInteger(low) && Number.isInteger(high)
  if (!between.log) return whole ? low + random.integer(high - low + 1) : low + (high - low) * random.uniform()
  const value = low * (high / low) ** random.uniform()
  return whole ? Math.round(value) : value
}

/**
 * Reads `PATH=V1,V2,…`, where a value may be a range. With `random`, a single range without a count stays a range. Equal
 * values count once. Returns undefined if the text is not of this form.
 */
export function readVariation(text: string, random = false): Variation | undefined {
  const equals = text.indexOf('=')
  const path = text.slice(0, Math.max(0, equals)).trim()
  const pieces = splitValues(text.slice(equals + 1))
  if (path === '' || pieces.includes('')) return undefined
  const [, log, first, last, count] = (random && pieces.length === 1 && RANGE.exec(pieces[0]!)) || []
  if (first !== undefined && last !== undefined && count === undefined && NUMBER.test(first) && NUMBER.test(last)) {
    const [low, high] = [Number(first), Number(last)]
    return low < high && (log === undefined || low > 0) ? { path, values: [low, high], between: { log: log !== undefined } } : undefined
  }
  const spreads = pieces.map(spread)
  if (spreads.some((one) => one === undefined)) return undefined
  const values = spreads.flatMap((one) => one ?? [])
  if (values.length > limits.runs) return undefined
  const texts = values.map((value) => JSON.stringify(value))
  return { path, values: values.filter((_, i) => texts.indexOf(texts[i]!) === i) }
}

/** Reads `A..B`, or one integer; undefined if the text is neither, or has more seeds than a sweep may have runs. */
export function readSeeds(text: string): readonly number[] | undefined {
  const [, a, b = a] = /^(-?\d+)(?:\.\.(-?\d+))?$/.exec(text) ?? []
  const [first, last] = [Number(a), Number(b)]
  if (a === undefined || !Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first || last - first >= limits.runs) return undefined
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
