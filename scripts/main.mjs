import { say } from './setup/paths.mjs'

/** Runs a command's body; expected errors end it with a message and status 1. */
export async function main(/** @type {() => Promise<void>} */ body) {
  try {
    await body()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
