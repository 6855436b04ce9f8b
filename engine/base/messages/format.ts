import { en, type MessageKey } from './en'
import { ja } from './ja'

export type Language = 'en' | 'ja'

const catalogues: Record<Language, Readonly<Record<MessageKey, string>>> = { en, ja }

/** Fills `{name}` in the message `key` of a language with `values`. */
export function format(language: Language, key: MessageKey, values: Readonly<Record<string, string | number>>): string {
  return catalogues[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  )
}
