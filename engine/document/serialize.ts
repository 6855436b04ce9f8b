import type { GraphDocument } from './types'
import { asWritten } from './newer'
import { NumberText } from './number-text'
import { isChecked } from './tensor'

/** Parts of a document with one entry per line; everything else is on one line. */
type Layout = 'line' | { readonly each: Layout } | { readonly keys: Readonly<Record<string, Layout>> }

const lines: Layout = { each: 'line' }
const layout: Layout = {
  keys: {
    nodes: lines,
    edges: lines,
    data: { keys: { sequences: { each: lines } } },
    training: { keys: {} },
    weights: lines,
    fitted: { keys: { columns: lines } },
    view: { keys: { nodes: lines, edges: lines, groups: lines, notes: lines, tour: lines } },
    extensions: lines,
  },
}

/**
 * Serializes a document in the earliest version that has its keys: keys in their order; one node, edge, position,
 * tensor or signal per line. Equal documents give equal text, and parsing it restores the document to the last bit of
 * every number.
 */
export const serializeDocument = (document: GraphDocument): string => documentPieces(document).join('')

/** The text of `serializeDocument` in pieces. Equal documents give equal pieces. */
export const documentPieces = (document: GraphDocument): string[] => partPieces(asWritten(document))

/** A value as JSON on one line, with numbers that are kept as text as they were. */
export const lineOf = (value: unknown): string => linePieces(value).join('')

/** The text of `lineOf` in pieces. */
export function linePieces(value: unknown): string[] {
  const pieces: string[] = []
  writeLine(value, pieces)
  return pieces
}

/** As `serializeDocument`, for some of a document's keys or a value with the same layout. */
export const serializePart = (part: unknown): string => partPieces(part).join('')

function partPieces(part: unknown): string[] {
  const pieces: string[] = []
  write(part, layout, '', pieces)
  pieces.push('\n')
  return pieces
}

function write(value: unknown, how: Layout, indent: string, pieces: string[]): void {
  const isList = Array.isArray(value)
  if (how === 'line' || typeof value !== 'object' || value === null) return writeLine(value, pieces)
  const entries = isList ? value.map((entry: unknown) => ['', entry] as const) : present(value)
  if (entries.length === 0) return void pieces.push(isList ? '[]' : '{}')
  const inner = `${indent}  `
  pieces.push(isList ? '[' : '{')
  entries.forEach(([key, entry], i) => {
    pieces.push(i === 0 ? '\n' : ',\n', inner)
    if (!isList) pieces.push(JSON.stringify(key), ': ')
    const below = 'each' in how ? how.each : Object.hasOwn(how.keys, key) ? how.keys[key]! : 'line'
    write(entry, below, inner, pieces)
  })
  pieces.push('\n', indent, isList ? ']' : '}')
}

function writeLine(value: unknown, pieces: string[]): void {
  if (typeof value === 'number') pieces.push(formatNumber(value))
  else if (value instanceof NumberText) pieces.push(value.text)
  else if (Array.isArray(value)) {
    pieces.push('[')
    value.forEach((entry: unknown, i) => {
      if (i > 0) pieces.push(', ')
      writeLine(entry, pieces)
    })
    pieces.push(']')
  } else if (typeof value === 'object' && value !== null) {
    pieces.push('{')
    const plain = isChecked(value)
    present(value).forEach(([key, entry], i) => {
      pieces.push(i > 0 ? ', ' : '', JSON.stringify(key), ': ')
      if (plain && typeof entry === 'string') pieces.push('"', entry, '"')
      else writeLine(entry, pieces)
    })
    pieces.push('}')
  } else {
    const text = JSON.stringify(value) as string | undefined
    if (text === undefined) throw new TypeError(`a ${typeof value} has no place in a document`)
    pieces.push(text)
  }
}

/** Returns the entries without undefined ones, which count as absent. */
const present = (value: object): [string, unknown][] => (Object.entries(value) as [string, unknown][]).filter(([, entry]) => entry !== undefined)

/** Shortest text that parses to the same number; JSON.stringify would drop the sign of −0. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no place in a document`)
  return Object.is(value, -0) ? '-0' : String(value)
}
