import { app, session } from 'electron'
import { HOST, PLOT, SCHEME, START } from './address'
import { isSecond } from './second'

/** Returns the address of the development server, which replaces the packaged renderer; null in the product. */
export const developmentServer = (): string | null => (app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null))

/** Returns the address of the page of second windows. */
export const plotPage = (): string => new URL(PLOT, developmentServer() ?? START).href

/** Returns whether an address belongs to the app's own renderer. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const server = developmentServer()
  if (server !== null && url.origin === new URL(server).origin) return true
  return url.protocol === `${SCHEME}:` && url.host === HOST
}

/**
 * Disables name resolution, so that nothing on the page (prefetching, WebRTC) can reach a host; the page needs none.
 * Must be called before the app is ready.
 */
export function cutNetwork(): void {
  if (developmentServer() !== null) return
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp')
}

const GRANTED: readonly string[] = ['clipboard-read', 'clipboard-sanitized-write']

/** Denies every page new windows, navigation, embedded pages, downloads and devices. */
export function holdPolicy(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => {
      // The first navigation of a second window, to the only page that it may show.
      if (isSecond(contents) && event.url === plotPage()) return
      // The development server reloads the page when it cannot replace a module.
      if (developmentServer() === null || !isOurs(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    // Navigation to about:blank raises no event beforehand. The page itself refuses it (preload.ts); if it happens anyway, load the app again.
    contents.on('did-navigate', (_navigation, address) => {
      if (isOurs(address)) return
      if (isSecond(contents)) contents.close()
      else void contents.loadURL(developmentServer() ?? START)
    })
    // WebRTC ignores the content security policy. This denies it UDP; its TCP goes to a proxy that does not exist.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  const ours = session.defaultSession
  ours.setPermissionRequestHandler((contents, permission, answer) => answer(GRANTED.includes(permission) && isOurs(contents.getURL())))
  ours.setPermissionCheckHandler((_contents, permission, origin) => GRANTED.includes(permission) && isOurs(origin))
  ours.setDevicePermissionHandler(() => false)
  if (developmentServer() === null) void ours.setProxy({ proxyRules: 'socks5://127.0.0.1:1', proxyBypassRules: '<-loopback>' })
  ours.on('will-download', (event) => event.preventDefault())
}
