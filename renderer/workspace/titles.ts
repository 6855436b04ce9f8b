import i18next from 'i18next'
import type { DocumentState } from '../editing/store'
import { wordsOf } from '../document/translated'
import { languageOf } from '../drawing/words'

/** Extension of a document's file. */
export const EXTENSION = '.unfold'

const stemOf = (name: string): string => name.replace(/\.unfoldz?$/, '')

/** The name of a document on screen: that of its file, otherwise its own. */
export function titleOf({ origin, document }: Pick<DocumentState, 'origin' | 'document'>): string {
  if (origin.path !== null) return stemOf(origin.name)
  const { name } = wordsOf(document, languageOf(i18next.language))
  return name ?? (origin.picture === undefined ? i18next.t('shell.untitled') : stemOf(origin.name))
}
