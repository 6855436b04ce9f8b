import { existsSync, readFileSync } from 'node:fs'
import { fromRoot, say } from './paths.mjs'
import { run } from './run.mjs'

const dist = fromRoot('node_modules', 'electron', 'dist')
const pathFile = fromRoot('node_modules', 'electron', 'path.txt')

/** Returns the path of the installed runtime's executable; null if there is none. */
export function electronExecutable() {
  if (!existsSync(pathFile) || !existsSync(fromRoot('node_modules', 'electron', 'dist', 'version'))) return null
  const path = fromRoot('node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(path) ? path : null
}

/**
 * Installs the runtime: first by Electron's own download, verified by the checksums in its package. If its host is
 * unreachable, on Linux x64, by `fallback.mjs`: an older version, sufficient for development and tests.
 */
export async function installElectron() {
  if (electronExecutable()) return
  const fallback = process.platform === 'linux' && process.arch === 'x64'
  say("Downloading Electron's runtime …")
  // If there is a fallback, do not wait long for a host that neither answers nor refuses the connection.
  const timeout = (fallback ? 4 : 20) * 60_000
  const { status, output } = await run(process.execPath, [fromRoot('node_modules', 'electron', 'install.js')], { timeout, capture: true })
  if (status === 0 && electronExecutable()) return
  const reason = output.match(/\b(fetch failed|E[A-Z]{4,}|HTTPError[^\n]*|ERR_[A-Z_]+)/)?.[0] ?? (status === 124 ? 'no answer' : `exit status ${status}`)
  if (!fallback) throw new Error(`${output.trimEnd()}\nElectron's runtime could not be downloaded (${reason}). Check the network and try again.`)
  say(`Its host could not be reached (${reason}); installing the older runtime for development instead …`)
  const { installFallback } = await import('./fallback.mjs')
  await installFallback(dist, pathFile)
}
