import { readFileSync } from 'node:fs'
import { crewOf, serveIfHelper } from './crew'
import { main } from './main'
import { place } from './places'
import type { Terminal } from './terminal'

let asked = false
let armed = false

const terminal: Terminal = {
  folder: process.cwd(),
  environment: process.env,
  live: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
  columns: process.stderr.columns ?? 80,
  crew: crewOf(new URL(import.meta.url)),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interrupted() {
    // Only a command that asks can stop in good order; for the others Ctrl+C does what it always does.
    if (!armed) process.once('SIGINT', () => (asked = true))
    armed = true
    const was = asked
    asked = false
    return was
  },
}

// A reader that has seen enough (`unfold run … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

if (!serveIfHelper()) {
  const described = place('package.json')
  const { version } = described === undefined ? { version: '' } : (JSON.parse(readFileSync(described, 'utf8')) as { version: string })
  process.exitCode = await main(process.argv.slice(2), terminal, version)
}
