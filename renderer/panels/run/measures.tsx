import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import type { Part } from '../../../engine/data/types'
import { format } from '../../../engine/base/messages/format'
import { MATRIX_CLASSES, type ClassScore, type ColumnScore, type PartScore } from '../../../engine/learn/evaluate/measures/scores'
import { languageOf } from '../../drawing/words'
import { compact, figure, percent, whole } from '../../languages/numbers'

export const PARTS: readonly Part[] = ['train', 'validation', 'test']
const NUMBERS = ['rmse', 'mae', 'nrmse', 'nmse', 'r2', 'lastValue', 'skill'] as const
const CLASSES = ['accuracy', 'balancedAccuracy', 'f1'] as const
const SHARES: readonly string[] = ['accuracy', 'balancedAccuracy']

export type Measure = (typeof NUMBERS | typeof CLASSES)[number]
export type Scored = Partial<Record<Part, PartScore>>

/** The measures that apply to a column, main one first. */
const measuresOf = (score: ColumnScore | undefined): readonly Measure[] => (score?.kind === 'classes' ? CLASSES : score ? NUMBERS : [])

const valueOf = (score: ColumnScore | undefined, measure: Measure): number | null | undefined =>
  score && measure in score ? (score as unknown as Readonly<Partial<Record<Measure, number | null>>>)[measure] : undefined

/** A column of an output, with a key that is equal in all runs. */
export interface ScoredColumn {
  readonly key: string
  readonly name: string
  readonly output: string
  readonly at: number
}

/** The scored columns of all outputs. */
export function columnsOf({ outputs = {} }: PartScore, label: (output: string) => string): ScoredColumn[] {
  return Object.entries(outputs).flatMap(([output, { columns }]) =>
    columns.map(({ column }, at) => ({ key: `${output} ${at}`, name: column === output ? label(output) : `${label(output)}: ${column}`, output, at })),
  )
}

/** One measure of one part, or the reason why it has no value. */
function Value({ score, measure }: { readonly score: ColumnScore | undefined; readonly measure: Measure }) {
  const { i18n } = useTranslation()
  const reason = (score?.reasons as Readonly<Record<string, NonNullable<ClassScore['reasons']>['f1']>> | undefined)?.[measure]
  const why = reason && format(languageOf(i18n.language), `reason-${reason}`, { limit: MATRIX_CLASSES })
  return (
    <td className="figure" title={why}>
      {(SHARES.includes(measure) ? percent : figure)(valueOf(score, measure), 8)}
    </td>
  )
}

interface Cell<T> {
  readonly key: string | number
  readonly score: T | undefined
}

/** The first rows of a table of scores: the loss and, if there is one, the measure of the task, such as the number of solved strings. */
export function WholeRows({ cells }: { readonly cells: readonly Cell<PartScore>[] }) {
  const { t } = useTranslation()
  const task = cells.map(({ score }) => score?.task?.measure).find((measure) => measure !== undefined)
  const row = (key: string, text: (score: PartScore | undefined) => string, className?: string) => (
    <tr className={className}>
      <th scope="row" title={t(`${key}-tip`)}>
        {t(key)}
      </th>
      {cells.map(({ key: cell, score }) => (
        <td key={cell} className="figure">
          {text(score)}
        </td>
      ))}
    </tr>
  )
  return (
    <>
      {row('panels.scores.loss', (score) => figure(score?.loss, 8))}
      {task && row(`panels.scores.task.${task}`, (score) => taskText(score?.task), 'scores-task')}
    </>
  )
}

/** A row for each measure of one column of an output. */
export function ColumnRows({ cells }: { readonly cells: readonly Cell<ColumnScore>[] }) {
  const { t } = useTranslation()
  return measuresOf(cells.find(({ score }) => score)?.score).map((measure) => (
    <tr key={measure}>
      <th scope="row" title={t(`panels.scores.${measure}-tip`)}>
        {t(`panels.scores.${measure}`)}
      </th>
      {cells.map(({ key, score }) => (
        <Value key={key} score={score} measure={measure} />
      ))}
    </tr>
  ))
}

/** A task's measure as text, such as solved strings. */
const taskText = (task: PartScore['task']): string =>
  task?.of === undefined ? figure(task?.value, 8) : `${whole(task.solved ?? 0, 0)}/${whole(task.of, 0)}`.padStart(8, '\u2007')

/** A run's quality in a single number. */
export interface MainScore {
  /** For example `RMSE 0.1234`. */
  readonly text: string
  /** Part, column and meaning of the measure. */
  readonly tip: string
}

/** The part by which runs are compared: validation, otherwise test, otherwise training. */
export const comparedPart = (scores: Scored): Part | undefined => (['validation', 'test', 'train'] as const).find((part) => scores[part])

/** The task's measure if there is one, otherwise one measure per output: RMSE or accuracy. */
export function mainScores(scores: Scored, label: (output: string) => string, t: TFunction): readonly MainScore[] {
  const part = comparedPart(scores)
  const score = part && scores[part]
  if (!score) return []
  const where = t(`panels.part.${part}`)
  if (score.task) {
    const key = `panels.scores.task.${score.task.measure}`
    return [{ text: `${t(key)} ${taskText(score.task).trim()}`, tip: `${where}\n${t(`${key}-tip`)}` }]
  }
  return Object.entries(score.outputs ?? {}).flatMap(
    ([
      output,
      {
        columns: [first],
      },
    ]): MainScore[] => {
      const [measure] = measuresOf(first)
      if (!first || !measure) return []
      const value = valueOf(first, measure)
      const text = value === null || value === undefined ? '–' : SHARES.includes(measure) ? percent(value, 0) : compact(value)
      return [
        {
          text: `${t(`panels.scores.${measure}`)} ${text}`,
          tip: `${columnsOf(score, label).find(({ key }) => key === `${output} 0`)!.name}, ${where}\n${t(`panels.scores.${measure}-tip`)}`,
        },
      ]
    },
  )
}
