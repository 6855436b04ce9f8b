import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

export const SCHEME = 'app'
export const HOST = 'unfold'
export const START = `${SCHEME}://${HOST}/index.html`

/**
 * Scripts come from the package alone, and text never becomes code; WebAssembly may be compiled. Styles may be inline,
 * for the canvas places its nodes that way. Nothing is fetched from anywhere.
 */
const POLICY = [
  "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:", "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  // Together they isolate the page from others, which SharedArrayBuffer needs.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2',
  '.woff': 'font/woff', '.ttf': 'font/ttf', '.wasm': 'application/wasm',
}

/** Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ])
}

/**
 * The file of `root` that an address stands for, or null: another host, a path that leaves the folder, a kind of file
 * that the renderer has not.
 */
export function resolveAddress(root: string, address: string): string | null {
  const { host, pathname } = new URL(address)
  if (host !== HOST) return null
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = normalize(join(root, path))
  return file.startsWith(root + sep) && extname(file) in TYPES ? file : null
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
