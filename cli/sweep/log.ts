import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { all, number, whole } from '../../engine/contract/schema'
import { acceptedJson } from '../../engine/document/accept'
import type { EpochReport } from '../../engine/learn/train/trainer'
import { epochJson } from '../trained'

const lineSchema = all({ epoch: whole(0), seconds: number() }, { validation: { is: 'anything' } })

interface Line {
  readonly epoch: number
  readonly validation: number | null
  readonly seconds: number
}

/** `log.jsonl`: a line for each epoch, as `unfold train --json` prints it, with the seconds since the start of the run. */
export class Log {
  /** The epochs that were there already. */
  readonly epochs: readonly Line[]
  private readonly file: number

  /** @param upTo The last epoch to keep: training comes to those after it again. */
  constructor(path: string, upTo: number) {
    const kept = existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .flatMap((text) => lineOf(text, upTo))
      : []
    this.epochs = kept.map(({ line }) => line)
    writeFileSync(path, kept.map(({ text }) => `${text}\n`).join(''))
    this.file = openSync(path, 'a')
  }

  /** Seconds that earlier processes worked. */
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

/** A line as it was written; none if it was cut off, or is of a later epoch. */
function lineOf(text: string, upTo: number): { text: string; line: Line }[] {
  const found = acceptedJson(lineSchema, text)
  if (!found || found.epoch > upTo) return []
  return [{ text, line: { ...found, validation: typeof found.validation === 'number' ? found.validation : null } }]
}
