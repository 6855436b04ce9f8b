import { en, type MessageKey } from './en'
import { ja } from './ja'

export type Language = 'en' | 'ja'

const catalogues: Record<Language, Readonly<Record<MessageKey, string>>> = { en, ja }

/**
 * Fills `{name}` in the message `key` of a language with `values`. `{place}` is the place in a table: the line of its
 * file where `values` has a `line`, else its `row`. `{key-NAME}` is a key of the document, by its own name where `values`
 * do not say how it is called on screen. `{reason}` is an error code of the system in words, or as it is.
 * `{name|one|many}` is the first word where the value is 1, else the second.
 */
export function format(language: Language, key: MessageKey, values: Readonly<Record<string, string | number>>): string {
  return catalogues[language][key].replace(/\{([\w-]+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) =>
    one !== undefined && many !== undefined
      ? String(values[name]) === '1'
        ? one
        : many
      : Object.hasOwn(values, name)
        ? name === 'reason'
          ? cause(language, String(values[name]))
          : String(values[name])
        : name === 'place'
          ? place(language, values)
          : name.startsWith('key-')
            ? name.slice(4)
            : whole,
  )
}

const place = (language: Language, values: Readonly<Record<string, string | number>>): string =>
  Object.hasOwn(values, 'line') ? format(language, 'place-line', values) : format(language, 'place-row', values)

/** Returns what an error code of the system means, with the code; any other text as it is. */
function cause(language: Language, reason: string): string {
  const key = `cause-${reason}`
  if (!Object.hasOwn(catalogues[language], key)) return reason
  const words = catalogues[language][key as MessageKey]
  return language === 'ja' ? `${words}（${reason}）` : `${words} (${reason})`
}
