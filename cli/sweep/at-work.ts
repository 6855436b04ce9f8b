import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { all, whole } from '../../engine/contract/schema'
import { acceptedJson } from '../../engine/document/accept'
import { reasonOf } from '../reason'

/** Milliseconds between two signs of life. */
const BEAT = 10_000
/** Milliseconds without a sign of life after which a process counts as ended, on this machine too: its number may have been reused. */
const SILENCE = 12 * BEAT

const writerSchema = all({ host: { is: 'text' }, pid: whole(1) })

/** A lock file that names the process that trains a run, so that no run is trained twice at the same time. */
export class AtWork {
  private beaten = Date.now()

  private constructor(private readonly path: string) {}

  /** Locks a run; undefined if another process trains it. */
  static take(path: string): AtWork | undefined {
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const file = openSync(path, 'wx')
        try {
          writeSync(file, JSON.stringify({ host: hostname(), pid: process.pid }))
        } catch (error) {
          // A full disk: an empty lock would keep the run from being trained for as long as a dead process.
          rmSync(path, { force: true })
          throw error
        } finally {
          closeSync(file)
        }
        return new AtWork(path)
      } catch (error) {
        if (reasonOf(error) !== 'EEXIST') throw error
      }
      if (isAlive(path)) return undefined
      rmSync(path, { force: true })
    }
    return undefined
  }

  /** Renews the sign of life when it is due; call it often. */
  beat(): void {
    const now = Date.now()
    if (now - this.beaten < BEAT) return
    this.beaten = now
    try {
      utimesSync(this.path, now / 1_000, now / 1_000)
    } catch {
      // The folder may have been removed; writing the result will report that.
    }
  }

  leave(): void {
    rmSync(this.path, { force: true })
  }
}

function isAlive(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs >= SILENCE) return false
    // The file may have been created but not yet written.
    const writer = acceptedJson(writerSchema, readFileSync(path, 'utf8'))
    if (writer?.host === hostname()) process.kill(writer.pid, 0)
    return true
  } catch (error) {
    return reasonOf(error) === 'EPERM'
  }
}
