import { serializeDocument } from '../../engine/document/serialize'
import { KEPT_EPOCHS, rowOf, type RunRow, type RunState } from '../../engine/sweep/row'
import { settingsOf } from '../../engine/sweep/settings'
import type { Run } from './runLog'

/** The epoch with the smallest validation loss, the first of equal ones; undefined without a validation part. */
export function bestOf({ reports }: Run): number | undefined {
  let best: { readonly epoch: number; readonly validation: number } | undefined
  for (const { epoch, validation } of reports) if (validation !== null && !(validation >= (best?.validation ?? Infinity))) best = { epoch, validation }
  return best?.epoch
}

const stateOf = ({ failed, reports, document }: Run, training: boolean): RunState => {
  if (failed) return 'failed'
  if (training) return 'running'
  return (reports.at(-1)?.epoch ?? 0) >= (document.training?.epochs ?? 100) ? 'done' : 'stopped'
}

/** The content of `result.json` of a run of the window. */
export function resultOf(run: Run, training: boolean, seconds: number, version: string): Readonly<Record<string, unknown>> {
  const { document, reports, scores, fastMath, changes, started, failed } = run
  const last = reports.at(-1)
  const best = bestOf(run)
  return {
    settings: settingsOf(document),
    version,
    state: stateOf(run, training),
    epochs: last?.epoch ?? 0,
    seconds: Number(seconds.toFixed(3)),
    started,
    seed: document.training?.seed ?? 0,
    ...(best === undefined ? {} : { best: { epoch: best, by: 'validation' } }),
    ...(last ? { first: reports[0]!.epoch, last: { epoch: last.epoch, loss: last.loss, validation: last.validation } } : {}),
    ...scores?.parts,
    ...(scores ? { scored: scores.epoch } : {}),
    ...(fastMath ? { fastMath } : {}),
    ...(changes.length > 0 ? { changes } : {}),
    ...(failed ? { problem: failed } : {}),
  }
}

/** The row of a run of this session. */
export const rowOfRun = (number: number, run: Run, training: boolean, mark: RunRow['mark']): RunRow => rowOf(number, resultOf(run, training, 0, ''), mark)

/** The content of `log.jsonl`: a line for each epoch, or for every n-th one. */
export function logOf({ reports }: Run): string {
  const every = Math.ceil(reports.length / KEPT_EPOCHS)
  const kept = reports.filter((_, i) => (reports.length - 1 - i) % every === 0)
  return kept.map(({ epoch, loss, validation }) => `${JSON.stringify({ epoch, loss, validation })}\n`).join('')
}

export const documentText = (run: Run): string => serializeDocument(run.document)
