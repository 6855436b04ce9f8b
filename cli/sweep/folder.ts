import { existsSync, linkSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { MessageValues } from '../../engine/base/problem'
import { all, anyObject, atMost, choice, list, nullable, number, whole } from '../../engine/contract/schema'
import type { Part } from '../../engine/data/types'
import { acceptedJson } from '../../engine/document/accept'
import { limits } from '../../engine/document/limits'
import { isObject } from '../../engine/document/pointer'
import type { PartScore } from '../../engine/learn/evaluate/measures/scores'
import { variationSchema, type Varied } from '../../engine/sweep/plan'
import type { Rung } from '../../engine/sweep/row'
import type { Settings } from '../../engine/sweep/settings'
import { copyData } from '../files'
import type { Source } from '../open'
import { reasonOf } from '../reason'
import { cutLog, thinLog } from './log'
import { Target } from '../target'
import { UsageError } from '../usage'
import { makeFolder } from '../make-folder'

/** `sweep.json`: the request, the document as it was then, and each run's settings; run n is the nth. */
export interface SweepFile extends Varied {
  readonly sweep: 1
  /** The version of Unfold that made it. */
  readonly version: string
  readonly document: unknown
  /** SHA-256 of its data file in hex. */
  readonly data?: string
  readonly runs: readonly Settings[]
  /** Successive halving: one of `eta` runs is promoted, first after `least` epochs. */
  readonly asha?: { readonly eta: number; readonly least: number }
}

type Scores = Partial<Record<Part, PartScore>>

/** `runs/NNNN/result.json`: how a run ended. */
export interface Result extends Scores {
  readonly run: number
  readonly settings: Settings
  readonly state: 'done' | 'failed' | 'given-up'
  readonly version: string
  /** When the program that ended it began to work at it, in milliseconds since 1970. */
  readonly started?: number
  readonly epochs: number
  /** Seconds of training. */
  readonly seconds: number
  /** The epoch whose weights `best.unfold` has, and the scores with them. */
  readonly best?: { readonly epoch: number; readonly by: 'validation' | 'last' } & Scores
  /** Why it failed. */
  /** Why it failed, in English and, if this version wrote it, as a message that any language can show. */
  readonly problem?: { readonly code: string; readonly message: string; readonly key?: string; readonly values?: MessageValues }
  /** Where it was given up. */
  readonly rung?: Rung
}

const text = { is: 'text' } as const
const sweepSchema = all(
  {
    sweep: whole(1, { max: 1 }),
    document: anyObject,
    vary: list(variationSchema),
    seeds: list({ is: 'number', whole: true }),
    runs: atMost(limits.runs, anyObject),
  },
  { version: text, data: text, asha: all({ eta: whole(2), least: whole(1) }) },
)
const resultSchema = all(
  { state: choice(['done', 'failed', 'given-up']), settings: anyObject },
  {
    run: whole(1),
    version: text,
    started: number(),
    epochs: whole(0),
    seconds: number(),
    best: anyObject,
    problem: anyObject,
    rung: anyObject,
    train: anyObject,
    validation: anyObject,
    test: anyObject,
  },
)

const rungsSchema = all({ losses: list(nullable(number())), outcome: anyObject })

/** The folder of a sweep. */
export class SweepFolder {
  constructor(readonly path: string) {}

  /** The file with the plan and the document; its folder has the data. */
  get plan(): string {
    return join(this.path, 'sweep.json')
  }

  run(n: number): string {
    return join(this.path, 'runs', String(n).padStart(4, '0'))
  }

  in(n: number, name: string): string {
    return join(this.run(n), name)
  }

  get exists(): boolean {
    return existsSync(this.plan)
  }

  /** Whether a file has its name. */
  get blocked(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.isDirectory() === false
  }

  /** Whether the folder holds other files. */
  get taken(): boolean {
    return existsSync(this.path) && readdirSync(this.path).length > 0
  }

  /** @throws UsageError if there is no plan, or the file is not one. */
  read(): SweepFile {
    const { plan } = this
    try {
      if (statSync(plan).size > limits.textLength) throw new UsageError('sweep-file-invalid', { path: plan })
      const found = acceptedJson(sweepSchema, readFileSync(plan, 'utf8'))
      if (found) return found as unknown as SweepFile
    } catch (error) {
      if (error instanceof UsageError) throw error
      if (reasonOf(error) === 'ENOENT' || reasonOf(error) === 'ENOTDIR') throw new UsageError('sweep-folder-empty', { path: this.path })
    }
    throw new UsageError('sweep-file-invalid', { path: plan })
  }

  write(file: SweepFile): void {
    make(this.path)
    new Target(this.plan).write(`${JSON.stringify(file, undefined, 1)}\n`)
  }

  /** Copies the document's data file into the folder, where every run finds it. */
  bringData({ path: document, bundle }: Source, path: string): void {
    const from = bundle ? bundle.get(path) : resolve(dirname(document), path)
    if (from !== undefined) copyData(from, join(this.path, path))
  }

  /** Creates a run's folder, with the data file beside its documents: as a hard link, where the disk supports that. */
  begin(n: number, settings: Settings, data: string | undefined): void {
    make(this.run(n))
    new Target(this.in(n, 'settings.json')).write(`${JSON.stringify(settings)}\n`)
    if (data === undefined) return
    const [from, to] = [join(this.path, data), join(this.run(n), data)]
    if (existsSync(to)) return
    make(dirname(to))
    try {
      linkSync(from, to)
    } catch {
      copyData(from, to)
    }
  }

  /** The losses at the rungs that a run has reached, and its result if it is stopped there. */
  paused(n: number): { readonly losses: readonly number[]; readonly outcome?: unknown } {
    try {
      const found = acceptedJson(rungsSchema, readFileSync(this.in(n, 'rungs.json'), 'utf8'))
      // JSON has null for numbers that are not finite.
      return found ? { losses: found.losses.map((loss) => loss ?? Infinity), outcome: found.outcome } : { losses: [] }
    } catch {
      return { losses: [] }
    }
  }

  rungs(n: number): readonly number[] {
    return this.paused(n).losses
  }

  /** Stops a run early: its result at its last rung becomes final, with the reason. */
  giveUp(n: number, rung: Rung): boolean {
    const { outcome } = this.paused(n)
    if (!isObject(outcome)) return false
    // It may have been killed while it was trained to the next rung.
    cutLog(this.in(n, 'log.jsonl'), Number(outcome.epochs))
    new Target(this.in(n, 'result.json')).write(`${JSON.stringify({ ...outcome, rung })}\n`)
    thinLog(this.in(n, 'log.jsonl'))
    for (const name of readdirSync(this.run(n))) if (name.endsWith('.checkpoint')) rmSync(this.in(n, name), { force: true })
    return true
  }

  /** The result of a run; undefined if there is none, or it was not written completely. */
  result(n: number): Result | undefined {
    try {
      return acceptedJson(resultSchema, readFileSync(this.in(n, 'result.json'), 'utf8')) as unknown as Result | undefined
    } catch {
      return undefined
    }
  }
}

/** The loss by which runs are compared: the validation loss of the best epoch or, without a validation part, the training loss. */
export const lossOf = ({ best, validation, train }: Result): number => best?.validation?.loss ?? validation?.loss ?? train?.loss ?? Infinity

function make(folder: string): void {
  makeFolder(folder)
}
