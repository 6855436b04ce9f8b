import { all, atMost, boolean, choice, nullable, whole, type Schema, type Value } from '../engine/contract/schema'
import { accepted, faultIn } from '../engine/document/accept'
import { limits } from '../engine/document/limits'

/** The renderer sent something that violates the contract: a bug or an attack, never a user's mistake. */
export class ContractError extends Error {
  constructor(what: string) {
    super(`${what} is not what the contract says`)
  }
}

/**
 * The declared part of a message.
 * @param what Name of the message in the error.
 * @throws ContractError
 */
export function take<const S extends Schema>(schema: S, value: unknown, what: string): Value<S> {
  const fault = faultIn(schema, value)
  if (fault !== undefined) throw new ContractError(`${what}${fault.replaceAll('/', '.')}`)
  return accepted(schema, value) as Value<S>
}

export const text = (longest: number) => ({ is: 'text', longest }) as const
export const path = text(limits.path)
const name = text(limits.title)
/** A data file's path as documents write it. */
export const dataPath = text(limits.dataPath)
export const id = { is: 'text', pattern: /^[0-9a-f-]{36}$/ } as const
/** A SHA-256 fingerprint in hex, or '' for a file that does not exist. */
const print = { is: 'text', pattern: /^(?:[0-9a-f]{64})?$/ } as const
export const languageChoice = choice(['en', 'ja'])
export const themeChoice = choice(['system', 'light', 'dark'])
export const place = all({ path: nullable(path) }, { example: name, picture: path })
/** Number of an open file. */
export const fileNumber = whole(1)

export const documentText = text(limits.documentText)

export const saveRequest = all({
  path: nullable(path),
  ask: boolean,
  bundle: boolean,
  suggestedName: name,
  text: documentText,
  from: place,
  data: nullable(dataPath),
  seen: nullable(print),
})
export const acceptRequest = all({ path, print })
export const openDataRequest = all({ from: place, data: dataPath })
export const changesRequest = all({ documents: atMost(limits.tabs, path), data: atMost(limits.tabs, openDataRequest) })
export const chooseDataRequest = all({ from: place })
export const dropDataRequest = all({ from: place, path })
export const askToSaveRequest = all({ name, others: whole(0) })
export const documentState = all({ edited: boolean, title: name, path: nullable(path) })
export const menuKeys = atMost(limits.menuKeys, all({ command: text(60), key: nullable(text(60)) }))

/** What follows the name of an exported file, such as `.py` or `_test.py`. */
const AFTER_NAME = /^(?:_[a-z]{1,16})?\.[a-z]{1,8}$/
/** A whole name in a folder, such as `model.py`. Neither leads to another folder. */
export const IN_FOLDER = /^[A-Za-z]{1,16}\.[a-z]{1,16}$/
const exportFile = all({ suffix: { is: 'text', pattern: new RegExp(`${AFTER_NAME.source}|${IN_FOLDER.source}`) }, content: { is: 'anything' } })
export const exportRequest = all({ name, files: atMost(limits.exportFiles, exportFile) }, { folder: boolean })

const journalText = text(limits.journalEntry)
export const keepRequest = all({ id, place, name, text: journalText }, { weights: nullable(journalText), learned: nullable(journalText) })
export const asideRequest = all({ id, what: choice(['entry', 'weights', 'learned']) })
export const tabsMessage = all({ order: atMost(limits.tabs, id), shown: id })
