import { extname, join, normalize, sep } from 'node:path'

export const SCHEME = 'app'
export const HOST = 'unfold'
export const START = `${SCHEME}://${HOST}/index.html`
/** The page of a second window, beside that of the first. */
export const PLOT = 'plot.html'

/** Content types by extension; the renderer has no files of other kinds. */
export const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** Returns the file under `root` that `address` names, or null for another host, a path outside `root`, or a kind of file that the renderer does not have. */
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
