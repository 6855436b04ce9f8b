import { largest, least } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import { stream, type RandomStream } from '../base/random'
import { limits } from '../document/limits'
import type { Settings } from './settings'

/** A setting and the values that it takes. */
export interface Variation {
  readonly path: string
  readonly values: readonly unknown[]
  /** For a random search: any number between the two values, by their logarithms, whole if both are. */
  readonly between?: { readonly log: boolean }
}

/** The settings that a sweep varies. */
export interface Varied {
  readonly vary: readonly Variation[]
  /** Seeds of each combination; empty: the document's own. */
  readonly seeds: readonly number[]
}

/** Path under which seeds are varied. */
const SEED = 'training.seed'

/** Every combination: the first setting changes slowest, the seed fastest. Returns a problem if there are too many, or a setting comes twice. */
export function combinations({ vary, seeds }: Varied): readonly Settings[] | { readonly problem: Problem } {
  const all = [...vary, ...(seeds.length > 0 ? [{ path: SEED, values: seeds }] : [])]
  const twice = all.find(({ path }, i) => all.findIndex((other) => other.path === path) !== i)
  if (twice) return { problem: problem('document-invalid', 'sweep-twice', { path: twice.path }) }
  const count = all.reduce((product, { values }) => product * values.length, 1)
  if (count > limits.runs) return { problem: problem('limit-exceeded', 'sweep-runs', { limit: limits.runs, got: count }) }
  return all.reduce<readonly Settings[]>((made, { path, values }) => made.flatMap((one) => values.map((value) => ({ ...one, [path]: value }))), [{}])
}

const keyOf = (settings: Settings): string => JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Those of some runs that a sweep does not have yet. */
export function freshRuns(runs: readonly Settings[], known: readonly Settings[]): readonly Settings[] {
  const there = new Set(known.map(keyOf))
  return runs.filter((settings) => !there.has(keyOf(settings)))
}

/** The settings that a sweep varies after an addition. */
export function merged(old: readonly Variation[], more: readonly Variation[]): readonly Variation[] {
  const paths = [...new Set([...old, ...more].map(({ path }) => path))]
  return paths.map((path) => {
    const all = [...old, ...more].filter((one) => one.path === path)
    const values = all.flatMap((one) => one.values)
    const between = all.find((one) => one.between)?.between
    if (between) return { path, values: [least(values as number[]), largest(values as number[])], between }
    const texts = values.map((value) => JSON.stringify(value))
    return { path, values: values.filter((_, i) => texts.indexOf(texts[i]!) === i) }
  })
}

/** The values of a setting as they are typed: what `readVariation` reads again. */
export function variationText({ values, between }: Variation): string {
  if (between) return `${between.log ? 'log ' : ''}${String(values[0])}..${String(values[1])}`
  return values
    .map((value) => (typeof value === 'string' && JSON.stringify(valueOf(value)) === JSON.stringify(value) ? value : JSON.stringify(value)))
    .join(', ')
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** One value as typed: a number, `true`, `false`, `null`, a list, an object or a text in JSON; anything else is a text as it stands. */
function valueOf(text: string): unknown {
  if (NUMBER.test(text)) return Number(text)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** Splits at commas that are in no brackets and no quotation marks. */
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
 * Values of one piece: itself, or of a range `A..B` every whole number, of `A..B/N` N numbers at equal distances, of
 * `log A..B/N` N numbers at equal ratios. Undefined for a range that is none, or has too many.
 */
function spread(piece: string): readonly unknown[] | undefined {
  const [, log, first, last, count] = RANGE.exec(piece) ?? []
  if (first === undefined || last === undefined || !NUMBER.test(first) || !NUMBER.test(last)) return [valueOf(piece)]
  const [a, b] = [Number(first), Number(last)]
  const n = count === undefined ? b - a + 1 : Number(count)
  const whole = Number.isSafeInteger(a) && Number.isSafeInteger(b)
  if (!(b >= a) || !(n >= 1 && n <= limits.runs) || (count === undefined && (!whole || log !== undefined)) || (log !== undefined && a <= 0)) return undefined
  if (n === 1) return [a]
  // The ends are exact; values between are rounded, to avoid digits of rounding errors.
  return Array.from({ length: n }, (_, i) => {
    const share = i / (n - 1)
    if (i === 0) return a
    if (i === n - 1) return b
    return Number((log === undefined ? a + (b - a) * share : a * (b / a) ** share).toPrecision(12))
  })
}

/**
 * Draws `count` combinations, each with every seed: of a list any value, of a range any number in it. The same document,
 * settings and seed give the same ones, and more of them begin with those. Combinations that are equal count once.
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

/** Draws per combination, where few are left that are new. */
const TRIES = 20

function pick({ values, between }: Variation, random: RandomStream): unknown {
  if (!between) return values[random.integer(values.length)]
  const [low, high] = values as readonly [number, number]
  const whole = Number.isInteger(low) && Number.isInteger(high)
  if (!between.log) return whole ? low + random.integer(high - low + 1) : low + (high - low) * random.uniform()
  const value = low * (high / low) ** random.uniform()
  return whole ? Math.round(value) : value
}

/** Reads `PATH=V1,V2,…`, where a value may be a range; with `random`, a range without a number of values stays one. Undefined if it is not of this form. Equal values count once. */
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

/** Reads `A..B`, or one number; undefined if it is neither, or longer than a sweep may be. */
export function readSeeds(text: string): readonly number[] | undefined {
  const [, a, b = a] = /^(-?\d+)(?:\.\.(-?\d+))?$/.exec(text) ?? []
  const [first, last] = [Number(a), Number(b)]
  if (a === undefined || !Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first || last - first >= limits.runs) return undefined
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
