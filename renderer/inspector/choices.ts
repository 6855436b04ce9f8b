import type { TFunction } from 'i18next'
import type { Choice } from '../controls/Select'

/** Translates a word of the document format; untranslated ones are the same in every language. */
const choiceLabel = (t: TFunction, value: string): string => t(`inspector.choice.${value}`, { defaultValue: value })

export const choicesOf = (t: TFunction, values: readonly string[]): readonly Choice[] => values.map((value) => ({ value, label: choiceLabel(t, value) }))
