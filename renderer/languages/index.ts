import i18next, { type FormatterModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { declaredTexts } from './declared'
import { grouped } from './numbers'

export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]

/** The name of each language in that language. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' }

/** All files of the folders `en` and `ja`; no key is in two of them. */
const files: Readonly<Record<string, Readonly<Record<string, string>>>> = import.meta.glob<Record<string, string>>('./{en,ja}/*.json', {
  eager: true,
  import: 'default',
})

const textsIn = (language: Language): Readonly<Record<string, string>> =>
  Object.assign(declaredTexts(language), ...Object.entries(files).flatMap(([path, texts]) => (path.startsWith(`./${language}/`) ? [texts] : []))) as Record<
    string,
    string
  >

export const resources: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: textsIn('en'), ja: textsIn('ja') }

const ignore = (): void => undefined
/** Values in sentences: whole numbers have the separators of the language; other numbers have been rounded already. */
const numbersInTexts: FormatterModule = {
  type: 'formatter',
  init: ignore,
  add: ignore,
  addCached: ignore,
  format: (value: unknown, _format, language) => (typeof value === 'number' && Number.isInteger(value) ? grouped(value, language ?? 'en') : String(value)),
}

/** Starts i18next with flat keys: dots in a key have no meaning. */
export async function startLanguages(language: Language): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use(numbersInTexts)
    .init({
      lng: language,
      fallbackLng: 'en',
      resources: Object.fromEntries(languages.map((l) => [l, { translation: resources[l] }])),
      keySeparator: false,
      nsSeparator: false,
      returnNull: false,
      // React escapes text itself.
      interpolation: { escapeValue: false, alwaysFormat: true },
    })
}
