import { extname, join, normalize, sep } from 'node:path'

export const SCHEME = 'app'
export const HOST = 'unfold'
export const START = `${SCHEME}://${HOST}/index.html`

/** Kinds of file that the renderer is made of. */
export const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp', '.woff2': 'font/woff2',
  '.woff': 'font/woff', '.ttf': 'font/ttf', '.wasm': 'application/wasm',
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
