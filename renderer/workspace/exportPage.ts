import { encodeBase64 } from '../../engine/base/base64'
import { limits } from '../../engine/document/limits'
import { pageOf, type PageContent } from '../../engine/export/page'
import type { GraphDocument } from '../../engine/document/types'
import { placeOf } from './loading'
import type { Tab } from './tabs'
import { piecesOf } from './texts'
import { titleOf } from './titles'

/** The data file of a document in one piece; undefined if it is too large for a page; or why it could not be read. */
async function dataOf(tab: Tab, path: string): Promise<Uint8Array | string | undefined> {
  const opened = await window.unfold.openData({ from: placeOf(tab.documents.store.getState().origin), data: path })
  if (!opened.ok) return opened.reason
  const { file, size } = opened
  if (size > limits.pageData) {
    await window.unfold.closeData(file)
    return undefined
  }
  const bytes = new Uint8Array(size)
  for (let at = 0; ; ) {
    const piece = await window.unfold.nextPiece(file)
    if (!piece.ok) return piece.reason
    if (piece.bytes === null) return bytes.subarray(0, at)
    bytes.set(piece.bytes.subarray(0, size - at), at)
    at += piece.bytes.length
  }
}

/** Writes a document with its data as one page that learns in a browser; the reason if that is impossible, undefined if it is too large. */
export async function pageFile(tab: Tab, document: GraphDocument): Promise<{ readonly html: string } | string | undefined> {
  const state = tab.documents.store.getState()
  const path = document.data?.kind === 'file' ? document.data.path : undefined
  const bytes = path === undefined ? undefined : await dataOf(tab, path)
  if (typeof bytes === 'string') return bytes
  if (path !== undefined && !bytes) return undefined
  const carried: PageContent = {
    name: titleOf(state),
    text: piecesOf(tab.documents, document).join(''),
    ...(path !== undefined && bytes ? { data: { path, base64: encodeBase64(bytes) } } : {}),
  }
  const template = await (await fetch('./page.html')).text()
  return { html: pageOf(template, carried) }
}
