import { append, largest } from '../engine/base/lists'
import type { Part } from '../engine/data/types'
import { MATRIX_CLASSES, type ClassScore, type ColumnScore, type NumberScore, type PartScore, type Reason } from '../engine/learn/evaluate/measures/scores'
import { digits, say, type Terminal } from './terminal'

/** Most classes whose confusion matrix is readable on a terminal. */
const SHOWN_CLASSES = 12
/** Most columns printed one by one; --json has more. */
const SHOWN_COLUMNS = 24
/** Most letters of a class name above its column. */
const NAME = 8

const NAMES = { rmse: 'RMSE', mae: 'MAE', nrmse: 'NRMSE', nmse: 'NMSE', r2: 'R²' } as const

const number = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : digits(value))
const share = (value: number | null): string => (value === null ? '–' : `${digits(100 * value)} %`)

/** Prints the scores of a part: one line for the part, one or two per column, and the task's own measure. */
export function printScores(terminal: Terminal, part: Part, score: PartScore): void {
  const whole = [`loss ${digits(score.loss)}`]
  for (const name of ['nrmse', 'nmse'] as const) if (score[name] !== undefined) whole.push(`${name} ${number(score[name])}`)
  // A task's own measure replaces the accuracy.
  if (score.accuracy !== undefined && !score.task) whole.push(`accuracy ${share(score.accuracy)}`)
  const lines = [`${say(terminal, `cli-part-${part}`)}: ${whole.join('  ')}`]
  const { task } = score
  if (task) {
    const { measure, value, solved = 0, of = 0, tolerance = 0 } = task
    lines.push(`  ${say(terminal, `task-${measure}`, { value: number(value), solved, of, tolerance })}`)
  }
  const all = Object.entries(score.outputs ?? {}).flatMap(([id, { columns }]) => columns.map((column) => ({ id, column })))
  for (const { id, column } of all.slice(0, SHOWN_COLUMNS)) append(lines, columnLines(terminal, id, column))
  const more = all.length - Math.min(all.length, SHOWN_COLUMNS) + Object.values(score.outputs ?? {}).reduce((sum, o) => sum + (o.more ?? 0), 0)
  if (more > 0) lines.push(`  ${say(terminal, 'score-more', { count: more })}`)
  terminal.out(`${lines.join('\n')}\n`)
}

function columnLines(terminal: Terminal, output: string, score: ColumnScore): string[] {
  const name = score.column === output ? output : `${output} “${score.column}”`
  return score.kind === 'numbers' ? numberLines(terminal, name, score) : classLines(terminal, name, score)
}

function numberLines(terminal: Terminal, name: string, score: NumberScore): string[] {
  const { rmse, mae, nrmse, nmse, r2, lastValue, skill } = score
  const lines = [
    `  ${name}: ${say(terminal, 'score-numbers', { rmse: number(rmse), mae: number(mae), nrmse: number(nrmse), nmse: number(nmse), r2: number(r2) })}`,
  ]
  if (lastValue !== null) lines.push(`    ${say(terminal, 'score-last', { lastValue: number(lastValue), skill: number(skill) })}`)
  return [...lines, ...reasonLines(terminal, score.reasons ?? {}, (measure) => NAMES[measure as keyof typeof NAMES])]
}

function classLines(terminal: Terminal, name: string, score: ClassScore): string[] {
  const { accuracy, balancedAccuracy, f1, steps, count, confusion, classes } = score
  const lines = [
    `  ${name}: ${say(terminal, 'score-classes', { accuracy: share(accuracy), balancedAccuracy: share(balancedAccuracy), f1: number(f1), steps, count })}`,
  ]
  append(
    lines,
    reasonLines(terminal, score.reasons ?? {}, (measure) => ({ f1: 'F1' })[measure]),
  )
  if (!confusion || !classes || count > SHOWN_CLASSES) return lines
  const cells = [['', ...classes], ...confusion.map((row, c) => [classes[c]!, ...row.map(String)])].map((row) => row.map((cell) => cell.slice(0, NAME)))
  const width = largest(cells.flat().map(({ length }) => length))
  return [...lines, `    ${say(terminal, 'score-confusion')}`, ...cells.map((row) => `    ${row.map((cell) => cell.padStart(width)).join(' ')}`)]
}

/** Explains measures without value, grouped by reason; skips measures that are not printed. */
function reasonLines(terminal: Terminal, reasons: Readonly<Partial<Record<string, Reason>>>, named: (measure: string) => string | undefined): string[] {
  const by = new Map<Reason, string[]>()
  for (const [measure, reason] of Object.entries(reasons)) {
    const name = named(measure)
    if (name && reason) by.set(reason, [...(by.get(reason) ?? []), name])
  }
  return [...by].map(
    ([reason, names]) =>
      `    ${say(terminal, 'score-none', { measures: names.join(', '), reason: say(terminal, `reason-${reason}`, { limit: MATRIX_CLASSES }) })}`,
  )
}
