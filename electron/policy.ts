import { app, session } from 'electron'
import { HOST, SCHEME } from './address'

/** The address of the development server, which serves the renderer instead of the package; never in the product. */
export const developmentServer = (): string | null => app.isPackaged ? null : process.env.ELECTRON_RENDERER_URL ?? null

/** Whether an address belongs to our own renderer. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const server = developmentServer()
  if (server !== null && url.origin === new URL(server).origin) return true
  return url.protocol === `${SCHEME}:` && url.host === HOST
}

const GRANTED: readonly string[] = ['clipboard-read', 'clipboard-sanitized-write']

/** What no page may do here: open windows, go elsewhere, embed pages, download, or use devices. */
export function holdPolicy(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => {
      // The development server reloads the page when it cannot replace a module.
      if (developmentServer() === null || !isOurs(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
  })
  const ours = session.defaultSession
  ours.setPermissionRequestHandler((contents, permission, answer) => answer(GRANTED.includes(permission) && isOurs(contents.getURL())))
  ours.setPermissionCheckHandler((_contents, permission, origin) => GRANTED.includes(permission) && isOurs(origin))
  ours.setDevicePermissionHandler(() => false)
  ours.on('will-download', (event) => event.preventDefault())
}
