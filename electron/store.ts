import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeAtomically } from './atomic'

const MOST_BYTES = 4 * 2 ** 20

/** The text of a file, opened without waiting: a pipe in its place would stop the start. */
function readRegular(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const info = fstatSync(file)
    if (!info.isFile() || info.size > MOST_BYTES) throw new Error('not a record')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

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
      raw = JSON.parse(readRegular(path))
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
