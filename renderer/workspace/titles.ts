import i18next from 'i18next'
import type { DocumentState } from '../editing/store'
import { wordsOf } from '../document/translated'
import { languageOf } from '../drawing/words'

/** Extension of a document's file. */
export const EXTENSION = '.unfold'

/** A name without extension, or with it if nothing visible remains otherwise. */
function stemOf(name: string): string {
  const stem = name.replace(/\.unfoldz?$/, '')
  return stem.trim() === '' ? name.trim() : stem
}

/** Characters that change the direction of text or break lines, with which a name could look like another one. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
const visible = (name: string): string => name.replace(HIDDEN, '\ufffd')

/** The name of a document on screen: that of its file, otherwise its own. */
export function titleOf({ origin, document }: Pick<DocumentState, 'origin' | 'document'>): string {
  if (origin.path !== null) return visible(stemOf(origin.name))
  const { name = '' } = wordsOf(document, languageOf(i18next.language))
  if (name.trim() !== '') return visible(name)
  return origin.picture === undefined ? i18next.t('shell.untitled') : visible(stemOf(origin.name))
}
