import { constants } from 'node:fs'
import { cp, mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { runsBeside } from '../engine/archive/runs'
import { limits } from '../engine/document/limits'
import { markOf, isRow, pausedResult, rowOf, type Mark, type RunRow } from '../engine/sweep/row'
import { writeAllAtomically, writeAtomically } from './atomic'
import type { DocumentPlace, RunFile, RunSource } from './contract'
import { onDisk, onDiskFor } from './disk'
import type { Documents } from './documents'
import { FileError } from './failure'
import { makeFolder } from './folder'
import { isLink, readText } from './files'
import { text } from './language'

/** Where the runs of a document are: beside its file, or in the settings folder until it has one. */
export interface RunsPlace {
  readonly id: string
  readonly from: DocumentPlace
}

/** The files that the window writes of one run; null leaves a file as it is. */
export type RunToKeep = Readonly<Record<'result', string>> & Readonly<Record<Exclude<RunFile, 'result'>, string | null>>

const FILES: Readonly<Record<RunFile, string>> = {
  result: 'result.json',
  log: 'log.jsonl',
  document: 'document.unfold',
  best: 'best.unfold',
  trained: 'trained.unfold',
}
const INDEX = 'index.json'
const SWEEP = 'sweep.json'
/** Number of runs read at the same time. */
const AT_ONCE = 32
/** Milliseconds between a change and writing the index. */
const PAUSE = 2_000

const runName = (run: number): string => String(run).padStart(4, '0')

/** The text of a file; undefined for a link, a pipe, a file that is too long, or none. */
async function textOf(path: string): Promise<string | undefined> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)).catch(() => undefined)
  try {
    const info = await handle?.stat()
    return handle && info?.isFile() && info.size <= limits.textLength ? await handle.readFile('utf8') : undefined
  } catch {
    return undefined
  } finally {
    await handle?.close()
  }
}

async function readJson(path: string): Promise<unknown> {
  const found = await textOf(path)
  try {
    return found === undefined ? undefined : (JSON.parse(found) as unknown)
  } catch {
    return undefined
  }
}

/** @throws FileError if one of these is a link: a folder of runs may come with a document, and its links may lead anywhere. */
async function refuseLinks(...paths: readonly string[]): Promise<void> {
  for (const path of paths) if (await isLink(path)) throw new FileError(text('error.runs-link', { path }))
}

/** Numbers of the runs that have a folder. */
async function numbersIn(folder: string): Promise<readonly number[]> {
  const entries = await readdir(join(folder, 'runs'), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => /^\d{4,5}$/.test(entry.name) && entry.isDirectory())
    .map(({ name }) => Number(name))
    .filter((run) => run > 0)
    .sort((a, b) => a - b)
    .slice(0, limits.runs)
}

/** A folder with runs: `runs/NNNN/`, an index of their results, and for a sweep its plan. */
class RunsFolder {
  private rows: Map<number, RunRow> | undefined
  private writing: Promise<unknown> = Promise.resolve()
  private waiting: ReturnType<typeof setTimeout> | undefined

  constructor(readonly path: string) {}

  private at(run: number, name: string): string {
    return join(this.path, 'runs', runName(run), name)
  }

  /** @throws FileError if a link would make reads or writes go elsewhere. */
  refuseLinks(...files: readonly string[]): Promise<void> {
    return onDisk(this.path, () => refuseLinks(this.path, join(this.path, 'runs'), join(this.path, INDEX), ...files.flatMap((path) => [dirname(path), path])))
  }

  /** Reads the index, and the results that it lacks. */
  private async known(): Promise<Map<number, RunRow>> {
    if (this.rows) return this.rows
    const index = await readJson(join(this.path, INDEX))
    const listed = typeof index === 'object' && index !== null && 'rows' in index && Array.isArray(index.rows) ? (index.rows as unknown[]) : []
    this.rows = new Map()
    for (const row of listed.slice(0, limits.runs)) if (isRow(row)) this.rows.set(row.run, row)
    await this.purge(this.rows)
    return this.rows
  }

  /** Removes the files of runs that were deleted in an earlier session; a sweep keeps their results, so that it does not train them again. */
  private async purge(rows: Map<number, RunRow>): Promise<void> {
    const removed = [...rows.values()].filter(({ mark }) => mark?.removed === true)
    if (removed.length === 0) return
    const sweep = (await textOf(join(this.path, SWEEP))) !== undefined
    const there = new Set(await numbersIn(this.path))
    for (const { run } of removed) {
      if (!there.has(run)) continue
      if (!sweep) await rm(join(this.path, 'runs', runName(run)), { recursive: true, force: true })
      else for (const file of ['log', 'best', 'trained'] as const) await rm(this.at(run, FILES[file]), { force: true })
      if (!sweep) rows.delete(run)
    }
  }

  async list(): Promise<{ readonly rows: readonly RunRow[]; readonly plan: string | undefined }> {
    await this.refuseLinks()
    return await onDisk(
      join(this.path, INDEX),
      async () => {
        const rows = await this.known()
        const present = await numbersIn(this.path)
        const there = new Set(present)
        for (const run of rows.keys()) if (!there.has(run)) rows.delete(run)
        // A run whose result is known has ended: its files do not change any more.
        const fresh = present.filter((run) => !['done', 'failed', 'given-up'].includes(rows.get(run)?.state ?? ''))
        for (let first = 0; first < fresh.length; first += AT_ONCE)
          await Promise.all(
            fresh.slice(first, first + AT_ONCE).map(async (run) => {
              const [result, mark] = await Promise.all([FILES.result, 'mark.json'].map((name) => readJson(this.at(run, name))))
              // A result names the settings too.
              const [rungs, settings] =
                result === undefined ? await Promise.all(['rungs.json', 'settings.json'].map((name) => readJson(this.at(run, name)))) : []
              rows.set(run, rowOf(run, result ?? pausedResult(rungs), mark, (settings ?? {}) as Record<string, unknown>))
            }),
          )
        if (fresh.length > 0) this.indexLater()
        return {
          rows: [...rows.values()].filter(({ mark }) => mark?.removed !== true).sort((a, b) => a.run - b.run),
          plan: await textOf(join(this.path, SWEEP)),
        }
      },
      { slow: true },
    )
  }

  /** Creates the folder of the next run, even if another process creates one at the same time; returns its number. */
  private async take(rows: ReadonlyMap<number, RunRow>): Promise<number> {
    const runs = join(this.path, 'runs')
    await onDisk(this.path, () => makeFolder(runs))
    const present = await onDisk(this.path, () => numbersIn(this.path))
    for (let run = Math.max(0, ...rows.keys(), ...present) + 1; ; run++) {
      if (run > limits.runs) return run
      try {
        await onDisk(this.path, () => mkdir(join(runs, runName(run))))
        return run
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  }

  async keep(asked: number | null, files: RunToKeep): Promise<number> {
    await this.refuseLinks()
    const rows = await onDisk(join(this.path, INDEX), () => this.known(), { slow: true })
    const result = JSON.parse(files.result) as unknown
    const run = asked ?? (await this.take(rows))
    if (run > limits.runs) throw new FileError(text('error.runs-full', { limit: String(limits.runs), name: basename(this.path) }))
    const folder = join(this.path, 'runs', runName(run))
    await onDisk(folder, () => makeFolder(folder))
    const written = (Object.keys(FILES) as RunFile[]).flatMap((name) => {
      const content = files[name]
      return content === null ? [] : [{ path: join(folder, FILES[name]), content }]
    })
    await this.refuseLinks(...written.map(({ path }) => path))
    try {
      await writeAllAtomically(written, onDiskFor(folder))
    } catch (error) {
      if (asked === null) await onDisk(folder, () => rmdir(folder)).catch(() => undefined)
      throw error
    }
    rows.set(run, rowOf(run, result, rows.get(run)?.mark))
    this.indexLater()
    return run
  }

  async mark(run: number, mark: Mark): Promise<void> {
    await this.refuseLinks(this.at(run, 'mark.json'))
    const rows = await onDisk(join(this.path, INDEX), () => this.known(), { slow: true })
    const row = rows.get(run)
    if (!row) throw new FileError(text('error.run-unknown', { run: String(run), name: basename(this.path) }))
    await writeAtomically(this.at(run, 'mark.json'), `${JSON.stringify(mark)}\n`, onDiskFor(this.path))
    rows.set(run, { ...row, mark: markOf(mark) })
    this.indexLater()
  }

  async read(run: number, file: RunFile): Promise<string> {
    await this.refuseLinks(this.at(run, FILES[file]))
    return await readText(this.at(run, FILES[file]))
  }

  private indexLater(): void {
    this.waiting ??= setTimeout(() => void this.index(), PAUSE)
  }

  /** Writes the index; if that fails, the next opening makes it again. */
  private index(): Promise<unknown> {
    clearTimeout(this.waiting)
    this.waiting = undefined
    this.writing = this.writing.then(async () => {
      const rows = [...(this.rows?.values() ?? [])]
      await writeAtomically(join(this.path, INDEX), `${JSON.stringify({ index: 1, rows })}\n`, onDiskFor(this.path)).catch(() => undefined)
    })
    return this.writing
  }

  async settled(): Promise<void> {
    await (this.waiting === undefined ? this.writing : this.index())
  }
}

/** The runs of open documents, and the folders of sweeps that the user has opened beside them. */
export class KeptRuns {
  private readonly folders = new Map<string, RunsFolder>()
  /** Folders that the user has chosen in a dialog, by document and name. */
  private readonly chosen = new Map<string, Map<string, string>>()

  /** @param unsaved Folder of the runs of documents without a file. */
  constructor(
    private readonly unsaved: string,
    private readonly documents: Documents,
  ) {}

  /** The folder of a document's runs. @throws FileError if the document is not open here. */
  home({ id, from: { path } }: RunsPlace): string {
    if (path === null) return join(this.unsaved, id)
    const full = resolve(path)
    if (!this.documents.isOpen(full)) throw new FileError(text('error.not-open', { name: basename(full) }))
    return runsBeside(full)
  }

  /** What messages call the folder of a document's runs. */
  nameOf({ id, from: { path } }: RunsPlace): string {
    return basename(path === null ? join(this.unsaved, id) : runsBeside(resolve(path)))
  }

  /** @param source '' for the document's own runs, or the name of a sweep. */
  pathOf(place: RunsPlace, source: string): string {
    const home = this.home(place)
    if (source === '') return home
    const chosen = this.chosen.get(place.id)?.get(source)
    if (chosen !== undefined) return chosen
    if (/^sweep-\d{1,5}$/.test(source)) return join(home, source)
    throw new FileError(text('error.run-unknown', { run: source, name: basename(home) }))
  }

  /** @throws FileError if a link leads out of a folder with runs. */
  async refuseLinks(place: RunsPlace, source: string): Promise<void> {
    const folder = this.folder(this.pathOf(place, source))
    const runs = await onDisk(folder.path, () => readdir(join(folder.path, 'runs'))).catch(() => [])
    await folder.refuseLinks(...runs.slice(0, limits.runs).map((name) => join(folder.path, 'runs', name, FILES.result)))
  }

  private folder(path: string): RunsFolder {
    const known = this.folders.get(path) ?? new RunsFolder(path)
    this.folders.set(path, known)
    return known
  }

  /** Names of the document's sweeps, and of folders that the user has opened. */
  private async names(place: RunsPlace): Promise<readonly string[]> {
    const home = this.home(place)
    const inside = await onDisk(home, () => readdir(home, { withFileTypes: true })).catch(() => [])
    const sweeps = inside
      .flatMap((entry) => (/^sweep-\d{1,5}$/.test(entry.name) && entry.isDirectory() ? [entry.name] : []))
      .sort((a, b) => Number(a.slice(6)) - Number(b.slice(6)))
    return ['', ...sweeps, ...(this.chosen.get(place.id)?.keys() ?? [])]
  }

  /** The name for the next sweep of a document. */
  async nextSweep(place: RunsPlace): Promise<string> {
    const numbers = (await this.names(place)).flatMap((name) => (/^sweep-\d+$/.test(name) ? [Number(name.slice(6))] : []))
    return `sweep-${Math.max(0, ...numbers) + 1}`
  }

  async list(place: RunsPlace): Promise<readonly RunSource[]> {
    const sources: RunSource[] = []
    for (const name of await this.names(place)) sources.push(await this.source(place, name))
    return sources
  }

  async source(place: RunsPlace, name: string): Promise<RunSource> {
    const path = this.pathOf(place, name)
    const { rows, plan } = await this.folder(path).list()
    return { name, title: name === '' ? '' : basename(path), rows: JSON.stringify(rows), plan: plan ?? null }
  }

  async keep(place: RunsPlace, run: number | null, files: RunToKeep): Promise<number> {
    return await this.folder(this.home(place)).keep(run, files)
  }

  async mark(place: RunsPlace, source: string, marks: readonly { readonly run: number; readonly mark: Mark }[]): Promise<void> {
    const folder = this.folder(this.pathOf(place, source))
    for (const { run, mark } of marks) await folder.mark(run, mark)
  }

  async read(place: RunsPlace, source: string, run: number, file: RunFile): Promise<string> {
    return await this.folder(this.pathOf(place, source)).read(run, file)
  }

  /** Shows the runs of a folder that the user has chosen; returns its name as a source. */
  async choose(place: RunsPlace, chosen: string): Promise<string> {
    const path = await onDisk(chosen, () => realpath(chosen))
    const plan = await onDisk(path, () => textOf(join(path, SWEEP)))
    if (plan === undefined && (await onDisk(path, () => numbersIn(path))).length === 0) throw new FileError(text('error.no-runs', { name: basename(path) }))
    const names = this.chosen.get(place.id) ?? new Map<string, string>()
    this.chosen.set(place.id, names)
    const known = [...names].find(([, other]) => other === path)?.[0]
    if (known !== undefined) return known
    const name = `folder-${names.size + 1}`
    names.set(name, path)
    return name
  }

  /** Moves the runs of a document beside its new file; if runs exist there, numbers them after the last one, whose number it returns. */
  async settle(place: RunsPlace): Promise<number> {
    const from = join(this.unsaved, place.id)
    const to = this.home(place)
    await this.folders.get(from)?.settled()
    this.folders.delete(from)
    this.folders.delete(to)
    await this.folder(to).refuseLinks()
    return onDisk(
      to,
      async () => {
        if ((await stat(from).catch(() => null)) === null) return 0
        if ((await stat(to).catch(() => null)) === null) {
          await moveFolder(from, to)
          return 0
        }
        const runs = await numbersIn(from)
        const before = Math.max(0, ...(await numbersIn(to)))
        for (const run of runs) await moveFolder(join(from, 'runs', runName(run)), join(to, 'runs', runName(before + run)))
        const sweeps = (await readdir(from)).filter((name) => /^sweep-\d{1,5}$/.test(name))
        let last = Math.max(0, ...(await readdir(to)).flatMap((name) => (/^sweep-\d{1,5}$/.test(name) ? [Number(name.slice(6))] : [])))
        for (const sweep of sweeps) await moveFolder(join(from, sweep), join(to, `sweep-${++last}`))
        await rm(from, { recursive: true, force: true })
        return before
      },
      { slow: true },
    )
  }

  /** Removes the runs of a document that was closed without a file. */
  async forget(id: string): Promise<void> {
    const path = join(this.unsaved, id)
    this.folders.delete(path)
    this.chosen.delete(id)
    await onDisk(path, () => rm(path, { recursive: true, force: true }), { slow: true }).catch(() => undefined)
  }

  async settled(): Promise<void> {
    await Promise.all([...this.folders.values()].map((folder) => folder.settled()))
  }
}

/** Moves a folder, even to another disk. */
async function moveFolder(from: string, to: string): Promise<void> {
  await makeFolder(join(to, '..'))
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await cp(from, to, { recursive: true })
    await rm(from, { recursive: true, force: true })
  }
}
