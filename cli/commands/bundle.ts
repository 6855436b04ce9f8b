import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { BUNDLE, isBundleName, writeBundle } from '../../engine/archive/bundle'
import { isRunFile, runsBeside } from '../../engine/archive/runs'
import { filesOf } from '../bundles'
import type { CliCommand } from '../command'
import { readParsed, refuseOverwrite } from '../open'
import { USAGE } from '../status'
import { Target } from '../target'
import { say } from '../terminal'
import { UsageError } from '../usage'
import { makeFolder } from '../make-folder'

/** Puts a document and its data file into one file to share. */
export const bundle: CliCommand = {
  name: 'bundle',
  takes: ['FILE'],
  options: { out: { takes: 'text' } },
  run({ terminal, json, positional: [file], options }) {
    const out = options.get('out') as string | undefined
    if (out === undefined || !isBundleName(out)) throw new UsageError('cli-bundle-out', { extension: BUNDLE })
    const path = resolve(terminal.folder, out)
    const target = new Target(path)
    const source = readParsed(terminal, file!)
    refuseOverwrite(source, path, 'out')
    const files = filesOf(source)
    const went = target.write(writeBundle(source.text, files))
    if (json) terminal.out(`${JSON.stringify({ file: went, files: files.map(([name]) => name) })}\n`)
    else terminal.err(`${say(terminal, 'cli-saved', { path: went })}\n`)
    return went === path ? 0 : USAGE
  },
}

/** Writes the document and the files of a bundle into a folder; refuses if one of them exists there. */
export const unbundle: CliCommand = {
  name: 'unbundle',
  takes: ['FILE'],
  options: { out: { takes: 'text' } },
  run({ terminal, json, positional: [file], options }) {
    const out = options.get('out') as string | undefined
    if (out === undefined) throw new UsageError('cli-unbundle-out')
    const source = readParsed(terminal, file!)
    if (!source.bundle) throw new UsageError('cli-unbundle-none', { path: file! })
    const folder = resolve(terminal.folder, out)
    const name = basename(source.path, extname(source.path))
    const files: (readonly [string, string | Uint8Array])[] = [[join(folder, `${name}.unfold`), source.text]]
    for (const [path, content] of filesOf(source)) files.push([join(isRunFile(path) ? runsBeside(join(folder, `${name}.unfold`)) : folder, path), content])
    const [first] = files.find(([path], i) => existsSync(path) || files.findIndex(([other]) => other === path) < i) ?? []
    if (first !== undefined) throw new UsageError('cli-exists', { path: first })
    for (const [path, content] of files) {
      makeFolder(dirname(path), path)
      new Target(path).write(content)
      if (!json) terminal.err(`${say(terminal, 'cli-saved', { path })}\n`)
    }
    if (json) terminal.out(`${JSON.stringify({ files: files.map(([path]) => path) })}\n`)
    return 0
  },
}
