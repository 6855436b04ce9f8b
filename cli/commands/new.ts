import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import type { CliCommand } from '../command'
import { copyData } from '../files'
import { place } from '../places'
import { Target } from '../target'
import { say } from '../terminal'
import { UsageError } from '../usage'

/** Creates a document: a copy of an example, with its data. */
export const newCommand: CliCommand = {
  name: 'new',
  takes: ['TEMPLATE'],
  options: { out: { takes: 'text' } },
  run({ terminal, json, positional: [template], options }) {
    const folder = place('examples')
    const known =
      folder === undefined
        ? []
        : readdirSync(folder)
            .filter((f) => f.endsWith('.unfold'))
            .map((f) => f.slice(0, -7))
            .sort()
    const name = template!.replace(/\.unfold$/, '')
    if (folder === undefined || !known.includes(name)) throw new UsageError('cli-template-unknown', { got: template!, known: known.join(', ') })
    const path = resolve(terminal.folder, String(options.get('out') ?? `${name}.unfold`))
    if (existsSync(path)) throw new UsageError('cli-exists', { path })
    const target = new Target(path)

    const text = readFileSync(join(folder, `${name}.unfold`), 'utf8')
    const { document } = parseDocument(text, registry)
    const files = [path]
    if (document?.data?.kind === 'file') {
      const data = join(dirname(path), document.data.path)
      if (copyData(join(folder, document.data.path), data)) files.push(data)
    }
    target.write(text)
    if (json) terminal.out(`${JSON.stringify({ files })}\n`)
    else for (const file of files) terminal.out(`${file}\n`)
    if (!json) terminal.err(`${say(terminal, 'cli-saved', { path })}\n`)
    return 0
  },
}
