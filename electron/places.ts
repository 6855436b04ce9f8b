import { dialog, type BrowserWindow } from 'electron'
import { text } from './language'

/** Bytes of a file's name on most disks, without room for an extension and a number. */
const NAME_BYTES = 200

/** A name of a file for what a document calls itself: without what systems do not allow, short enough for every disk. */
export function suggestedName(wanted: string): string {
  const plain = wanted.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, '_').trim()
  let name = ''
  let bytes = 0
  for (const letter of plain) {
    bytes += Buffer.byteLength(letter)
    if (bytes > NAME_BYTES) break
    name += letter
  }
  return /^[.\s]*$/.test(name) ? 'network' : name
}

/** Asks whether files may be written over; the system's own dialog has asked about the name that was chosen, and no other. */
export async function mayReplace(window: BrowserWindow, names: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning', message: text(names.length === 1 ? 'dialog.replace' : 'dialog.replace-all', { names: names.join('\n'), count: names.length }),
    detail: text('dialog.replace-detail'),
    buttons: [text('dialog.button-replace'), text('dialog.button-cancel')], defaultId: 1, cancelId: 1, noLink: true,
  })
  return response === 0
}
