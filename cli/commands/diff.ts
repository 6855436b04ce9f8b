import { resolve } from 'node:path'
import { differences, weightDifferences, weightWords, type Difference } from '../../engine/document/differences'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import type { CliCommand } from '../command'
import { readDocument } from '../files'
import { Refused } from '../open'
import { plain } from '../plain'
import { say, type Terminal } from '../terminal'

/** Prints, in words, in what two documents differ: what they compute, and the weights that they store. */
export const diff: CliCommand = {
  name: 'diff',
  takes: ['FILE', 'FILE'],
  options: {},
  run({ terminal, json, positional: [one, other] }) {
    const from = parsed(terminal, one!)
    const to = parsed(terminal, other!)
    const found = differences(from, to)
    const weights = weightDifferences(from, to)
    const same = found.length === 0 && weights.length === 0
    if (json) terminal.out(`${JSON.stringify({ same, differences: found, weights })}\n`)
    else if (same) terminal.out(`${say(terminal, 'cli-diff-none')}\n`)
    else
      for (const line of [
        ...found.map((difference) => inWords(terminal, from, to, difference)),
        ...weights.map(weightWords).map(({ key, values }) => say(terminal, key, values)),
      ])
        terminal.out(`${line}\n`)
    return 0
  },
}

/** Reads and checks a document; its data is not read. */
function parsed(terminal: Terminal, file: string): GraphDocument {
  const { text, problem } = readDocument(resolve(terminal.folder, file))
  const { document, errors, warnings } = text === undefined ? { errors: problem ? [problem] : [], warnings: [] } : parseDocument(text, registry)
  if (document) return document
  terminal.err(`${say(terminal, 'cli-diff-refused', { path: plain(file) })}\n`)
  throw new Refused(errors, warnings)
}

const LONGEST = 60
/** A value as JSON, shortened. */
function shown(value: unknown): string {
  const text = plain(value === undefined ? '–' : JSON.stringify(value))
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}

/** One difference as a line: a node or wire that one document alone has, or a setting with both values. */
function inWords(terminal: Terminal, from: GraphDocument, to: GraphDocument, { path: [part, ...keys], from: a, to: b }: Difference): string {
  const [id = '', ...rest] = keys
  const setting = (subject: string, names: readonly string[]): string => `${subject}: ${plain(names.join('.'))}: ${shown(a)} → ${shown(b)}`
  if (part !== 'nodes' && part !== 'edges') return setting(say(terminal, part === 'data' ? 'cli-diff-data' : 'cli-diff-training'), keys)
  const subject =
    part === 'nodes'
      ? say(terminal, 'cli-diff-node', { id, type: (from.nodes[id] ?? to.nodes[id])!.type })
      : say(terminal, 'cli-diff-wire', { id, from: (from.edges[id] ?? to.edges[id])!.from, to: (from.edges[id] ?? to.edges[id])!.to })
  if (rest.length > 0) return setting(subject, rest)
  return say(terminal, a === undefined ? 'cli-diff-added' : 'cli-diff-removed', { what: subject })
}
