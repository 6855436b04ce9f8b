import { limits } from '../../engine/document/limits'
import type { GraphDocument } from '../../engine/document/types'

/** What a document says of itself in words. */
export interface Words {
  name?: string
  description?: string
}
type Key = keyof Words

/**
 * Words of a document in a language, kept in `extensions.translations` as {"ja": {"name", "description"}}, beside
 * `name` and `description` themselves, which stand where there is no translation.
 */
export function wordsOf(document: GraphDocument, language: string): Words {
  const own = translationOf(document, language)
  const word = (key: Key): Words => {
    const found = typeof own?.[key] === 'string' ? own[key] : document[key]
    // Translations are the document's own words under `extensions`, which nobody has checked.
    return found === undefined ? {} : { [key]: found.slice(0, key === 'name' ? limits.name : limits.description) }
  }
  return { ...word('name'), ...word('description') }
}

/** Changes the word that is shown in this language: the translation where there is one, else the document's own. */
export function setWord(draft: GraphDocument, language: string, key: Key, text: string): void {
  const own = translationOf(draft, language)
  const words: Words = typeof own?.[key] === 'string' ? own : draft
  if (text === '') delete words[key]
  else words[key] = text
}

function translationOf({ extensions }: GraphDocument, language: string): Words | undefined {
  const all = extensions?.translations
  if (typeof all !== 'object' || all === null || !Object.hasOwn(all, language)) return undefined
  const found = (all as Record<string, unknown>)[language]
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Words) : undefined
}
