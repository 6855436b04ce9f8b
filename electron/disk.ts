import { basename, dirname } from 'node:path'
import type { Doing } from './atomic'
import { FileError } from './failure'
import { text } from './language'

/** Milliseconds for which a disk is waited for, and for which it may bring to the disk what was written. */
const patience = { usual: 10_000, slow: 300_000 }
/**
 * Questions about people's files that are asked at once. The system has four threads for all files, and a disk that
 * does not answer holds one with each question, for ever: one folder may hold two, and one is left for the program's own.
 */
const AT_ONCE = 3
const IN_FOLDER = 2

interface Question {
  readonly folder: string
  start(): void
}

let going = 0
const busy = new Map<string, number>()
/** Questions of a folder that were given up and are still not answered. */
const stuck = new Map<string, number>()
const queue: Question[] = []
const add = (to: Map<string, number>, folder: string, by: number): void => {
  const sum = (to.get(folder) ?? 0) + by
  if (sum > 0) to.set(folder, sum)
  else to.delete(folder)
}

function next(): void {
  for (;;) {
    if (going >= AT_ONCE) return
    const at = queue.findIndex(({ folder }) => (busy.get(folder) ?? 0) < IN_FOLDER)
    if (at < 0) return
    queue.splice(at, 1)[0]!.start()
  }
}

/**
 * Asks a disk something about a person's file, and gives it up when it does not answer: a network that is gone, a
 * device that waits.
 * @param options `slow` for what may take minutes; `late` hears an answer that comes after it was given up.
 * @throws FileError where there is no answer in time.
 */
export function ask<T>(path: string, work: () => Promise<T>, { slow = false, late }: { readonly slow?: boolean; readonly late?: (value: T) => unknown } = {}): Promise<T> {
  const folder = dirname(path)
  const name = basename(path)
  if ((stuck.get(folder) ?? 0) >= IN_FOLDER) return Promise.reject(new FileError(text('error.no-answer', { name })))
  return new Promise((resolve, reject) => {
    let [started, given] = [false, false]
    const settled = (): void => {
      clearTimeout(timer)
      going--
      add(busy, folder, -1)
      if (given) add(stuck, folder, -1)
      next()
    }
    const question: Question = {
      folder,
      start() {
        started = true
        going++
        add(busy, folder, 1)
        void work().then(
          (value) => (given ? void late?.(value) : resolve(value)),
          (error: unknown) => { if (!given) reject(error instanceof Error ? error : new Error(String(error))) },
        ).then(settled, settled)
      },
    }
    const timer = setTimeout(() => {
      given = true
      if (started) add(stuck, folder, 1)
      else queue.splice(queue.indexOf(question), 1)
      reject(new FileError(text(started || stuck.has(folder) ? 'error.no-answer' : 'error.waits', { name })))
    }, slow ? patience.slow : patience.usual)
    queue.push(question)
    next()
  })
}

/** The same for every step of writing a file. */
export const askAbout = (path: string): Doing => (work, options) => ask(path, work, options)
