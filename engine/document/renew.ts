import { asWritten } from './newer'
import { NumberText } from './number-text'
import { isObject } from './pointer'
import { serializeDocument, serializePart } from './serialize'
import type { GraphDocument } from './types'

/**
 * Longest text, in UTF-16 units, whose formatting is preserved. Longer ones are mostly weights, which nobody formats by
 * hand.
 */
export const RENEWED = 8 * 2 ** 20

/** Extent of a value in a JSON text. */
interface Span {
  readonly from: number
  readonly to: number
}

interface Entry {
  readonly key: string | undefined
  /** Offset of the key, or of the value in a list. */
  readonly from: number
  readonly value: Span
}

/**
 * Serializes a document with the formatting of its earlier text wherever values are equal: notation of numbers, spaces,
 * tabs, line ends, byte order mark. New values go on lines of their own, indented like their neighbours.
 *
 * @param before The earlier text, which must be JSON of a document.
 */
export function renewDocument(before: string, document: GraphDocument): string {
  if (before.length > RENEWED) return serializeDocument(document)
  const mark = before.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = before.slice(mark.length)
  let old: unknown
  try {
    old = JSON.parse(text)
  } catch {
    return serializeDocument(document)
  }
  return new Renewal(text, mark).document(old, asWritten(document))
}

class Renewal {
  private readonly end: string
  private readonly unit: string

  constructor(
    private readonly text: string,
    private readonly mark: string,
  ) {
    this.end = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
    this.unit = /[\r\n]([\t ]+)"/.exec(text)?.[1] ?? '  '
  }

  document(old: unknown, now: GraphDocument): string {
    const from = blanks(this.text, 0)
    const to = skip(this.text, from)
    return this.mark + this.text.slice(0, from) + this.value({ from, to }, old, now, fresh(now), '') + this.text.slice(to)
  }

  /** Returns the text of the value that was at `at`; uses `lines`, its serialized form, if the value is new. */
  private value(at: Span, old: unknown, now: unknown, lines: string, indent: string): string {
    if (same(old, now)) return this.text.slice(at.from, at.to)
    if (now instanceof NumberText) return now.text
    if (isObject(old) && isObject(now)) return this.object(at, old, now, lines, indent)
    if (Array.isArray(old) && Array.isArray(now) && old.length === now.length && old.length > 0) return this.list(at, old, now)
    return this.indented(lines, indent)
  }

  /** Lists of equal length keep the text between their values. */
  private list(at: Span, old: readonly unknown[], now: readonly unknown[]): string {
    const entries = entriesOf(this.text, at.from)
    let written = ''
    let reached = at.from
    entries.forEach(({ value }, i) => {
      written += this.text.slice(reached, value.from) + this.value(value, old[i], now[i], fresh(now[i]), '')
      reached = value.to
    })
    return written + this.text.slice(reached, at.to)
  }

  private object(at: Span, old: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>, lines: string, indent: string): string {
    const entries = entriesOf(this.text, at.from)
    const keys = Object.keys(now).filter((key) => now[key] !== undefined)
    if (entries.length === 0 || keys.length === 0) return this.indented(lines, indent)
    const there = new Map(entries.map((entry) => [entry.key, entry]))
    const first = entries[0]!
    const before = this.text.slice(at.from + 1, first.from)
    const onLines = /[\r\n]/.test(before)
    const inner = onLines ? before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1) : indent
    const between = onLines ? `,${this.end}${inner}` : ', '
    const texts = keys.map((key) => {
      const entry = there.get(key)
      const written = piece(now, key)
      if (!entry) return `${JSON.stringify(key)}: ${onLines ? this.indented(written, inner) : flat(written)}`
      return this.text.slice(entry.from, entry.value.from) + this.value(entry.value, old[key], now[key], written, inner)
    })
    // Keeps the text between two entries that are still adjacent.
    const joined = texts.reduce((all, text, i) => {
      if (i === 0) return text
      const [left, right] = [there.get(keys[i - 1]!), there.get(keys[i]!)]
      const next = left && right && entries[entries.indexOf(left) + 1] === right
      return all + (next ? this.text.slice(left.value.to, right.from) : between) + text
    })
    return `{${before}${joined}${this.text.slice(entries.at(-1)!.value.to, at.to)}`
  }

  /** Converts serialized lines from two-space indentation and LF to the indentation and line ends of the text. */
  private indented(lines: string, indent: string): string {
    return lines
      .split('\n')
      .map((line, i) => {
        const depth = /^ */.exec(line)![0].length
        return i === 0 ? line : indent + this.unit.repeat(depth / 2) + line.slice(depth)
      })
      .join(this.end)
  }
}

/** Serializes a value without context. */
const fresh = (value: unknown): string => serializePart(value).trimEnd()

/** Serializes the entry of a document, or of a part of it, under a key. */
function piece(whole: Readonly<Record<string, unknown>>, key: string): string {
  const lines = fresh({ [key]: whole[key] }).split('\n')
  // Strip the braces and the key, and one level of indentation.
  const body = lines
    .slice(1, -1)
    .map((line) => line.slice(2))
    .join('\n')
  return body.slice(JSON.stringify(key).length + 2)
}

const flat = (lines: string): string => lines.replace(/\n */g, ' ')

/** Returns whether two values have equal numbers, texts and keys, including the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => same(value, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const [one, two] = [a, b].map((value) => Object.keys(value).filter((key) => value[key] !== undefined)) as [string[], string[]]
  return one.length === two.length && one.every((key, i) => key === two[i] && same(a[key], b[key]))
}

function blanks(text: string, at: number): number {
  while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++
  return at
}

/** Offset after the string that begins at `at`. */
function string(text: string, at: number): number {
  for (let i = at + 1; ; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
}

/** Offset after the value that begins at `at`. */
function skip(text: string, at: number): number {
  if (text[at] === '"') return string(text, at)
  if (text[at] !== '{' && text[at] !== '[') {
    while (at < text.length && !',]} \t\r\n'.includes(text[at]!)) at++
    return at
  }
  let depth = 0
  for (let i = at; ; i++) {
    const c = text[i]!
    if (c === '"') i = string(text, i) - 1
    else if (c === '{' || c === '[') depth++
    else if ((c === '}' || c === ']') && --depth === 0) return i + 1
  }
}

/** The entries of the list or object that begins at `at`. */
function entriesOf(text: string, at: number): Entry[] {
  const isList = text[at] === '['
  const found: Entry[] = []
  for (let i = blanks(text, at + 1); text[i] !== '}' && text[i] !== ']'; i = blanks(text, i)) {
    if (text[i] === ',') {
      i++
      continue
    }
    const from = i
    let key: string | undefined
    if (!isList) {
      const end = string(text, i)
      key = JSON.parse(text.slice(i, end)) as string
      i = blanks(text, blanks(text, end) + 1)
    }
    const to = skip(text, i)
    found.push({ key, from, value: { from: i, to } })
    i = to
  }
  return found
}
