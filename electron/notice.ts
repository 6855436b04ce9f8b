import { Notification, type BrowserWindow } from 'electron'
import { all } from '../engine/contract/schema'
import { limits } from '../engine/document/limits'
import { take, text } from './check'

const schema = all({ title: text(limits.name), body: text(limits.name) })
/** Notices that are shown: one that is collected as garbage no longer hears the click. */
const shown = new Set<Notification>()

/** Tells the user of something through the system, unless the window is before them; a click brings the window there. */
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
