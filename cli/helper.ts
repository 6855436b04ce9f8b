import { fork } from 'node:child_process'
import type { Helper } from './terminal'

/** Starts another process of a program. */
export function forkHelper(program: string, args: readonly string[], onMessage: (message: unknown) => void, ended: (reason: string) => void): Helper {
  // In a process group of its own: Ctrl+C reaches only this program, which then lets the others save.
  const child = fork(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let errors = ''
  let over = false
  const end = (reason: string): void => {
    if (!over) ended(reason)
    over = true
  }
  child.stderr?.on('data', (bytes: Buffer) => (errors = (errors + bytes.toString()).slice(-2_000)))
  child.on('message', onMessage)
  child.once('error', (error) => end(error.message))
  child.once('close', (code, signal) => end(errors.trim() || String(signal ?? code)))
  return {
    send(message) {
      if (!child.connected) return
      child.send(message, (error) => {
        if (error && message !== 'stop') end(error.message)
      })
    },
    leave() {
      if (child.connected) child.disconnect()
    },
  }
}
