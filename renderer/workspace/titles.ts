import i18next from 'i18next'
import type { DocumentState } from '../editing/store'
import { wordsOf } from '../document/translated'
import { languageOf } from '../drawing/words'

/** The ending of a document's file. */
export const EXTENSION = '.unfold'

/** What a document is called on screen: its file, or else the name that it gives itself. */
export function titleOf({ origin, document }: Pick<DocumentState, 'origin' | 'document'>): string {
  if (origin.path !== null) return origin.name.endsWith(EXTENSION) ? origin.name.slice(0, -EXTENSION.length) : origin.name
  return wordsOf(document, languageOf(i18next.language)).name ?? i18next.t('shell.untitled')
}
