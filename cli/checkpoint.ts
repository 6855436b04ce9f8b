import { existsSync, readFileSync } from 'node:fs'
import { problem, type Problem } from '../engine/base/problem'
import { readCheckpoint } from '../engine/learn/checkpoint'
import type { Trainer } from '../engine/learn/trainer'
import { checkWritable, writeFile } from './files'
import { Refused } from './open'

/** Milliseconds between two writes: a short epoch is not worth the disk. */
const PERIOD = 500

/** A file from which training goes on bit for bit after it was stopped, at whatever moment. */
export class CheckpointFile {
  private written = -Infinity

  constructor(readonly path: string) {
    checkWritable(path)
  }

  /**
   * Goes on from the file, where it is there, and gives the epoch.
   * @throws Refused where it is no checkpoint, or one of another document.
   */
  resume(trainer: Trainer): number | undefined {
    if (!existsSync(this.path)) return undefined
    const found = readCheckpoint(this.parse())
    if (!('format' in found)) throw new Refused(found)
    const misfit = trainer.resume(found)
    if (misfit) throw new Refused([misfit])
    return trainer.epoch
  }

  /** To be called when an epoch has ended: writes the file whole or not at all, now and then and at the last epoch. */
  keep(trainer: Trainer): void {
    const now = performance.now()
    if (now - this.written < PERIOD && trainer.epoch < trainer.epochs) return
    writeFile(this.path, `${JSON.stringify(trainer.checkpoint())}\n`)
    this.written = performance.now()
  }

  private parse(): unknown {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as unknown
    } catch {
      const wrong: Problem = problem('document-invalid', 'cli-checkpoint-invalid', { path: this.path })
      throw new Refused([wrong])
    }
  }
}
