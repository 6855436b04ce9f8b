import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { resolveAddress, SCHEME, TYPES } from './address'

/**
 * Scripts come only from the package, and text never becomes code; WebAssembly may be compiled. Inline styles are
 * allowed, because the canvas positions its nodes with them. Nothing is fetched from other hosts. The page may open second
 * windows, but no native dialog: `print()` would open one that waits for the user and can write files.
 */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox',
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  // These isolate the page (cross-origin isolation), which SharedArrayBuffer requires.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
}

/** Registers app:// as a secure scheme. Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
}

/** Serves the built renderer from `root` as app://unfold/. */
export function serveRenderer(root: string): void {
  protocol.handle(SCHEME, async (request) => {
    const file = request.method === 'GET' ? resolveAddress(root, request.url) : null
    const content = file === null ? null : await readFile(file).catch(() => null)
    if (file === null || content === null) return new Response(null, { status: 404, headers: HEADERS })
    return new Response(content, { headers: { ...HEADERS, 'Content-Type': TYPES[extname(file)] ?? '' } })
  })
}
