import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { all, whole } from '../../engine/contract/schema'
import { acceptedJson } from '../../engine/document/accept'
import { reasonOf } from '../reason'

/** Milliseconds between two signs of life. */
const BEAT = 10_000
/** Silence after which a program counts as ended, on this machine too: its number may be another's by now. */
const SILENCE = 12 * BEAT

const writerSchema = all({ host: { is: 'text' }, pid: whole(1) })

/** A file that says which program works at a run, so that no run is done twice at the same time. */
export class AtWork {
  private beaten = Date.now()

  private constructor(private readonly path: string) {}

  /** Takes a run; undefined if another program works at it. */
  static take(path: string): AtWork | undefined {
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const file = openSync(path, 'wx')
        writeSync(file, JSON.stringify({ host: hostname(), pid: process.pid }))
        closeSync(file)
        return new AtWork(path)
      } catch (error) {
        if (reasonOf(error) !== 'EEXIST') throw error
      }
      if (isAlive(path)) return undefined
      rmSync(path, { force: true })
    }
    return undefined
  }

  /** Gives a sign of life now and then; call it often. */
  beat(): void {
    const now = Date.now()
    if (now - this.beaten < BEAT) return
    this.beaten = now
    try {
      utimesSync(this.path, now / 1_000, now / 1_000)
    } catch {
      // The folder may be gone; writing the result will say so.
    }
  }

  leave(): void {
    rmSync(this.path, { force: true })
  }
}

function isAlive(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs >= SILENCE) return false
    // The file may have been made, and not yet written.
    const writer = acceptedJson(writerSchema, readFileSync(path, 'utf8'))
    if (writer?.host === hostname()) process.kill(writer.pid, 0)
    return true
  } catch (error) {
    return reasonOf(error) === 'EPERM'
  }
}
