import type { TFunction } from 'i18next'
import { encodingNames, formatOf } from '../../engine/data'
import { limits } from '../../engine/document/limits'
import { dateOrders, tableEncodings, type DataSpec } from '../../engine/document/types'
import type { Choice } from '../controls/Select'
import type { RecognizedReading } from '../workspace/documentTables'
import type { Field } from './field'

type FileSpec = Extract<DataSpec, { kind: 'file' }>
type Change = (name: string, changes: Readonly<Record<string, unknown>>) => void

/** Separators and thousands signs to choose from. */
export const SEPARATORS = [',', ';', '\t', '|', ' '] as const
export const THOUSANDS = ['', ',', '.', ' ', "'"] as const
/** The choice that leaves a key out of the document. */
const FOUND = 'found'
/** Names of invisible signs, as text keys. */
const SIGNS: Readonly<Record<string, string>> = { '\t': 'tables.sign.tab', ' ': 'tables.sign.space', '': 'tables.sign.none' }

/** Names of signs, as text keys. */
const NAMES: Readonly<Record<string, string>> = {
  ...SIGNS,
  ',': 'tables.sign.comma',
  '.': 'tables.sign.point',
  ';': 'tables.sign.semicolon',
  '|': 'tables.sign.bar',
  "'": 'tables.sign.apostrophe',
}

/** Shows a separator or decimal sign. */
export const signText = (sign: string, t: (key: string) => string): string => (SIGNS[sign] ? t(SIGNS[sign]) : sign)

/** Choices of signs, with the one that is used now. The values are not empty: a choice needs one. */
export const signChoices = (all: readonly string[], now: string | null | undefined, t: (key: string) => string): readonly Choice[] =>
  [...new Set([...all, ...(now === null || now === undefined ? [] : [now])])].map((value) => ({ value: `is ${value}`, label: signText(value, t) }))
export const signOf = (value: string): string => value.slice(3)

/** Words for missing values, from a text with commas between them. */
export const wordsIn = (text: string): string[] | undefined => {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  return words.length > 0 ? words : undefined
}

/** The time axis of a table: as proposed, none, or the columns that give it. */
export function stepFields(data: FileSpec, columns: readonly string[], t: TFunction, change: Change): readonly Field[] {
  const { steps } = data
  const by = steps === undefined ? FOUND : steps.length === 0 ? 'none' : 'columns'
  const rows: Field[] = [
    {
      name: 'data.axis',
      label: t('tables.role.steps'),
      help: t('inspector.data.axis.help'),
      standard: FOUND,
      values: [by],
      control: {
        is: 'choice',
        choices: [FOUND, ...(columns.length > 0 || by === 'columns' ? ['columns'] : []), 'none'].map((value) => ({
          value,
          label: value === FOUND ? t('tables.read.dates.found') : t(`inspector.data.axis.${value}`),
        })),
      },
      set: (value) => change('axis', { steps: value === 'columns' ? columns.slice(0, 1) : value === 'none' ? [] : undefined }),
    },
  ]
  if (by === 'columns')
    rows.push({
      name: 'data.steps',
      label: t('inspector.data.steps'),
      help: t('inspector.data.steps.help'),
      values: [steps],
      required: true,
      control: { is: 'names', known: columns, add: t('inspector.columns.add'), none: t('inspector.columns.none') },
      set: (value) => change('steps', { steps: value ?? [] }),
    })
  return rows
}

/**
 * How the text of a data file is read. Keys that the document leaves out are recognized from the text.
 * @param recognized How it was read; undefined if it was not.
 */
export function readingFields(data: FileSpec, t: TFunction, change: Change, recognized: RecognizedReading = {}): readonly Field[] {
  const format = data.format ?? formatOf(data.path)
  const cells = format !== 'json' && data.format !== 'text'
  const label = (name: string) => ({ name: `data.${name}`, label: t(`tables.read.${name}`), help: t(`tables.read.${name}.help`) })
  const nameOf = (value: string): string => (NAMES[value] === undefined ? value : t(NAMES[value]))
  const words: { readonly [K in keyof RecognizedReading]-?: (value: string) => string } = {
    encoding: (value) => encodingNames[value as keyof typeof encodingNames],
    dates: (value) => t(`tables.read.dates.${value}`),
    header: (value) => (value === '0' ? t('tables.sign.none') : value),
    separator: nameOf,
    decimal: nameOf,
    thousands: nameOf,
  }
  /** Names the choice to leave a key out, with the value that was recognized instead. */
  const foundText = (name: keyof RecognizedReading): string => {
    const value = data[name] === undefined ? recognized[name] : undefined
    return value === undefined ? t('tables.read.dates.found') : t('tables.read.found', { value: words[name](String(value)) })
  }
  const choice = (
    name: 'encoding' | 'separator' | 'decimal' | 'thousands' | 'dates',
    value: string | undefined,
    choices: readonly Choice[],
    also: object = {},
  ): Field => ({
    ...label(name),
    standard: FOUND,
    values: [value],
    control: { is: 'choice', choices: [{ value: FOUND, label: foundText(name) }, ...choices] },
    set: (to) => change(name, { [name]: typeof to === 'string' && to.startsWith('is ') ? signOf(to) : to, ...also }),
  })
  const sign = (value: string | undefined): string | undefined => (value === undefined ? undefined : `is ${value}`)
  const { separator, decimal, thousands } = data
  return [
    choice(
      'encoding',
      data.encoding,
      tableEncodings.map((value) => ({ value, label: encodingNames[value] })),
    ),
    ...(cells
      ? [
          choice('separator', sign(separator), signChoices(SEPARATORS, separator, t)),
          choice('decimal', sign(decimal), signChoices(['.', ','], decimal, t), { thousands: undefined }),
          choice(
            'thousands',
            sign(thousands),
            signChoices(
              THOUSANDS.filter((one) => one !== decimal),
              thousands,
              t,
            ),
          ),
          {
            ...label('header'),
            values: [data.header],
            control: { is: 'number', bounds: { min: 0, whole: true }, placeholder: foundText('header') },
            set: (value: unknown) => change('header', { header: value }),
          } satisfies Field,
          {
            ...label('footer'),
            standard: 0,
            values: [data.footer],
            control: { is: 'number', bounds: { min: 0, max: limits.footer, whole: true } },
            set: (value: unknown) => change('footer', { footer: value }),
          } satisfies Field,
        ]
      : []),
    ...(data.format === 'text'
      ? []
      : [
          {
            ...label('missing'),
            values: [data.missing?.join(', ')],
            control: { is: 'text', placeholder: t('tables.read.missing.none') },
            set: (value: unknown) => change('missing', { missing: typeof value === 'string' ? wordsIn(value) : undefined }),
          } satisfies Field,
          {
            ...label('words'),
            name: 'data.missingWords',
            standard: 'usual',
            values: [data.missingWords],
            control: { is: 'choice', choices: (['usual', 'listed'] as const).map((value) => ({ value, label: t(`tables.read.words.${value}`) })) },
            set: (value: unknown) => change('words', { missingWords: value }),
          } satisfies Field,
          choice(
            'dates',
            data.dates,
            dateOrders.map((value) => ({ value, label: t(`tables.read.dates.${value}`) })),
          ),
        ]),
  ]
}
