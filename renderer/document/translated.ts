import { limits } from '../../engine/document/limits'
import type { GraphDocument } from '../../engine/document/types'

/** A document's name and description. */
export interface Words {
  name?: string
  description?: string
}
type Key = keyof Words

/**
 * The name and description of a document in a language: from `extensions.translations`, as {"ja": {"name",
 * "description"}}, otherwise the document's own.
 */
export function wordsOf(document: GraphDocument, language: string): Words {
  const own = translationOf(document, language)
  const word = (key: Key): Words => {
    const found = typeof own?.[key] === 'string' ? own[key] : document[key]
    // `extensions` are not validated.
    return found === undefined ? {} : { [key]: found.slice(0, key === 'name' ? limits.name : limits.description) }
  }
  return { ...word('name'), ...word('description') }
}

/** Changes the text shown in this language: its translation if there is one, otherwise the document's own. */
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
