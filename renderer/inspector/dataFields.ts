import type { TFunction } from 'i18next'
import { formatOf, taskNames, tasks } from '../../engine/data'
import type { DataSpec } from '../../engine/document/types'
import { normalizeOf, splitOf } from '../../engine/document/tables'
import { setData } from '../editing/commands'
import { documentStore, edit } from '../editing/store'
import { choicesOf } from './choices'
import type { Control, Field } from './field'
import { stepFields } from './readingFields'
import { boundsOf, dataVariants } from './schema'

type FileSpec = Extract<DataSpec, { kind: 'file' }>
type TaskSpec = Extract<DataSpec, { kind: 'task' }>

/** Changes keys of the document's data; undefined deletes one. */
export function change(name: string, changes: Readonly<Record<string, unknown>>): void {
  edit(
    'inspector.edit.data',
    (draft) => {
      const { data } = documentStore.getState().document
      if (!data) return
      const next = Object.fromEntries(Object.entries({ ...data, ...changes }).filter(([, value]) => value !== undefined))
      setData(draft, next as unknown as DataSpec)
    },
    { merge: `inspector data ${name}` },
  )
}

const words = (t: TFunction, name: string) => ({ name: `data.${name}`, label: t(`inspector.data.${name}`), help: t(`inspector.data.${name}.help`) })

/** How the rows of a file are divided into sequences: one series, by a column, or by length. */
function sequenceFields(data: FileSpec, columns: readonly string[], t: TFunction): readonly Field[] {
  const by = data.sequenceColumn !== undefined ? 'by-column' : data.sequenceLength !== undefined ? 'by-length' : 'one-series'
  const rows: Field[] = [
    {
      ...words(t, 'sequences'),
      standard: 'one-series',
      values: [by],
      control: { is: 'choice', choices: choicesOf(t, ['one-series', ...(columns.length > 0 || by === 'by-column' ? ['by-column'] : []), 'by-length']) },
      set: (value) =>
        change('sequences', { sequenceColumn: value === 'by-column' ? columns[0] : undefined, sequenceLength: value === 'by-length' ? 100 : undefined }),
    },
  ]
  if (by === 'by-column')
    rows.push({
      ...words(t, 'sequenceColumn'),
      required: true,
      values: [data.sequenceColumn],
      control: { is: 'choice', choices: columns.map((name) => ({ value: name, label: name })) },
      set: (value) => change('sequenceColumn', { sequenceColumn: value }),
    })
  if (by === 'by-length')
    rows.push({
      ...words(t, 'sequenceLength'),
      required: true,
      values: [data.sequenceLength],
      unit: t('inspector.unit.steps'),
      control: { is: 'number', bounds: { whole: true, min: 1 } },
      set: (value) => change('sequenceLength', { sequenceLength: value }),
    })
  return rows
}

/** The fields of a data file, without its path, which is chosen in a dialog. */
export function fileFields(data: FileSpec, columns: readonly string[], t: TFunction): readonly Field[] {
  const keys = dataVariants.file?.keys ?? {}
  const choices = (key: string): readonly string[] => {
    const schema = keys[key]
    return schema?.is === 'choice' ? schema.choices : []
  }
  const plain = (key: 'format' | 'normalize', standard: string): Field => ({
    ...words(t, key),
    standard,
    values: [data[key]],
    control: { is: 'choice', choices: choicesOf(t, choices(key)) },
    set: (value) => change(key, { [key]: value }),
  })
  return [
    plain('format', formatOf(data.path)),
    ...sequenceFields(data, columns, t),
    ...stepFields(data, columns, t, change),
    plain('normalize', normalizeOf(undefined)),
    { ...words(t, 'split'), standard: splitOf(undefined), values: [data.split], control: { is: 'split' }, set: (value) => change('split', { split: value }) },
    ...(data.sha256 === undefined
      ? []
      : [
          {
            ...words(t, 'sha256'),
            values: [data.sha256],
            set: (value: unknown) => change('sha256', { sha256: value }),
            control: {
              is: 'text',
              refuse: (text: string) => (text === '' || /^[0-9a-fA-F]{64}$/.test(text) ? undefined : { key: 'inspector.reason.digest' }),
            } satisfies Control,
          },
        ]),
  ]
}

/** The fields of a built-in task, from its declaration. */
export function taskFields(data: TaskSpec, t: TFunction): readonly Field[] {
  const task = Object.hasOwn(tasks, data.task) ? tasks[data.task] : undefined
  const rows: Field[] = [
    {
      ...words(t, 'task'),
      required: true,
      values: [data.task],
      control: { is: 'choice', choices: taskNames.map((value) => ({ value, label: t(`inspector.task.${value}`, { defaultValue: value }) })) },
      set: (value) => change('task', { task: value, options: undefined }),
    },
  ]
  for (const [name, schema] of Object.entries(task?.options.keys ?? {})) {
    const control: Control | undefined =
      schema.is === 'number'
        ? { is: 'number', bounds: boundsOf(schema) }
        : schema.is === 'choice'
          ? { is: 'choice', choices: choicesOf(t, schema.choices) }
          : schema.is === 'boolean'
            ? { is: 'boolean' }
            : undefined
    if (!control) continue
    rows.push({
      name: `data.options.${name}`,
      label: t(`inspector.option.${name}`, { defaultValue: name }),
      control,
      standard: schema.default,
      values: [data.options?.[name]],
      set: (value) => {
        const options = Object.fromEntries(Object.entries({ ...data.options, [name]: value }).filter(([, v]) => v !== undefined))
        change(`options.${name}`, { options: Object.keys(options).length === 0 ? undefined : options })
      },
    })
  }
  rows.push({
    ...words(t, 'seed'),
    standard: 0,
    values: [data.seed],
    control: { is: 'number', bounds: { whole: true } },
    set: (value) => change('seed', { seed: value }),
  })
  return rows
}
