import { existsSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { BUNDLE, isBundleName, writeBundle } from '../../engine/archive/bundle'
import { isRunFile, runsBeside } from '../../engine/archive/runs'
import { filesOf } from '../bundles'
import type { CliCommand } from '../command'
import { readParsed, refuseOverwrite } from '../open'
import { USAGE } from '../status'
import { Target } from '../target'
import { say } from '../terminal'
import { UsageError } from '../usage'
import { writeAll } from '../write-all'

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
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) throw new UsageError('cli-export-folder-file', { path: folder })
    const name = basename(source.path, extname(source.path))
    const files: (readonly [string, string | Uint8Array])[] = [[join(folder, `${name}.unfold`), source.text]]
    for (const [path, content] of filesOf(source)) files.push([join(isRunFile(path) ? runsBeside(join(folder, `${name}.unfold`)) : folder, path), content])
    const [first] = files.find(([path], i) => existsSync(path) || files.findIndex(([other]) => other === path) < i) ?? []
    if (first !== undefined) throw new UsageError('cli-exists', { path: first })
    const written = writeAll(files.map(([path, content]) => ({ path, content })))
    if (json) terminal.out(`${JSON.stringify({ files: written })}\n`)
    else for (const path of written) terminal.err(`${say(terminal, 'cli-saved', { path })}\n`)
    return 0
  },
}
