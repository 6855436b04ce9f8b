import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** @param {...string} parts Path inside the repository. */
export const fromRoot = (...parts) => join(root, ...parts)

/** @param {string} message A line for the person at the terminal; standard output belongs to the commands. */
export const say = (message) => void process.stderr.write(`${message}\n`)
