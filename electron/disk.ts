import { basename, dirname } from 'node:path'
import type { RunStep } from './atomic'
import { FileError } from './failure'
import { text } from './language'

/** Milliseconds before an operation is given up: usual ones, and slow ones such as syncing to the disk. */
const patience = { usual: 10_000, slow: 300_000 }
/**
 * Most operations on users' files at once. Node has four threads for all file work, and an operation on a disk that
 * does not answer occupies one for ever: so one folder may occupy two, and one thread always remains for the app's own
 * files.
 */
const MOST_AT_ONCE = 3
const MOST_IN_FOLDER = 2

interface Operation {
  readonly folder: string
  start(): void
}

let running = 0
const busy = new Map<string, number>()
/** Per folder, operations that were given up and still have not returned. */
const stuck = new Map<string, number>()
const queue: Operation[] = []
const add = (to: Map<string, number>, folder: string, by: number): void => {
  const sum = (to.get(folder) ?? 0) + by
  if (sum > 0) to.set(folder, sum)
  else to.delete(folder)
}

function startNext(): void {
  for (;;) {
    if (running >= MOST_AT_ONCE) return
    const at = queue.findIndex(({ folder }) => (busy.get(folder) ?? 0) < MOST_IN_FOLDER)
    if (at < 0) return
    queue.splice(at, 1)[0]!.start()
  }
}

/**
 * Runs a file operation and gives up if the disk does not answer, as with a lost network share or a waiting device.
 * @param options `slow` for what may take minutes; `late` receives a result that arrives after giving up.
 * @throws FileError if there is no answer in time.
 */
export function onDisk<T>(
  path: string,
  work: () => Promise<T>,
  { slow = false, late }: { readonly slow?: boolean; readonly late?: (value: T) => unknown } = {},
): Promise<T> {
  const folder = dirname(path)
  const name = basename(path)
  if ((stuck.get(folder) ?? 0) >= MOST_IN_FOLDER) return Promise.reject(new FileError(text('error.no-answer', { name })))
  return new Promise((resolve, reject) => {
    let [started, gaveUp] = [false, false]
    const settled = (): void => {
      clearTimeout(timer)
      running--
      add(busy, folder, -1)
      if (gaveUp) add(stuck, folder, -1)
      startNext()
    }
    const operation: Operation = {
      folder,
      start() {
        started = true
        running++
        add(busy, folder, 1)
        void work()
          .then(
            (value) => (gaveUp ? void late?.(value) : resolve(value)),
            (error: unknown) => {
              if (!gaveUp) reject(error instanceof Error ? error : new Error(String(error)))
            },
          )
          .then(settled, settled)
      },
    }
    const timer = setTimeout(
      () => {
        gaveUp = true
        if (started) add(stuck, folder, 1)
        else queue.splice(queue.indexOf(operation), 1)
        reject(new FileError(text(started || stuck.has(folder) ? 'error.no-answer' : 'error.waits', { name })))
      },
      slow ? patience.slow : patience.usual,
    )
    queue.push(operation)
    startNext()
  })
}

/** Returns `onDisk` for every step of writing the file at `path`. */
export const onDiskFor =
  (path: string): RunStep =>
  (work, options) =>
    onDisk(path, work, options)
