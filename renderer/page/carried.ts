import { CARRIED, type Carried } from '../../engine/export/page'

/** Reads what the page carries. */
export function carried(): Carried {
  const text = document.getElementById(CARRIED)?.textContent
  if (text === undefined || text === null) throw new Error('The page carries no document.')
  return JSON.parse(text) as Carried
}
