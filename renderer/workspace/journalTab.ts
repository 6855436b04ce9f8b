import type { NotKept } from '../../electron/contract'
import { limits } from '../../engine/document/limits'
import { linePieces } from '../../engine/document/serialize'
import { slowly } from '../controls/slowly'
import { measuring } from '../editing/learned'
import type { DocumentState } from '../editing/state'
import { learnedForgotten, learnedHeld, learnedToWrite, learnedWritten } from './keptLearned'
import { journalText } from './journalText'
import { placeOf } from './loading'
import { longText } from './longText'
import { isBlank, type Tab } from './tabs'
import { titleOf } from './titles'

/** The parts of a document's state that the journal stores, or from which the rest follows. */
const STORED = ['document', 'past', 'origin', 'unsaved'] as const

interface Written {
  /** Undefined if the journal must be written in any case. */
  readonly state: Pick<DocumentState, (typeof STORED)[number]> | undefined
  /** The weights that were written to a file of their own. */
  readonly weights: object | undefined
}

/** The content of the journal for each tab. */
const written = new Map<Tab, Written>()

/** The tabs of which the journal has something. */
export const tabsInJournal = (): IterableIterator<Tab> => written.keys()

/** Writes the changes of a tab; returns why that failed, null if it succeeded, undefined if there were none. */
export async function writeTab(tab: Tab): Promise<NotKept | null | undefined> {
  const { store } = tab.documents
  const before = written.get(tab)
  const learned = learnedToWrite(tab)
  const state = store.getState()
  if (before && STORED.every((part) => before.state?.[part] === state[part]) && learned === undefined) return undefined
  if (isBlank(tab) && !before) return undefined
  await slowly(measuring(state))
  // The document may have changed meanwhile; from here on, everything is read at once.
  const { document, past, origin, unsaved } = store.getState()
  const kept = tab.documents.keep(limits.journalHistory)
  const { weights } = kept.document
  const name = titleOf(store.getState()).slice(0, limits.name)
  const text = (await slowly(journalText(kept)))!
  const fresh = before?.weights !== weights
  const failed = await window.unfold.keep({
    id: tab.id,
    place: placeOf(origin),
    name,
    text,
    ...(fresh ? { weights: weights ? longText(linePieces(weights)) : null } : {}),
    ...(learned === undefined ? {} : { learned }),
  })
  if (failed === null) {
    written.set(tab, { state: { document, past, origin, unsaved }, weights })
    learnedWritten(tab, learned)
  }
  return failed
}

/** Removes a tab's document from the journal. */
export async function forgetTab(tab: Tab): Promise<void> {
  written.delete(tab)
  learnedForgotten(tab)
  await window.unfold.forget(tab.id).catch(() => false)
}

/** Registers a tab that was restored from the journal, which contains its weights and trained state. */
export function alreadyKept(tab: Tab, weights: object | undefined, learned: boolean): void {
  written.set(tab, { state: undefined, weights })
  if (learned) learnedHeld(tab)
}
