import type { Language } from '../contract'
import { en, type TextKey } from './en'
import { ja } from './ja'

export type { TextKey }

let language: Language = 'en'

export function setLanguage(next: Language): void {
  language = next
}

export const currentLanguage = (): Language => language

/** Returns the first supported one of the system's languages (BCP 47 tags), or English. */
export function preferredLanguage(system: readonly string[]): Language {
  const known = system.map((tag) => tag.split('-')[0]).find((tag) => tag === 'en' || tag === 'ja')
  return known === 'ja' ? 'ja' : 'en'
}

/** Returns the text of `key` in the current language, with each `{name}` replaced by `values.name`. */
export function text(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const form: string = language === 'ja' ? ja[key] : en[key]
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
