import { app, session } from 'electron'
import { HOST, SCHEME, START } from './address'

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

/**
 * Called before the app is ready. No name is ever looked up: the page has nothing to fetch, so what it might try
 * (prefetching, WebRTC) finds no host either.
 */
export function cutNetwork(): void {
  if (developmentServer() !== null) return
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp')
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
    // No event asks before about:blank. The page itself refuses it (preload.ts); should it get there all the same, it is brought back.
    contents.on('did-navigate', (_navigation, address) => {
      if (!isOurs(address)) void contents.loadURL(developmentServer() ?? START)
    })
    // WebRTC knows no content security policy: it gets no UDP, and its TCP goes to a proxy that is not there.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  const ours = session.defaultSession
  ours.setPermissionRequestHandler((contents, permission, answer) => answer(GRANTED.includes(permission) && isOurs(contents.getURL())))
  ours.setPermissionCheckHandler((_contents, permission, origin) => GRANTED.includes(permission) && isOurs(origin))
  ours.setDevicePermissionHandler(() => false)
  if (developmentServer() === null) void ours.setProxy({ proxyRules: 'socks5://127.0.0.1:1', proxyBypassRules: '<-loopback>' })
  ours.on('will-download', (event) => event.preventDefault())
}
