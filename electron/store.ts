import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeAtomically } from './atomic'

/** A small record of what is remembered between starts, in one file; one that is damaged counts as empty. */
export class Store<T> {
  private value: T
  private writing: Promise<void> = Promise.resolve()

  /**
   * @param path File, in the user's folder of settings.
   * @param read Makes a sound value of whatever the file holds (`undefined` where there is none).
   */
  constructor(private readonly path: string, read: (raw: unknown) => T) {
    let raw: unknown
    try {
      raw = JSON.parse(readFileSync(path, 'utf8'))
    } catch { /* the first start, or a damaged file */ }
    this.value = read(raw)
  }

  get(): T {
    return this.value
  }

  /** Remembers `value`; writes follow each other in order, and one that fails only means that it is forgotten. */
  set(value: T): void {
    this.value = value
    this.writing = this.writing.then(async () => {
      await mkdir(dirname(this.path), { recursive: true })
      await writeAtomically(this.path, `${JSON.stringify(this.value, null, 2)}\n`)
    }).catch(() => undefined)
  }

  /** Resolves when everything that was set is on the disk. */
  settled(): Promise<void> {
    return this.writing
  }
}
