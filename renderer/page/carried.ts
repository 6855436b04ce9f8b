import { CARRIED, type PageContent } from '../../engine/export/page'

/** Reads the document and data that the page contains. */
export function carried(): PageContent {
  const text = document.getElementById(CARRIED)?.textContent
  if (text === undefined || text === null) throw new Error('The page carries no document.')
  return JSON.parse(text) as PageContent
}
