import type { Resumable } from '../base/resumable'
import { problem, type MessageValues, type Problem } from '../base/problem'
import { limits } from './limits'
import { owners, pointer } from './pointer'

const NOT_FINITE = /-?(?:nan|inf(?:inity)?)\b/iy
/** Unescaped characters of a string; the regular expression skips megabytes of base64 five times as fast as a loop would. */
const PLAIN = /[^"\\\u0000-\u001f]*/y
const WORD = /[\p{L}\p{N}_.+-]{1,24}|[^]/uy

type Expecting = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

type Found = Pick<Problem, 'code' | 'key' | 'path'> & { readonly values: MessageValues }

interface Frame {
  readonly object: boolean
  /** The key or index of the current entry. */
  key: string | number
  readonly seen: Set<string>
  /** Where it begins. */
  readonly from: number
  /** Whether it is a list that has had numbers alone so far. */
  numbers: boolean
}

/** A long list of numbers, from its bracket past the closing one, and the keys that lead to it. */
interface LongList {
  readonly from: number
  readonly to: number
  readonly path: readonly (string | number)[]
}

/** Length of the text of a list from which it is parsed in pieces, and of these. */
const LONG = 2 ** 20

/**
 * Parses JSON text, as resumable work. First scans it without building a value: checks the grammar (RFC 8259), nesting,
 * number of values, duplicate keys, and numbers that are not finite, written as `NaN` or `1e999`. If there are no
 * problems, the value is that of `JSON.parse`, which takes 0.15 s for a million numbers: long lists are parsed in pieces.
 */
export function* parsingJson(text: string): Resumable<{ readonly problems: readonly Problem[]; readonly value?: unknown }> {
  const scanner = new Scanner(text)
  const problems = yield* scanner.scan()
  yield
  return problems.length > 0 ? { problems } : { problems, value: yield* valueOf(text, scanner.lists) }
}

function* valueOf(text: string, lists: readonly LongList[]): Resumable<unknown> {
  let [rest, at] = ['', 0]
  for (const { from, to } of lists) {
    rest += `${text.slice(at, from)}[]`
    at = to
  }
  const root: Record<string | number, unknown> = { value: JSON.parse(rest + text.slice(at)) as unknown }
  for (const { from, to, path } of lists) {
    let [holder, key]: [typeof root, string | number] = [root, 'value']
    for (const next of path) [holder, key] = [holder[key] as typeof root, next]
    holder[key] = yield* numbersOf(text, from + 1, to - 1)
  }
  return root.value
}

/** The numbers in a part of a text, which commas separate. */
function* numbersOf(text: string, from: number, to: number): Resumable<number[]> {
  const numbers: number[] = []
  for (let at = from; at < to; ) {
    yield
    const comma = text.indexOf(',', Math.min(to, at + LONG))
    const end = comma < 0 || comma > to ? to : comma
    for (const number of JSON.parse(`[${text.slice(at, end)}]`) as number[]) numbers.push(number)
    at = end + 1
  }
  return numbers
}

/** Number of values after which a scan may be interrupted. */
const PART = 50_000

class Scanner {
  private at = 0
  private expecting: Expecting = 'value'
  private values = 0
  /** What `values` may reach: less within data, which belongs into a file of its own when it is long. */
  private most: number = limits.values
  private containers = 0
  /** The long lists of numbers found so far. */
  readonly lists: LongList[] = []
  private readonly frames: Frame[] = []
  private readonly problems: Found[] = []
  /** Ids of nodes and edges found so far, so that problems in weights can name their owner. */
  private readonly ids = { nodes: new Set<string>(), edges: new Set<string>() }
  private line = 1
  private lineStart = 0

  constructor(private readonly text: string) {}

  *scan(): Resumable<Problem[]> {
    while (this.read(this.values + PART)) yield
    return this.problems.map(({ code, key, values, path }) => problem(code, key, values, { path, ...owners(path, (part, id) => this.ids[part].has(id)) }))
  }

  /** Reads on until there are `enough` values; returns whether something is left. */
  private read(enough: number): boolean {
    const { text, frames } = this
    let { expecting } = this
    for (;;) {
      this.skipSpace()
      if (this.at >= text.length) {
        if (expecting !== 'nothing') this.ended()
        return false
      }
      if (this.values >= enough) {
        this.expecting = expecting
        return true
      }
      const c = text.charCodeAt(this.at)
      const frame = frames[frames.length - 1]
      if (expecting === 'nothing') return this.fail(this.at)
      if (expecting === 'comma-or-end') {
        if (c === 0x2c) {
          this.at++
          if (frame!.object) expecting = 'key'
          else {
            frame!.key = (frame!.key as number) + 1
            expecting = 'value'
          }
        } else if (c === (frame!.object ? 0x7d : 0x5d)) expecting = this.leave()
        else return this.fail(this.at)
      } else if (expecting === 'colon') {
        if (c !== 0x3a) return this.fail(this.at)
        this.at++
        expecting = 'value'
      } else if (expecting === 'key' || expecting === 'key-or-end') {
        if (expecting === 'key-or-end' && c === 0x7d) {
          expecting = this.leave()
          continue
        }
        if (c !== 0x22) return this.fail(this.at)
        if (!this.key(frame!)) return false
        expecting = 'colon'
      } else if (expecting === 'value-or-end' && c === 0x5d) expecting = this.leave()
      else if (++this.values > this.most) return this.over('document-too-large', this.most === limits.values ? limits.values : limits.inlineValues)
      else if (c === 0x7b || c === 0x5b) {
        if (frames.length === limits.nesting) return this.over('document-too-deep', limits.nesting)
        if (++this.containers > limits.containers) return this.over('document-too-large', limits.containers)
        const object = c === 0x7b
        if (frame) frame.numbers = false
        frames.push({ object, key: object ? '' : 0, seen: EMPTY, from: this.at, numbers: !object })
        this.at++
        expecting = object ? 'key-or-end' : 'value-or-end'
      } else {
        if (frame && (c < 0x2d || c > 0x39)) frame.numbers = false
        if (!this.scalar(c)) return false
        expecting = frames.length > 0 ? 'comma-or-end' : 'nothing'
      }
    }
  }

  private skipSpace(): void {
    const { text } = this
    for (;;) {
      const c = text.charCodeAt(this.at)
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return
      this.at++
    }
  }

  private leave(): Expecting {
    const { numbers, from } = this.frames.pop()!
    this.at++
    if (numbers && this.at - from > LONG) this.lists.push({ from, to: this.at, path: this.frames.map(({ key }) => key) })
    return this.frames.length > 0 ? 'comma-or-end' : 'nothing'
  }

  private key(frame: Frame): boolean {
    const start = this.at
    if (!this.string()) return false
    const raw = this.text.slice(start, this.at)
    const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
    if (frame.seen === EMPTY) (frame as { seen: Set<string> }).seen = new Set()
    if (frame.seen.has(key)) this.report('document-invalid', 'json-key-twice', { key }, start, [key])
    frame.seen.add(key)
    frame.key = key
    if (this.frames.length === 1) this.most = key === 'data' ? Math.min(limits.values, this.values + limits.inlineValues) : limits.values
    const part = this.frames.length === 2 && this.frames[0]!.key
    if (part === 'nodes' || part === 'edges') this.ids[part].add(key)
    return true
  }

  private scalar(c: number): boolean {
    if (c === 0x22) return this.string()
    if (c === 0x2d || (c >= 0x30 && c <= 0x39)) return this.number()
    for (const word of ['true', 'false', 'null'])
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return true
      }
    return this.notFinite() || this.fail(this.at)
  }

  /** Skips a string, from the opening quote past the closing one. */
  private string(): boolean {
    const { text } = this
    for (let i = this.at + 1; ; i++) {
      PLAIN.lastIndex = i
      PLAIN.test(text)
      i = PLAIN.lastIndex
      if (i >= text.length) return this.ended()
      const c = text.charCodeAt(i)
      if (c === 0x22) {
        this.at = i + 1
        return true
      }
      if (c < 0x20) return this.fail(i)
      if (c !== 0x5c) continue
      i++
      const escaped = text.charCodeAt(i)
      if (escaped === 0x75) {
        for (const end = i + 4; i < end; ) if (!isHex(text.charCodeAt(++i))) return i >= text.length ? this.ended() : this.fail(i)
      } else if (!'"\\/bfnrt'.includes(text.charAt(i)) || i >= text.length) return i >= text.length ? this.ended() : this.fail(i)
    }
  }

  private number(): boolean {
    const { text } = this
    const start = this.at
    let i = start
    const digits = (): boolean => {
      const first = i
      while (isDigit(text.charCodeAt(i))) i++
      return i > first
    }
    if (text.charCodeAt(i) === 0x2d) i++
    if (text.charCodeAt(i) === 0x30) i++
    else if (!digits()) return this.notFinite() || (i >= text.length ? this.ended() : this.fail(i))
    let overflows = i - start > 300
    if (text.charCodeAt(i) === 0x2e) {
      i++
      if (!digits()) return i >= text.length ? this.ended() : this.fail(i)
    }
    const c = text.charCodeAt(i)
    if (c === 0x65 || c === 0x45) {
      i++
      const sign = text.charCodeAt(i)
      if (sign === 0x2b || sign === 0x2d) i++
      if (!digits()) return i >= text.length ? this.ended() : this.fail(i)
      overflows = true
    }
    if (overflows && !Number.isFinite(Number(text.slice(start, i))))
      this.report('not-finite', 'number-not-finite', { got: shorten(text.slice(start, i)) }, start)
    this.at = i
    return true
  }

  /**
   * Skips `NaN`, `Infinity` and the like in place of a value: not JSON, but clear enough to continue after reporting
   * it.
   */
  private notFinite(): boolean {
    NOT_FINITE.lastIndex = this.at
    const found = NOT_FINITE.exec(this.text)
    if (!found) return false
    this.report('not-finite', 'number-not-finite', { got: found[0] }, this.at)
    this.at += found[0].length
    return true
  }

  private ended(): false {
    this.report('document-invalid', 'json-ended', {}, this.text.length, [], true)
    return false
  }

  private fail(at: number): false {
    WORD.lastIndex = at
    const got = JSON.stringify(WORD.exec(this.text)?.[0] ?? '')
    this.report('document-invalid', 'json-invalid', { got }, at, [], true)
    return false
  }

  private over(key: 'document-too-large' | 'document-too-deep', limit: number): false {
    this.report('limit-exceeded', key, { limit }, this.at, [], true)
    return false
  }

  private report(
    code: Problem['code'],
    key: Problem['key'],
    values: Record<string, string | number>,
    offset: number,
    below: readonly string[] = [],
    last = false,
  ): void {
    // The problem that ends the scan is always reported.
    if (this.problems.length >= limits.problems && !last) return
    const frames = below.length > 0 ? this.frames.slice(0, -1) : this.frames
    const path = pointer([...frames.map((frame) => frame.key), ...below])
    this.problems.push({ code, key, values: { ...values, path: path || '/', ...this.position(offset) }, path })
  }

  /**
   * Line and column of an offset, both from 1. Problems come in order of the text, so lines are counted incrementally.
   */
  private position(offset: number): { line: number; column: number } {
    for (;;) {
      const end = this.text.indexOf('\n', this.lineStart)
      if (end < 0 || end >= offset) return { line: this.line, column: Math.max(1, offset - this.lineStart + 1) }
      this.line++
      this.lineStart = end + 1
    }
  }
}

const EMPTY: Set<string> = new Set()

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39
const isHex = (c: number): boolean => isDigit(c) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66)
const shorten = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text)
