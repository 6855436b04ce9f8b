import { spawn, spawnSync } from 'node:child_process'
import { connect } from 'node:net'

/** Returns whether a server accepts connections at this address. */
const answers = (/** @type {import('node:net').NetConnectOpts} */ address) =>
  new Promise((resolve) => {
    const socket = connect(address)
    const end = (/** @type {boolean} */ result) => {
      socket.destroy()
      resolve(result)
    }
    socket
      .setTimeout(2000, () => end(false))
      .once('connect', () => end(true))
      .once('error', () => end(false))
  })

/** Returns whether a window can be opened: connects to the display, because variables may name one that no longer exists. */
export async function hasDisplay() {
  if (process.platform !== 'linux') return true
  const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR } = process.env
  const [, host, number] = DISPLAY?.match(/^(.*):(\d+)(?:\.\d+)?$/) ?? []
  if (number !== undefined) {
    if (host === '' || host === 'unix') {
      if ((await answers({ path: `/tmp/.X11-unix/X${number}` })) || (await answers({ path: `\0/tmp/.X11-unix/X${number}` }))) return true
    } else if (await answers({ host, port: 6000 + Number(number) })) return true
  }
  if (!WAYLAND_DISPLAY) return false
  return answers({ path: WAYLAND_DISPLAY.startsWith('/') ? WAYLAND_DISPLAY : `${XDG_RUNTIME_DIR}/${WAYLAND_DISPLAY}` })
}

/**
 * Starts a virtual screen of 1600×1000.
 * @returns {Promise<{ display: string, stop: () => void }>} The value for DISPLAY.
 */
export function startVirtualScreen() {
  return new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    const stop = () => void server.kill()
    process.once('exit', stop)
    let errors = ''
    server.stderr?.setEncoding('utf8').on('data', (text) => {
      errors += text
    })
    server.once('error', (error) => reject(new Error(`Xvfb did not start: ${error.message}`)))
    server.once('exit', (status) => reject(new Error(`Xvfb ended with status ${status}. ${errors.trim()}`)))
    server.stdio[3]?.once('data', (text) => resolve({ display: `:${String(text).trim()}`, stop }))
  })
}

/**
 * Switches for development where Chromium's sandbox cannot start: as root, or if the kernel refuses user namespaces to
 * others. The packaged app never uses them.
 */
export function sandboxSwitches() {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() !== 0 && spawnSync('unshare', ['--user', 'true']).status === 0) return []
  return ['--no-sandbox']
}
