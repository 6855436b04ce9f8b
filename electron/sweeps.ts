import { utilityProcess, type UtilityProcess } from 'electron'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeAtomically } from './atomic'
import type { DocumentPlace, Language, SweepEvent, SweepMessage, SweepOrder } from './contract'
import { onDisk, onDiskFor } from './disk'
import type { Documents } from './documents'
import { FileError } from './failure'
import { makeFolder } from './folder'
import { text } from './language'
import type { KeptRuns, RunsPlace } from './runs'

/** The document of a sweep, in its folder. */
const DOCUMENT = 'document.unfold'

export interface SweepStart extends RunsPlace {
  /** The document, and its data file beside it. */
  readonly text: string
  readonly data: string | null
  readonly vary: readonly string[]
  readonly seeds: string
  readonly random: number | null
  readonly asha: boolean
  readonly jobs: number
  /** The sweep to continue; null for a new one. */
  readonly source: string | null
}

interface Going {
  readonly process: UtilityProcess
  readonly over: Promise<void>
}

/** The running sweeps of the window, each in a process of its own. */
export class Sweeps {
  private readonly going = new Map<string, Going>()

  /**
   * @param program The built `electron/runner`.
   * @param send Sends the progress of a sweep to the page.
   */
  constructor(
    private readonly program: string,
    private readonly runs: KeptRuns,
    private readonly documents: Documents,
    private readonly version: string,
    private readonly language: () => Language,
    private readonly send: (event: SweepEvent) => void,
  ) {}

  /** Starts a sweep, or continues one; returns its name as a source of runs. */
  async start({ id, from, text: document, data, source, ...asked }: SweepStart): Promise<string> {
    const place = { id, from }
    const name = source ?? (await this.runs.nextSweep(place))
    const folder = this.runs.pathOf(place, name)
    const key = `${id} ${name}`
    if (this.going.has(key)) throw new FileError(text('error.sweep-going', { name: basename(folder) }))
    const file = join(folder, DOCUMENT)
    await this.runs.refuseLinks(place, '')
    await this.runs.refuseLinks(place, name)
    if (source === null) await this.stage(from, folder, file, document, data)
    else if (!(await onDisk(file, () => stat(file)).catch(() => null))?.isFile()) throw new FileError(text('error.sweep-elsewhere', { name: basename(folder) }))
    const child = utilityProcess.fork(this.program, [], { serviceName: 'Unfold sweep', stdio: 'ignore' })
    let ended = false
    const end = (reason: string | null): void => {
      if (!ended) this.send({ id, source: name, kind: 'ended', reason })
      ended = true
    }
    child.on('message', (message: SweepMessage) => {
      if (message.kind === 'ended') end(message.reason)
      else this.send({ id, source: name, ...message })
    })
    const over = new Promise<void>((resolve) => {
      child.once('exit', (code) => {
        this.going.delete(key)
        end(text('error.sweep-ended', { code: String(code) }))
        resolve()
      })
    })
    this.going.set(key, { process: child, over })
    const language = this.language() === 'ja' ? 'ja_JP.UTF-8' : 'en'
    child.postMessage({ ...asked, folder, file, resume: source !== null, version: this.version, language } satisfies SweepOrder)
    return name
  }

  /** Writes the document and its data into the folder of the sweep. */
  private async stage(from: DocumentPlace, folder: string, file: string, document: string, data: string | null): Promise<void> {
    await onDisk(folder, () => makeFolder(folder))
    if (data !== null && (await this.documents.data.copyBeside(from, file, data)) === null) throw new FileError(text('error.data-missing', { name: data }))
    await writeAtomically(file, document, onDiskFor(folder))
  }

  /** Stops a sweep, or all of a document, with a checkpoint of each run in progress. */
  async stop(id: string, source?: string): Promise<void> {
    const stopping = [...this.going].filter(([key]) => (source === undefined ? key.startsWith(`${id} `) : key === `${id} ${source}`))
    for (const [, { process: child }] of stopping) child.postMessage('stop')
    await Promise.all(stopping.map(([, { over }]) => over))
  }

  /** Ends all at once; their runs continue from their last checkpoints. */
  end(): void {
    for (const { process: child } of this.going.values()) child.kill()
  }
}
