import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { writingBundle, type Bundle } from '../engine/archive/bundle'
import { createAtomically } from './atomic'
import { readBytes, refusing, refusingLater } from './files'
import { fingerprint, inTasks } from './in-pieces'
import { makeFolder } from './folder'

/** Milliseconds after which an unpacked file that no bundle has used is removed. */
const KEPT = 30 * 24 * 3600 * 1000

/**
 * The files of bundles, unpacked into a folder of the program, where documents read them as chosen data files. They are
 * named by their content, so that no name from an archive is used as a path.
 */
export class Bundles {
  private cleared: Promise<void> | undefined

  constructor(private readonly folder: string) {}

  /** Unpacks the files of the bundle at `path`; returns name and place of each. @throws FileError if one is damaged. */
  async unpack(path: string, files: Bundle['files']): Promise<(readonly [string, string])[]> {
    const places: (readonly [string, string])[] = []
    for (const [name, file] of files)
      places.push([
        name,
        await this.keep(
          name,
          refusing(path, () => file.read()),
        ),
      ])
    return places
  }

  /**
   * Makes a bundle of a document and files, given by name and path.
   * @returns its bytes, and its files as `unpack` gives them.
   */
  async pack(
    path: string,
    text: string,
    files: ReadonlyMap<string, string>,
  ): Promise<{ readonly bytes: Uint8Array; readonly files: readonly (readonly [string, string])[] }> {
    const contents = new Map<string, Uint8Array>()
    for (const [name, place] of files) contents.set(name, await readBytes(place))
    const bytes = await refusingLater(path, inTasks(writingBundle(text, contents)))
    const kept: (readonly [string, string])[] = []
    for (const [name, content] of contents) kept.push([name, await this.keep(name, content)])
    return { bytes, files: kept }
  }

  /** Writes content into the folder, unless it is already there. Its name keeps the extension, from which the format of a table is recognized. */
  private async keep(name: string, content: Uint8Array): Promise<string> {
    await makeFolder(this.folder)
    await (this.cleared ??= this.clear().catch(() => undefined))
    const extension = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? ''
    const place = join(this.folder, (await fingerprint(content)) + extension)
    const now = new Date()
    const there = await utimes(place, now, now).then(
      () => true,
      () => false,
    )
    if (there && (await stat(place)).size === content.length) return place
    await rm(place, { force: true })
    await createAtomically(place, (handle) => handle.writeFile(content))
    return place
  }

  private async clear(): Promise<void> {
    const oldest = Date.now() - KEPT
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name)
      if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true })
    }
  }
}
