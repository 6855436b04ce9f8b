import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeAtomically } from './atomic'

const MOST_BYTES = 4 * 2 ** 20

/** Reads a text file without blocking: a pipe in its place would hang the start. */
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

/** A small value kept in one file between starts; a damaged file counts as empty. */
export class Store<T> {
  private value: T
  private writing: Promise<void> = Promise.resolve()

  /**
   * @param path File in the settings folder.
   * @param read Makes a valid value from whatever the file holds (`undefined` if it does not exist).
   */
  constructor(
    private readonly path: string,
    read: (raw: unknown) => T,
  ) {
    let raw: unknown
    try {
      raw = JSON.parse(readRegular(path))
    } catch {
      /* the first start, or a damaged file */
    }
    this.value = read(raw)
  }

  get(): T {
    return this.value
  }

  /** Stores `value`. Writes run in order; a failed one only means that the value is lost at the next start. */
  set(value: T): void {
    this.value = value
    this.writing = this.writing
      .then(async () => {
        await mkdir(dirname(this.path), { recursive: true })
        await writeAtomically(this.path, `${JSON.stringify(this.value, null, 2)}\n`)
      })
      .catch(() => undefined)
  }

  /** Resolves when everything set so far is on the disk. */
  settled(): Promise<void> {
    return this.writing
  }
}
