import { csvCell } from '../../engine/base/csv'
import { format } from '../../engine/base/messages/format'
import { scoresOf } from '../../engine/sweep/row'
import type { Result, SweepFile } from './folder'

/** `results.csv`: a row for each run, with its settings, its state and its scores at the end of training. */
export function resultsTable({ vary, runs }: SweepFile, results: readonly (Result | undefined)[]): string {
  const paths = [...new Set([...vary.map(({ path }) => path), ...runs.flatMap((settings) => Object.keys(settings))])]
  const rows = runs.map((settings, i) => {
    const result = results[i]
    return { settings, result, scores: scoresOf(result) }
  })
  const measures = [...new Set(rows.flatMap(({ scores }) => Object.keys(scores)))]
  const head = ['run', ...paths, 'state', 'epochs', 'seconds', 'best epoch', ...measures, 'problem']
  const lines = rows.map(({ settings, result, scores }, i) => [
    i + 1,
    ...paths.map((path) => settings[path]),
    result?.state ?? 'missing',
    result?.epochs,
    result?.seconds,
    result?.best?.epoch,
    ...measures.map((measure) => scores[measure]),
    result?.problem?.message ?? (result?.rung ? format('en', 'sweep-why', { ...result.rung }) : undefined),
  ])
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\n`).join('')
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  return csvCell(typeof value === 'string' ? value : JSON.stringify(value))
}
