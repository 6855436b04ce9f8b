import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Bundle } from '../engine/archive/bundle'
import { isRunFile, runsBeside, runsToPack, type RunFileFound } from '../engine/archive/runs'
import { onDisk } from './disk'
import { isLink, refusing } from './files'

/**
 * The files of a document's runs that go into a bundle, by their name in it: paths beside the document. Links are
 * skipped: a folder of runs may have come with a document, and its links may lead anywhere.
 */
export async function runsOf(path: string): Promise<(readonly [string, string])[]> {
  const home = runsBeside(path)
  return onDisk(
    home,
    async () => {
      const byRun = new Map<number, (RunFileFound & { readonly place: string })[]>()
      const outside = (await isLink(home)) || (await isLink(join(home, 'runs')))
      const entries = outside ? [] : await readdir(join(home, 'runs'), { withFileTypes: true }).catch(() => [])
      for (const entry of entries) {
        const run = entry.name
        if (!/^\d{4,5}$/.test(run) || !entry.isDirectory()) continue
        const found: (RunFileFound & { readonly place: string })[] = []
        for (const file of await readdir(join(home, 'runs', run)).catch(() => [])) {
          const place = join(home, 'runs', run, file)
          const info = await lstat(place).catch(() => undefined)
          if (info?.isFile()) found.push({ name: `runs/${run}/${file}`, size: info.size, place })
        }
        byRun.set(Number(run), found)
      }
      return runsToPack(byRun).map(({ name, place }) => [name, place] as const)
    },
    { slow: true },
  )
}

/** Writes the runs of a bundle beside it, where every document has its runs, unless some exist there: they may be newer. */
export async function unpackRuns(path: string, files: Bundle['files']): Promise<void> {
  const home = runsBeside(path)
  const runs = [...files].filter(([name]) => isRunFile(name))
  if (runs.length === 0) return
  await onDisk(
    home,
    async () => {
      if ((await lstat(home).catch(() => null)) !== null) return
      for (const [name, file] of runs) {
        await mkdir(dirname(join(home, name)), { recursive: true })
        await writeFile(
          join(home, name),
          refusing(path, () => file.read()),
          { flag: 'wx' },
        )
      }
    },
    { slow: true },
  )
}
