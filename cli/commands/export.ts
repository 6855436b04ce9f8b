import { resolve } from 'node:path'
import type { Network } from '../../engine/compile'
import { latexOf } from '../../engine/export/latex'
import { Model } from '../../engine/learn/model'
import { registry } from '../../nodes'
import type { Command } from '../command'
import { checkWritable, writeFile } from '../files'
import { Refused, open } from '../open'
import { say, tell } from '../terminal'
import { UsageError } from '../usage'

/** Writes a network, with its weights, in the words of another program. */
export type Exporter = (network: Network, model: Model) => string

/** The formats that there are, by the name that `--to` takes. */
export const exporters: Readonly<Record<string, Exporter>> = {
  latex: (network) => latexOf(network.document, registry),
}

/** Writes the network in another format. */
export const exportCommand: Command = {
  name: 'export',
  takes: ['FILE'],
  options: { to: { takes: 'text' }, out: { takes: 'text' } },
  run({ terminal, json, positional: [file], options }) {
    const to = String(options.get('to') ?? '')
    const known = Object.keys(exporters)
    if (!Object.hasOwn(exporters, to)) throw new UsageError('cli-export-unknown', { got: to, known: known.join(', ') })
    const out = options.get('out') as string | undefined
    const path = out === undefined ? undefined : resolve(terminal.folder, out)
    if (path !== undefined) checkWritable(path)
    const { compiled } = open(terminal, file!)
    if (!compiled.network) throw new Refused(compiled.errors, compiled.warnings)
    tell(terminal, 'cli-warning', compiled.warnings)
    const text = exporters[to]!(compiled.network, new Model(compiled.network))
    if (path === undefined) terminal.out(json ? `${JSON.stringify({ text })}\n` : text)
    else {
      writeFile(path, text)
      if (json) terminal.out(`${JSON.stringify({ file: path })}\n`)
      else terminal.err(`${say(terminal, 'cli-saved', { path })}\n`)
    }
    return 0
  },
}
