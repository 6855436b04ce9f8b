import { resolve } from 'node:path'
import { differenceText, weightText } from '../../engine/document/difference-words'
import { differences, weightDifferences } from '../../engine/document/differences'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import type { CliCommand } from '../command'
import { readDocument } from '../files'
import { Refused } from '../open'
import { plain } from '../plain'
import { languageOf, say, type Terminal } from '../terminal'

/** Prints, in words, the differences between two documents: in what they compute, and in their stored weights. */
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
    else {
      const language = languageOf(terminal)
      const named = [from, to]
      for (const line of [...found.map((one) => differenceText(language, one, named)), ...weights.map((one) => weightText(language, one))])
        terminal.out(`${plain(line)}\n`)
    }
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
