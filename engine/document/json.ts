import type { Resumable } from '../base/resumable'
import { problem, type MessageValues, type Problem } from '../base/problem'
import { LEARNED } from './learned'
import { limits } from './limits'
import { NumberText, readingNumbers } from './number-text'
import { owners, pointer } from './pointer'

const NOT_FINITE = /-?(?:nan|inf(?:inity)?)\b/iy
/** Unescaped characters of a string; the regular expression skips megabytes of base64 five times as fast as a loop would. */
const PLAIN = /[^"\\\u0000-\u001f]*/y
const WORD = /[\p{L}\p{N}_.+-]{1,24}|[^]/uy

type Expecting = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing'

type Fault = Pick<Problem, 'code' | 'key' | 'path'> & { readonly values: MessageValues }

interface Frame {
  readonly object: boolean
  /** The key or index of the current entry. */
  key: string | number
  readonly seen: Set<string>
  /** Offset of its opening bracket. */
  readonly from: number
  /** Whether it is a list with only numbers so far; false at the end of an empty one. */
  numbers: boolean
}

/** A long list of numbers, or a long string without escapes: its offsets, brackets or quotes included, and the keys that lead to it. */
interface LongValue {
  readonly from: number
  readonly to: number
  readonly path: readonly (string | number)[]
  /** For a list whose numbers stay text, their count; undefined if they become an array. */
  readonly kept: number | 'string' | undefined
}

/** Lists with a longer text are parsed in pieces, and longer strings are cut out of the text. */
const LONG = 2 ** 20

/** UTF-16 units of a string to scan at a time. */
const PIECE = 4 * 2 ** 20

/** Most stored weights of a document that become arrays; a list that would exceed the rest of this number stays text. */
export const LISTED = 100_000

/**
 * Parses JSON text, as resumable work. First scans it without building a value: checks the grammar (RFC 8259), nesting,
 * number of values, duplicate keys, and numbers that are not finite, written as `NaN` or `1e999`. Without problems, the
 * value equals that of `JSON.parse`. Long lists are parsed in pieces, because a million numbers take 0.15 s. If lists store
 * more than `LISTED` weights, the long ones become a `NumberText`.
 */
export function* parsingJson(text: string): Resumable<{ readonly problems: readonly Problem[]; readonly value?: unknown }> {
  const scanner = new Scanner(text)
  const problems = yield* scanner.scan()
  yield
  return problems.length > 0 ? { problems } : { problems, value: yield* valueOf(text, scanner.long) }
}

function* valueOf(text: string, long: readonly LongValue[]): Resumable<unknown> {
  let [rest, at] = ['', 0]
  for (const { from, to, kept } of long) {
    rest += `${text.slice(at, from)}${kept === 'string' ? '""' : '[]'}`
    at = to
  }
  const root: Record<string | number, unknown> = { value: JSON.parse(rest + text.slice(at)) as unknown }
  for (const { from, to, path, kept } of long) {
    let [holder, key]: [typeof root, string | number] = [root, 'value']
    for (const next of path) [holder, key] = [holder[key] as typeof root, next]
    if (kept !== undefined) {
      holder[key] = kept === 'string' ? text.slice(from + 1, to - 1) : new NumberText(text.slice(from, to), kept)
      continue
    }
    const numbers: number[] = []
    yield* readingNumbers(text, from + 1, to - 1, (some) => {
      for (const number of some) numbers.push(number)
    })
    holder[key] = numbers
  }
  return root.value
}

/** Number of values after which a scan may be interrupted. */
const PART = 50_000

/** How many more values some parts of a document may have together. */
interface Room {
  left: number
  readonly limit: number
  readonly key: 'document-too-large' | 'others-too-large' | 'fitted-too-large' | 'tensors-too-large'
}

/** Values that training adds to the other parts: `extensions`, `learned` and its epoch. */
const PROGRESS = 3

class Scanner {
  private at = 0
  private expecting: Expecting = 'value'
  private values = 0
  private tensors = 0
  /** Room of each part with one of its own, and that of all others. */
  private readonly rooms: Readonly<Record<'data' | 'fitted' | 'weights' | 'others', Room>> = {
    data: { left: limits.inlineValues, limit: limits.inlineValues, key: 'document-too-large' },
    fitted: { left: limits.inlineValues, limit: limits.inlineValues, key: 'fitted-too-large' },
    weights: { left: limits.tensorValues, limit: limits.tensorValues, key: 'tensors-too-large' },
    others: { left: limits.otherValues, limit: limits.otherValues, key: 'others-too-large' },
  }
  private room = this.rooms.others
  /** Number of stored weights that may still become arrays. */
  private listed = LISTED
  /** The long values found so far. */
  readonly long: LongValue[] = []
  /** The piece of text in which strings are scanned now, and its offsets. */
  private piece = ''
  private pieceStart = 0
  private pieceEnd = 0
  /** Offset up to which the string at `at` has been scanned; 0 outside of strings. */
  private reached = 0
  /** Whether the last string had no escapes. */
  private plain = true
  private readonly frames: Frame[] = []
  private readonly problems: Fault[] = []
  /** Ids of nodes and edges found so far, so that problems in weights can name their owner. */
  private readonly ids = { nodes: new Set<string>(), edges: new Set<string>() }
  private line = 1
  private lineStart = 0

  constructor(private readonly text: string) {}

  *scan(): Resumable<Problem[]> {
    while (this.read(this.values + PART)) yield
    return this.problems.map(({ code, key, values, path }) => problem(code, key, values, { path, ...owners(path, (part, id) => this.ids[part].has(id)) }))
  }

  /** Continues the scan until there are `enough` values; returns whether text remains. */
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
      } else if (expecting === 'value-or-end' && c === 0x5d) {
        frame!.numbers = false
        expecting = this.leave()
      } else if (++this.values > limits.values) return this.over('document-too-large', limits.values)
      else if (!this.isStored(c) && --this.room.left < 0) return this.over(this.room.key, this.room.limit)
      else if (c === 0x7b || c === 0x5b) {
        if (frames.length === limits.nesting) return this.over('document-too-deep', limits.nesting)
        const object = c === 0x7b
        if (frame) frame.numbers = false
        frames.push({ object, key: object ? '' : 0, seen: EMPTY, from: this.at, numbers: !object })
        this.at++
        expecting = object ? 'key-or-end' : 'value-or-end'
      } else {
        if (frame && (c < 0x2d || c > 0x39)) frame.numbers = false
        const from = this.at
        if (!this.scalar(c)) return false
        if (this.reached > 0) {
          this.values--
          this.expecting = expecting
          return true
        }
        if (this.at - from > LONG && c === 0x22 && this.plain) this.long.push({ from, to: this.at, path: frames.map(({ key }) => key), kept: 'string' })
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
    const { numbers, from, key } = this.frames.pop()!
    this.at++
    if (numbers) this.leaveNumbers(from, (key as number) + 1)
    return this.frames.length > 0 ? 'comma-or-end' : 'nothing'
  }

  private leaveNumbers(from: number, count: number): void {
    const { frames, at } = this
    const weights = frames.length === 3 && this.inTensor()
    const kept = weights && count > this.listed ? count : undefined
    if (weights && kept === undefined) this.listed -= count
    if (kept !== undefined || at - from > LONG) this.long.push({ from, to: at, path: frames.map(({ key }) => key), kept })
  }

  /** Whether a value that starts with a character is one of the numbers of a tensor, which have no room of their own. */
  private isStored(c: number): boolean {
    return this.room === this.rooms.weights && this.frames.length === 4 && c <= 0x39 && c !== 0x22 && this.inTensor()
  }

  /** Whether the scan is within the `data` or the `indices` of a tensor. */
  private inTensor(): boolean {
    const name = this.frames[2]!.key
    return this.frames[0]!.key === 'weights' && (name === 'data' || name === 'indices')
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
    if (this.frames.length === 1) this.room = this.rooms[key === 'data' || key === 'fitted' || key === 'weights' ? key : 'others']
    const part = this.frames.length === 2 && this.frames[0]!.key
    if (part === 'nodes' || part === 'edges') this.ids[part].add(key)
    if (part === 'extensions' && key === LEARNED) this.rooms.others.left += PROGRESS
    return part !== 'weights' || ++this.tensors <= limits.tensors || this.over('tensors-too-many', limits.tensors)
  }

  private scalar(c: number): boolean {
    if (c === 0x22) return this.string(true)
    if (c === 0x2d || (c >= 0x30 && c <= 0x39)) return this.number()
    for (const word of ['true', 'false', 'null'])
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return true
      }
    return this.notFinite() || this.fail(this.at)
  }

  /**
   * Skips a string, from the opening quote past the closing one. If `pauses` is set, stops at the end of the piece of text,
   * and `reached` says how far it got.
   */
  private string(pauses = false): boolean {
    const { text } = this
    if (this.reached === 0) this.plain = true
    let i = Math.max(this.reached, this.at + 1)
    this.reached = 0
    for (;;) {
      i = this.plainEnd(i)
      if (i >= text.length) return this.ended()
      if (i === this.pieceEnd) {
        if (!pauses) continue
        this.reached = i
        return true
      }
      const c = text.charCodeAt(i)
      if (c === 0x22) {
        this.at = i + 1
        return true
      }
      if (c < 0x20) return this.fail(i)
      this.plain = false
      i++
      const escaped = text.charCodeAt(i)
      if (escaped === 0x75) {
        for (const end = i + 4; i < end; ) if (!isHex(text.charCodeAt(++i))) return i >= text.length ? this.ended() : this.fail(i)
      } else if (!'"\\/bfnrt'.includes(text.charAt(i)) || i >= text.length) return i >= text.length ? this.ended() : this.fail(i)
      i++
    }
  }

  /** The end of the unescaped characters from an offset on, or of the piece of text that it is in. */
  private plainEnd(from: number): number {
    if (from < this.pieceStart || from >= this.pieceEnd) {
      this.piece = this.text.slice(from, from + PIECE)
      this.pieceStart = from
      this.pieceEnd = from + this.piece.length
    }
    PLAIN.lastIndex = from - this.pieceStart
    PLAIN.test(this.piece)
    return this.pieceStart + PLAIN.lastIndex
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

  private over(key: Room['key'] | 'document-too-deep' | 'tensors-too-many', limit: number): false {
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
