import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { all, number, whole } from '../../engine/contract/schema'
import { acceptedJson } from '../../engine/document/accept'
import type { EpochReport } from '../../engine/learn/train/trainer'
import { KEPT_EPOCHS } from '../../engine/sweep/row'
import { Target } from '../target'
import { epochJson } from '../trained'

const lineSchema = all({ epoch: whole(0), seconds: number() }, { validation: { is: 'anything' } })

/** Most UTF-16 units of the log of a run that has ended. */
const KEPT_LENGTH = 40_000

interface Line {
  readonly epoch: number
  readonly validation: number | null
  readonly seconds: number
}

/** `log.jsonl`: a line for each epoch, as `unfold train --json` prints it, with the seconds since the start of the run. */
export class Log {
  /** Lines of epochs that earlier processes wrote. */
  readonly epochs: readonly Line[]
  private readonly file: number

  /** @param upTo The last epoch to keep: training repeats those after it. */
  constructor(path: string, upTo: number) {
    this.epochs = cutLog(path, upTo)
    this.file = openSync(path, 'a')
  }

  /** Seconds of training in earlier processes. */
  get seconds(): number {
    return this.epochs.at(-1)?.seconds ?? 0
  }

  add(report: EpochReport, seconds: number): void {
    writeSync(this.file, `${JSON.stringify({ ...epochJson(report), seconds: Number(seconds.toFixed(3)) })}\n`)
  }

  close(): void {
    closeSync(this.file)
  }
}

/** Removes the lines of epochs after `upTo`, and what was not written completely; returns the others. */
export function cutLog(path: string, upTo: number): readonly Line[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const kept = text.split('\n').flatMap((line) => lineOf(line, upTo))
  writeFileSync(path, kept.map((one) => `${one.text}\n`).join(''))
  return kept.map(({ line }) => line)
}

/**
 * Thins the log of an ended run to as many epochs as its curve needs, evenly spaced up to the last one, so that ten
 * thousand runs fit on a disk.
 */
export function thinLog(path: string): void {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  const every = Math.max(Math.ceil(lines.length / KEPT_EPOCHS), Math.ceil(lines.join('\n').length / KEPT_LENGTH))
  if (every <= 1) return
  const kept = lines.filter((_, i) => (lines.length - 1 - i) % every === 0)
  new Target(path).write(kept.map((line) => `${line}\n`).join(''))
}

/** A line as it was written; none if it was cut off, or belongs to a later epoch. */
function lineOf(text: string, upTo: number): { text: string; line: Line }[] {
  const found = acceptedJson(lineSchema, text)
  if (!found || found.epoch > upTo) return []
  return [{ text, line: { ...found, validation: typeof found.validation === 'number' ? found.validation : null } }]
}
