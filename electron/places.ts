import { dialog, type BrowserWindow } from 'electron'
import { text } from './language'

/** Bytes that most disks allow for a file name, less room for an extension and a number. */
const NAME_BYTES = 200

/** Turns a document's title into a file name: without forbidden characters, short enough for every disk. */
export function suggestedName(title: string): string {
  const plain = title.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, '_').trim()
  let name = ''
  let bytes = 0
  for (const letter of plain) {
    bytes += Buffer.byteLength(letter)
    if (bytes > NAME_BYTES) break
    name += letter
  }
  return /^[.\s]*$/.test(name) ? 'network' : name
}

/** Asks whether existing files may be overwritten; the system's save dialog asks only about the name chosen in it. */
export async function mayReplace(window: BrowserWindow, names: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: text(names.length === 1 ? 'dialog.replace' : 'dialog.replace-all', { names: names.join('\n'), count: names.length }),
    detail: text('dialog.replace-detail'),
    buttons: [text('dialog.button-replace'), text('dialog.button-cancel')],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}
