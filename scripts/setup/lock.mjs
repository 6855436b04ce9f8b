import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fromRoot, say } from './paths.mjs'

const folder = fromRoot('out', '.setup-lock')
const owner = fromRoot('out', '.setup-lock', 'pid')

const codeOf = (/** @type {unknown} */ error) => /** @type {NodeJS.ErrnoException} */ (error).code

/** Returns whether the process that holds the lock no longer exists. */
function abandoned() {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0)
    return false
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EPERM') return false
    // Without an owner, its process may be between creating the folder and writing the file.
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
 * Runs `work` while no other process in this working copy holds the lock. Otherwise two commands started together in a
 * fresh clone would install over each other.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function locked(work) {
  for (let announced = false; ; ) {
    try {
      mkdirSync(folder)
      break
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      if (abandoned()) {
        rmSync(folder, { recursive: true, force: true })
        continue
      }
      if (!announced) say('Waiting for another command that is setting up …')
      announced = true
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
