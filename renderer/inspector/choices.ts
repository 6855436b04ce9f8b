import type { TFunction } from 'i18next'
import type { Choice } from '../controls/Select'

/** Words of the document as the language calls them; names that are the same in every language stay as they are. */
const choiceLabel = (t: TFunction, value: string): string => t(`inspector.choice.${value}`, { defaultValue: value })

export const choicesOf = (t: TFunction, values: readonly string[]): readonly Choice[] => values.map((value) => ({ value, label: choiceLabel(t, value) }))
