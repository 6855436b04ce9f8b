import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fromRoot, say } from './paths.mjs'

const folder = fromRoot('out', '.setup-lock')
const owner = fromRoot('out', '.setup-lock', 'pid')

const codeOf = (/** @type {unknown} */ error) => /** @type {NodeJS.ErrnoException} */ (error).code

/** Whether the process that holds the lock is gone (it was killed, or the machine went down). */
function abandoned() {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0)
    return false
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EPERM') return false
    // no owner written yet: it may be just between its two steps
    if (code === 'ENOENT')
      try {
        return Date.now() - statSync(folder).mtimeMs > 5000
      } catch {
        return false
      }
    return true
  }
}

/**
 * Runs `work` while no other process of this working copy does: two commands started at once in a fresh clone would
 * otherwise install over each other.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(work) {
  for (let told = false; ; ) {
    try {
      mkdirSync(folder)
      break
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      if (abandoned()) {
        rmSync(folder, { recursive: true, force: true })
        continue
      }
      if (!told) say('Waiting for another command that is setting up …')
      told = true
      await sleep(200)
    }
  }
  writeFileSync(owner, String(process.pid))
  const release = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}
