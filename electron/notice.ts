import { Notification, type BrowserWindow } from 'electron'
import { all } from '../engine/contract/schema'
import { limits } from '../engine/document/limits'
import { take, text } from './check'

const schema = all({ title: text(limits.name), body: text(limits.name) })
/** The notifications on screen: one that is garbage-collected no longer receives its click. */
const shown = new Set<Notification>()

/** Shows a notification of the system, unless the window has the focus; a click on it focuses the window. */
export function showNotice(value: unknown, window: BrowserWindow): void {
  const { title, body } = take(schema, value, 'notice')
  if (!Notification.isSupported() || window.isFocused()) return
  const notice = new Notification({ title, body })
  shown.add(notice)
  notice.once('close', () => shown.delete(notice))
  notice.once('click', () => {
    shown.delete(notice)
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  })
  notice.show()
}
