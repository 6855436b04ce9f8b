import { lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isBundleName, writeBundle } from '../engine/archive/bundle'
import { runsBeside, runsToPack, type RunFileFound } from '../engine/archive/runs'
import { ArchiveError } from '../engine/archive/zip'
import { problem } from '../engine/base/problem'
import { limits } from '../engine/document/limits'
import { inside } from './files'
import { Refused, type Source } from './open'
import { reasonOf } from './reason'

/**
 * Returns the content to write at a path: the text of a document or, if the path is that of a bundle, a bundle of the
 * document with its files. If the data file has been removed meanwhile, the bundle has only the document, so that the
 * learned weights are not lost.
 */
export function content(source: Source, text: string, path: string): string | Uint8Array {
  if (!isBundleName(path)) return text
  try {
    return writeBundle(text, filesOf(source))
  } catch (error) {
    if (error instanceof Refused || error instanceof ArchiveError) return writeBundle(text, [])
    throw error
  }
}

/** The files that belong to a document: those of its bundle, or its data file and its runs. @throws Refused if the data cannot be read. */
export function filesOf({ path: own, document: { data }, bundle }: Source): (readonly [string, Uint8Array])[] {
  if (bundle) return Array.from(bundle, ([name, file]) => [name, file.read()] as const)
  if (data?.kind !== 'file') return runsOf(own)
  const { path } = data
  const refused = (key: 'cli-data-outside' | 'cli-file-kind'): Refused => new Refused([problem('data-missing', key, { path }, { path: '/data/path' })])
  const folder = dirname(own)
  const file = resolve(folder, path)
  try {
    if (!inside(realpathSync(folder), realpathSync(file))) throw refused('cli-data-outside')
    const info = statSync(file)
    if (!info.isFile() || info.size > limits.textLength) throw refused('cli-file-kind')
    return [[path, readFileSync(file)], ...runsOf(own)]
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused([problem('data-missing', 'cli-file-unreadable', { path, reason: reasonOf(error) }, { path: '/data/path' })])
  }
}

/** The runs of a document that go into a bundle, from the folder beside it. Links are skipped: they may have come with the document and lead anywhere. */
function runsOf(path: string): (readonly [string, Uint8Array])[] {
  const home = runsBeside(path)
  const runs = join(home, 'runs')
  const byRun = new Map<number, (RunFileFound & { readonly place: string })[]>()
  const own = [home, runs].every((folder) => lstatSync(folder, { throwIfNoEntry: false })?.isDirectory())
  for (const { name: run } of own ? readdirSync(runs, { withFileTypes: true }).filter((entry) => /^\d{4,5}$/.test(entry.name) && entry.isDirectory()) : []) {
    const files = readdirSync(join(runs, run), { withFileTypes: true }).filter((file) => file.isFile())
    byRun.set(
      Number(run),
      files.map(({ name }) => ({ name: `runs/${run}/${name}`, size: statSync(join(runs, run, name)).size, place: join(runs, run, name) })),
    )
  }
  return runsToPack(byRun).map(({ name, place }) => [name, readFileSync(place)] as const)
}
